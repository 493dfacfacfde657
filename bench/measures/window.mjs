// A window of a running process: what it used and did between two marks, after a warm-up.

import { setTimeout as delay } from 'node:timers/promises'

export async function watchWindow(subject, { warmUpMs, windowMs }) {
  await delay(warmUpMs)
  const from = await subject.ask('mark')
  await delay(windowMs)
  const to = await subject.ask('mark')
  const requests = to.requests - from.requests
  if (requests === 0) throw new Error('not one request was answered in the measured window')
  const cpuUserUs = (to.cpuUserUs - from.cpuUserUs) / requests
  const cpuSystemUs = (to.cpuSystemUs - from.cpuSystemUs) / requests
  return {
    requestsPerSecond: (requests * 1000) / (to.atMs - from.atMs),
    cpuUserUs,
    cpuSystemUs,
    cpuUs: cpuUserUs + cpuSystemUs,
  }
}

/** Runs `work` with a list for what it starts; nothing of it outlives the measurement. */
export async function withProcesses(work) {
  const started = []
  try {
    return await work((process) => {
      started.push(process)
      return process
    })
  } finally {
    for (const each of started) each.kill()
  }
}
