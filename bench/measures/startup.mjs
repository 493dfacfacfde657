// Time that a program waits for the module, from `import` to the exports: a fresh process each, several a round.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../harness/median.mjs'

const script = fileURLToPath(new URL('../processes/import.mjs', import.meta.url))
const processesPerRound = 15

export async function measureStartup(_row, variant, { cores, before }) {
  const run = () => {
    const command = [process.execPath, script, variant]
    const pinned = cores.subject === null ? command : ['taskset', '-c', String(cores.subject), ...command]
    const env = before === null ? process.env : { ...process.env, BENCH_BEFORE: before }
    return Number(execFileSync(pinned[0], pinned.slice(1), { encoding: 'utf8', env }))
  }
  return { importMs: median(Array.from({ length: processesPerRound }, run)) }
}
