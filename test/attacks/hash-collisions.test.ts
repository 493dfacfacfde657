// Field names that share one hash in V8's tables. Whoever sends them must know the seed that Node draws anew for each
// process; here it is given. As long as nobody asks for `headers` they cost nothing; to ask costs what it costs on the
// built-in, since both then fill an object of V8's with them.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../support/colliding-program.ts', import.meta.url))
const SEED = '1'
const MOST_MS = 10
const run = promisify(execFile)

test('1200 names of one hash', { timeout: 60_000 }, async (t) => {
  const { stdout } = await run(process.execPath, [`--hash-seed=${SEED}`, '--import', 'tsx', PROGRAM, SEED])
  const ms: Record<string, number> = JSON.parse(stdout)
  for (const [name, taken] of Object.entries(ms)) t.diagnostic(`${name}: ${taken.toFixed(2)} ms`)
  assert.ok(
    ms['unread, colliding'] < MOST_MS && ms['unread, others'] < MOST_MS,
    'unread fields are not put into tables',
  )
  assert.ok(ms['nethttp, others'] < MOST_MS, 'names that do not collide')
  if (ms['built-in, colliding'] < ms['built-in, others'] * 5) {
    t.skip('this V8 hashes otherwise: the names do not collide')
    return
  }
  assert.ok(ms['nethttp, colliding'] < ms['built-in, colliding'] * 2.5, 'no more than on the built-in')
})
