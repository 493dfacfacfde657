// What nethttp/register adds to the start of a program. It measures, so that scripts/test.mjs runs it alone.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isBuiltIn } from '../support/modules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const register = fileURLToPath(import.meta.resolve('nethttp/register'))
const skip = (isBuiltIn || !existsSync(register)) && 'nethttp/register is not built'
const LIMIT_MS = 30
/** Starts with it, and as many without it. */
const FEWEST_STARTS = 12
/** How long a quiet moment is waited for: a neighbour's work comes in bursts of many seconds. */
const LONGEST_MS = 60_000

/** Processor time of a program that needs https, from its start, in milliseconds. */
async function startMs(flags: string[]): Promise<number> {
  const code = 'require("node:https"); const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)'
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', code], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', NETHTTP: '' },
    timeout: 20_000,
  })
  return Number(stdout)
}

test(`it costs less than ${LIMIT_MS} ms of start-up`, { skip }, async (t) => {
  // The least of several, in turn: other work on the machine makes a start slower, never quicker.
  let [withoutMs, withMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  // Where Node itself takes longer than 40 ms to start, so much longer.
  const isMet = () => withMs - withoutMs < LIMIT_MS * Math.max(1, withoutMs / 40)
  const deadline = performance.now() + LONGEST_MS
  for (let count = 0; count < FEWEST_STARTS || (!isMet() && performance.now() < deadline); count++) {
    withoutMs = Math.min(withoutMs, await startMs([]))
    withMs = Math.min(withMs, await startMs(['--import', 'nethttp/register']))
  }
  const figures = `${(withMs - withoutMs).toFixed(1)} ms, and Node itself ${withoutMs.toFixed(1)}`
  t.diagnostic(figures)
  assert.ok(isMet(), `it took ${figures}`)
})
