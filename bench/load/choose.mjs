// Knows which load generator a row gets: the row's own, or wrk where there is one, else autocannon; but autocannon
// spreads pipelined requests over several writes, so a pipelining row is then loaded by the bare `net` client.

import { startNodeProcess } from '../harness/children.mjs'
import { hasCommand } from '../harness/commands.mjs'
import { startWrk } from './wrk.mjs'

export const hasWrk = hasCommand('wrk', '--version')

export function loadNameFor(row) {
  if (row.load !== undefined) return row.load
  if (hasWrk) return 'wrk'
  return row.pipelined > 1 ? 'net' : 'autocannon'
}

export async function startLoad({ row, port, core, longestSeconds }) {
  const name = loadNameFor(row)
  if (name === 'wrk') return startWrk({ row, port, core, longestSeconds })
  return startNodeProcess({ ...scriptFor(name, row, port, longestSeconds), core })
}

function scriptFor(name, row, port, longestSeconds) {
  if (name === 'net') return { script: 'client.mjs', args: [row.name, 'net', String(port)] }
  if (name === 'uploader') return { script: 'uploader.mjs', args: [row.name, String(port)] }
  return { script: 'autocannon.mjs', args: [row.name, String(port), String(longestSeconds)] }
}
