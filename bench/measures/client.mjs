// Processor time of a client: a fresh process that asks the bare `net` server of a row, on another core.

import { startNodeProcess, startSubject } from '../harness/children.mjs'
import { watchWindow, withProcesses } from './window.mjs'

export function measureClient(row, variant, settings) {
  return withProcesses(async (keep) => {
    const args = [row.serverRow, 'net']
    const server = keep(await startNodeProcess({ script: 'server.mjs', args, core: settings.cores.counterpart }))
    const client = keep(await startSubject('client.mjs', row, variant, settings, [String(server.port)]))
    const figures = await watchWindow(client, settings)
    await client.stop()
    await server.stop()
    return figures
  })
}
