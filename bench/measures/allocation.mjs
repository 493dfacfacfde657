// Garbage of a server: bytes of JavaScript's heap that a request allocates, and the time of their collection.

import { setTimeout as delay } from 'node:timers/promises'
import { withProcesses } from '../harness/children.mjs'
import { openServer } from './server.mjs'

export function measureAllocation(row, variant, settings) {
  return withProcesses(async (keep) => {
    const { subject, processes } = await openServer(row, variant, settings, keep)
    await delay(settings.warmUpMs)
    const from = await subject.ask('startCollections')
    await delay(settings.windowMs)
    const to = await subject.ask('stopCollections')
    for (const each of processes) await each.stop()
    const requests = to.requests - from.requests
    return { allocatedKiB: to.allocatedBytes / requests / 1024, collectionUs: to.collectionUs / requests }
  })
}
