// Memory of kept-alive connections on which nothing happens: each was used once.

import { setTimeout as delay } from 'node:timers/promises'
import { startNodeProcess, startSubject, withProcesses } from '../harness/children.mjs'

const settleMs = 500

export function measureIdle(row, variant, settings) {
  return withProcesses(async (keep) => {
    const nodeOptionsOf = (one) => [...settings.nodeOptionsOf(one), '--expose-gc']
    const server = keep(await startSubject('server.mjs', row, variant, { ...settings, nodeOptionsOf }))
    const hold = async (count) => {
      const args = [row.name, String(server.port), String(count)]
      const holder = keep(await startNodeProcess({ script: 'holder.mjs', args, core: settings.cores.counterpart }))
      await delay(settleMs)
      return holder
    }
    // The first connections pay for what is compiled and cached once.
    await (await hold(row.warmUpConnections)).stop()
    await delay(settleMs)
    const before = await server.ask('memory')
    const holder = await hold(row.connections)
    const after = await server.ask('memory')
    await holder.stop()
    await server.stop()
    return {
      residentKiB: (after.residentBytes - before.residentBytes) / row.connections / 1024,
      heapKiB: (after.heapBytes - before.heapBytes) / row.connections / 1024,
    }
  })
}
