// `npm run fuzz -- --minutes N [--seed S]`: the properties of test/fuzz on as many inputs as fit; exit code 1 when one
// does not hold. The seed makes a run again.

import { parseArgs } from 'node:util'
import { ensureReady } from './setup.mjs'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '2' }, seed: { type: 'string' } } })
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Date.now() % 0x100000000)
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('npm run fuzz -- --minutes N [--seed S]')
  process.exit(1)
}
await ensureReady({ build: false })
const { register } = await import('tsx/esm/api')
register()
const { fuzz } = await import('../test/fuzz/run.ts')
process.exitCode = (await fuzz(minutes, seed)) ? 0 : 1
