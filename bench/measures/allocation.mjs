// Garbage of a server: bytes of JavaScript's heap that a request allocates, and the time of their collection.

import { setTimeout as delay } from 'node:timers/promises'
import { withLoadedServer } from './server.mjs'

export function measureAllocation(row, variant, settings) {
  return withLoadedServer(row, variant, settings, async (server) => {
    await delay(settings.warmUpMs)
    const from = await server.ask('startCollections')
    await delay(settings.windowMs)
    const to = await server.ask('stopCollections')
    const requests = to.requests - from.requests
    return { allocatedKiB: to.allocatedBytes / requests / 1024, collectionUs: to.collectionUs / requests }
  })
}
