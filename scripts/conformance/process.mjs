// One test in a process of its own: started, limited in time, cleaned up after, and its output collected.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRequirements } from './source.mjs'

const outputLimit = 1024 * 1024
const isWindows = process.platform === 'win32'
const running = new Set()

/**
 * A directory for everything the tests write, gone when this process ends.
 * Its name is short, as some tests put a socket below it and the path of a socket is limited.
 */
export function createScratch() {
  const directory = mkdtempSync(join(tmpdir(), 'nh-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))
  return directory
}

/** Ends every test that is running. */
export function killAll() {
  for (const child of running) killGroup(child)
}

/**
 * Runs one test to its end.
 * `setting` has the source tree, the subject, the binary, the time limit and the scratch directory of the run;
 * `slot` is the place among the tests that run at once, `serial` the number of this start in the run.
 */
export function runProcess(test, setting, { slot, serial }) {
  const { flags, env } = readRequirements(setting.root, test.file)
  const args = [...setting.subject.flags, ...flags, join(setting.root, test.file)]
  const child = spawn(setting.node, args, {
    cwd: setting.root,
    env: { ...environment(test, setting, slot, serial), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !isWindows,
  })
  return outcomeOf(child, setting.timeoutSeconds)
}

function environment(test, setting, slot, serial) {
  const directory = join(setting.scratch, String(slot))
  mkdirSync(directory, { recursive: true })
  const env = { ...process.env }
  delete env.NODE_PATH
  delete env.NODE_OPTIONS
  // The processes that a test itself starts are to run on the same subject.
  if (setting.subject.nodeOptions) env.NODE_OPTIONS = setting.subject.nodeOptions
  env.NODE_TEST_DIR = directory
  env.TEST_THREAD_ID = String(slot)
  env.TEST_SERIAL_ID = String(serial)
  env.TEST_PARALLEL = test.parallel ? '1' : '0'
  // The tests' list of globals is that of the tree's own generation; a newer Node has more.
  if (setting.node !== process.execPath) env.NODE_TEST_KNOWN_GLOBALS = '0'
  return env
}

function outcomeOf(child, timeoutSeconds) {
  const outcome = { code: null, signal: null, timedOut: false, startError: null }
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  running.add(child)
  const timer = setTimeout(() => {
    outcome.timedOut = true
    killGroup(child)
  }, timeoutSeconds * 1000)
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ ...outcome, stdout: stdout(), stderr: stderr() })
    }
    child.on('error', (error) => {
      outcome.startError = error
      finish()
    })
    child.on('exit', (code, signal) => {
      outcome.code = code
      outcome.signal = signal
      killGroup(child)
    })
    child.on('close', finish)
  })
}

function collect(stream) {
  const chunks = []
  let length = 0
  stream.on('data', (chunk) => {
    if (length < outputLimit) chunks.push(chunk)
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString()
}

/** Ends a process along with those it started, which outlive it otherwise. */
function killGroup(child) {
  if (child.pid === undefined) return
  try {
    if (isWindows) child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group has ended by itself.
  }
}
