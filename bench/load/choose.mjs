// Knows which load generator a row gets: wrk where there is one, else autocannon; but autocannon spreads pipelined
// requests over several writes, so a pipelining row is then loaded by the bare `net` client.

import { startNodeProcess } from '../harness/children.mjs'
import { hasCommand } from '../harness/commands.mjs'
import { startWrk } from './wrk.mjs'

export const hasWrk = hasCommand('wrk', '--version')

export function loadNameFor(row) {
  if (hasWrk) return 'wrk'
  return row.pipelined > 1 ? 'net' : 'autocannon'
}

export async function startLoad({ row, port, core, longestSeconds }) {
  const name = loadNameFor(row)
  if (name === 'wrk') return startWrk({ row, port, core, longestSeconds })
  const [script, ...args] =
    name === 'net'
      ? ['client.mjs', row.name, 'net', String(port)]
      : ['autocannon.mjs', row.name, String(port), String(longestSeconds)]
  return startNodeProcess({ script, args, core })
}
