// `NODE_DEBUG=http`: silent unless it was asked for, and then told in the words that people look for.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { promisify } from 'node:util'
import { debug } from '../../src/node/debug.ts'

const PROGRAM = `
  import(${JSON.stringify(new URL('../../src/node/debug.ts', import.meta.url).href)}).then(({ debug }) => debug('%d tricks', 3))
`

test('nothing is told to those who did not ask', () => {
  assert.equal(debug.enabled, false)
})

test('what happens is told to those who set NODE_DEBUG', async () => {
  const env = { ...process.env, NODE_DEBUG: 'http' }
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', PROGRAM], { env })
  assert.match(stderr, /^HTTP \d+: 3 tricks$/m)
})
