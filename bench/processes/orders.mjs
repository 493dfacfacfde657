// Knows what the parent may ask of a process: what it has used and done so far, and that it stops.

import { setTimeout as delay } from 'node:timers/promises'
import { startCollections, stopCollections } from './collections.mjs'

const collectorPauseMs = 100

export function announceReady(details = {}) {
  process.send({ type: 'ready', ...details })
}

/** @param answers orders of this process alone, beside those that all have */
export function obeyOrders({ counter, finish = async () => null, answers = {} }) {
  const known = {
    mark: () => takeMark(counter),
    memory: takeMemory,
    startCollections: () => ({ requests: counter.requests, ...startCollections() }),
    stopCollections: () => ({ requests: counter.requests, ...stopCollections() }),
    ...answers,
  }
  process.on('message', async ({ type }) => {
    if (type !== 'stop') {
      process.send({ type, ...(await known[type]()) })
      return
    }
    const failure = await finish()
    process.send({ type: 'stopped', failure }, () => process.exit(0))
  })
  process.on('disconnect', () => process.exit(0))
}

function takeMark(counter) {
  const { user, system } = process.cpuUsage()
  return { atMs: performance.now(), cpuUserUs: user, cpuSystemUs: system, requests: counter.requests }
}

/** With `--expose-gc`: what is left when nothing is garbage. */
async function takeMemory() {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc()
    await delay(collectorPauseMs)
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { residentBytes: rss, heapBytes: heapUsed + external }
}
