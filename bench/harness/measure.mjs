// Measures one variant once: a fresh process, warmed up and then watched for one window.

import { setTimeout as delay } from 'node:timers/promises'
import { startLoad } from '../load/choose.mjs'
import { checkAnswer } from './check-answer.mjs'
import { startNodeProcess } from './children.mjs'

const spareSeconds = 30

export async function measure(row, variant, settings) {
  return row.kind === 'client' ? measureClient(row, variant, settings) : measureServer(row, variant, settings)
}

async function measureServer(row, variant, { cores, windowMs, warmUpMs, nodeOptions }) {
  const started = []
  try {
    const args = [row.name, variant]
    const server = await startNodeProcess({ script: 'server.mjs', args, core: cores.subject, nodeOptions })
    started.push(server)
    await checkAnswer(row, server.port)
    const longestSeconds = Math.ceil((warmUpMs + windowMs) / 1000) + spareSeconds
    const load = await startLoad({ row, port: server.port, core: cores.counterpart, longestSeconds })
    started.push(load)
    const figures = await watch(server, warmUpMs, windowMs)
    await load.stop()
    await server.stop()
    return figures
  } finally {
    for (const each of started) each.kill()
  }
}

async function measureClient(row, variant, { cores, windowMs, warmUpMs, nodeOptions }) {
  const started = []
  try {
    const server = await startNodeProcess({
      script: 'server.mjs',
      args: [row.serverRow, 'net'],
      core: cores.counterpart,
    })
    started.push(server)
    const args = [row.name, variant, String(server.port)]
    const client = await startNodeProcess({ script: 'client.mjs', args, core: cores.subject, nodeOptions })
    started.push(client)
    const figures = await watch(client, warmUpMs, windowMs)
    await client.stop()
    await server.stop()
    return figures
  } finally {
    for (const each of started) each.kill()
  }
}

async function watch(subject, warmUpMs, windowMs) {
  await delay(warmUpMs)
  const from = await subject.mark()
  await delay(windowMs)
  const to = await subject.mark()
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
