// Processor time of servers: fresh processes, each under load from another core.

import { checkAnswer } from '../harness/check-answer.mjs'
import { startSubject } from '../harness/children.mjs'
import { startLoad } from '../load/choose.mjs'
import { measureInTurns } from './turns.mjs'

const spareSeconds = 30

export function measureServers(row, variants, settings) {
  return measureInTurns(variants, (variant, keep) => openServer(row, variant, settings, keep), settings)
}

/** A server that answers rightly and is under load. */
export async function openServer(row, variant, settings, keep) {
  const server = keep(await startSubject('server.mjs', row, variant, settings))
  if (row.checks !== false) await checkAnswer(row, server.port)
  const core = settings.cores.counterpart
  const load = keep(await startLoad({ row, port: server.port, core, longestSeconds: longestSeconds(row, settings) }))
  return { subject: server, processes: [load, server] }
}

/** While others have their turn time passes for a load too. */
function longestSeconds({ variants }, { warmUpMs, windowMs }) {
  return Math.ceil((2 * variants.length * (warmUpMs + windowMs)) / 1000) + spareSeconds
}
