// Programs run under nethttp/register in all the ways in which programs are run: flags, NODE_OPTIONS, workers, child
// processes, beside other hooks. What it costs: start-up.test.ts.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isBuiltIn } from '../support/modules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = (name: string) => fileURLToPath(new URL(`./programs/${name}`, import.meta.url))
const register = fileURLToPath(import.meta.resolve('nethttp/register'))
const skip = (isBuiltIn || !existsSync(register)) && 'nethttp/register is not built'
const QUIET = '--disable-warning=DeprecationWarning'
const AS_IMPORT = ['--import', 'nethttp/register']
const AS_REQUIRE = ['--require', 'nethttp/register']
const LIMIT_MS = 20_000

/** Runs a program to its end; what it printed. */
async function run(flags: string[], file: string, env: Record<string, string> = {}, args: string[] = []) {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program(file), ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', NETHTTP: '', ...env },
    timeout: LIMIT_MS,
  })
  return stdout.trim()
}

test('it works by --import and by --require', { skip }, async () => {
  for (const flags of [AS_IMPORT, AS_REQUIRE, [...AS_IMPORT, ...AS_REQUIRE]]) {
    assert.equal(await run(flags, 'active.cjs'), 'nethttp')
    assert.equal(await run(flags, 'exchange.mjs'), 'hello nethttp')
  }
  assert.equal(await run([], 'exchange.mjs'), 'hello built-in')
})

test('NETHTTP=off leaves the built-in alone', { skip }, async () => {
  for (const flags of [AS_IMPORT, AS_REQUIRE]) {
    assert.equal(await run(flags, 'active.cjs', { NETHTTP: 'off' }), 'built-in')
    assert.equal(await run(flags, 'exchange.mjs', { NETHTTP: 'off' }), 'hello built-in')
  }
})

test('workers and child processes have it too, by the flag where they inherit flags', { skip }, async () => {
  const { here, worker, forked, spawned } = JSON.parse(await run(AS_IMPORT, 'active.cjs', {}, ['all']))
  // A process that is spawned with arguments of its own has the flags that it was given, and these are none.
  assert.deepEqual(
    { here, worker, forked, spawned },
    { here: 'nethttp', worker: 'nethttp', forked: 'nethttp', spawned: 'built-in' },
  )
})

test('workers and child processes have it too, by NODE_OPTIONS', { skip }, async () => {
  for (const option of ['--import=nethttp/register', '--require=nethttp/register']) {
    const { here, worker, forked, spawned } = JSON.parse(await run([], 'active.cjs', { NODE_OPTIONS: option }, ['all']))
    assert.deepEqual([here, worker, forked, spawned], ['nethttp', 'nethttp', 'nethttp', 'nethttp'], option)
  }
})

test('it stands before and behind a loader for TypeScript', { skip }, async () => {
  for (const flags of [
    ['--import', 'tsx', ...AS_IMPORT],
    [...AS_IMPORT, '--import', 'tsx'],
    [...AS_REQUIRE, '--import', 'tsx'],
  ]) {
    assert.equal(await run([QUIET, ...flags], 'typed.ts'), 'nethttp', flags.join(' '))
  }
})

test('a hook that wraps http when it is first asked for stands before and behind it', { skip }, async () => {
  const hook = ['--require', program('patch.cjs')]
  for (const flags of [
    [...hook, ...AS_IMPORT],
    [...AS_IMPORT, ...hook],
    [...AS_REQUIRE, ...hook],
    [...hook, ...AS_REQUIRE],
  ]) {
    assert.equal(await run(flags, 'patched.cjs'), 'seen by the hook\nhello true', flags.join(' '))
  }
})
