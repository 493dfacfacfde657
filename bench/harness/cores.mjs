// Knows which processor core the measured process gets and which its counterpart: the first and the last that this
// process may use (neighbours often share a core), or none where `taskset` or a second core is missing.

import { execFileSync } from 'node:child_process'
import { hasCommand } from './commands.mjs'

export function chooseCores() {
  const allowed = hasCommand('taskset', '--version') ? allowedCores() : []
  return allowed.length < 2
    ? { subject: null, counterpart: null }
    : { subject: allowed[0], counterpart: allowed.at(-1) }
}

function allowedCores() {
  const output = execFileSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' })
  const list = output.slice(output.lastIndexOf(':') + 1).trim()
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
