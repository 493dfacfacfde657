// `npm test`: makes the checkout ready, then runs every test with Node's own runner. Arguments are files or parts of
// their paths:
//
//   npm test                      all
//   npm test -- protocol agents   those whose path holds one of the words

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureReady } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

function findTests(words) {
  return readdirSync(join(root, 'test'), { recursive: true })
    .map((name) => join('test', String(name)))
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules') && !file.includes('ecosystem'))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(relative(root, join(root, word)))))
    .sort()
}

await ensureReady()
const files = findTests(process.argv.slice(2))
if (files.length === 0) {
  console.error('no test file has a path like that')
  process.exit(1)
}
// Many tests wait more than they work: one more process than cores is quickest. Those that measure how long something
// takes run behind them, one after the other.
const measures = (file) => file.includes('attacks') || file.includes('start-up')
const groups = [
  { files: files.filter((file) => !measures(file)), concurrency: availableParallelism() + 1 },
  { files: files.filter(measures), concurrency: 1 },
]
/** Of a whole file: what hangs is an error, and does not keep the others waiting for ever. */
const longestFileMs = 180_000
for (const { files, concurrency } of groups) {
  if (files.length === 0) continue
  const flags = [`--test-concurrency=${concurrency}`, `--test-timeout=${longestFileMs}`, '--test-reporter=spec']
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', ...flags, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) process.exitCode = status ?? 1
}
