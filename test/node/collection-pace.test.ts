// What becomes of V8's collections while a body streams in: they are small ones.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../support/streaming-program.ts', import.meta.url))
const GIBIBYTE = 1024 ** 3

test('a gibibyte that streams in makes V8 mark its whole heap a few times at most', async () => {
  const args = ['--import', 'tsx', PROGRAM]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 })
  const { bytes, whole, young } = JSON.parse(stdout)
  assert.equal(bytes, GIBIBYTE)
  // One to three, also where other processes want the processor; without pacing 16 and more on Node 24 and 26.
  assert.ok(whole <= 10, `${whole} whole collections, ${young} small ones`)
  assert.ok(young >= 10, `${whole} whole collections, ${young} small ones`)
})
