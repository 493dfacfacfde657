// Processor time of clients: fresh processes, each asking a bare `net` server of its own on another core.

import { startNodeProcess, startSubject } from '../harness/children.mjs'
import { measureInTurns } from './turns.mjs'

export function measureClients(row, variants, settings) {
  return measureInTurns(variants, (variant, keep) => openClient(row, variant, settings, keep), settings)
}

async function openClient(row, variant, settings, keep) {
  const args = [row.serverRow, 'net']
  const server = keep(await startNodeProcess({ script: 'server.mjs', args, core: settings.cores.counterpart }))
  const client = keep(await startSubject('client.mjs', row, variant, settings, [String(server.port)]))
  return { subject: client, processes: [client, server] }
}
