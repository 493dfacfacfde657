// `npm run ecosystem`: runs each program of test/ecosystem/ once on Node's own http and once under nethttp/register,
// and compares the two logs line by line. Arguments are parts of the programs' names:
//
//   npm run ecosystem                  all
//   npm run ecosystem -- express got   those whose name holds one of the words

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureReady } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'test', 'ecosystem')
const register = pathToFileURL(join(root, 'dist', 'register.mjs')).href
/** Programs under way at once; each has two processes. */
const AT_ONCE = 2
const LIMIT_MS = 60_000
const NEIGHBOURS = 6

async function main(words) {
  await ensureReady()
  installPackages()
  const programs = findPrograms(words)
  if (programs.length === 0) throw new Error('no program has a name like that')
  const reports = mkdtempSync(join(tmpdir(), 'nethttp-ecosystem-'))
  const results = []
  try {
    const waiting = [...programs]
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        results.push(await compare(next, reports))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  show(results.sort((a, b) => programs.indexOf(a.program) - programs.indexOf(b.program)))
}

/** The packages of test/ecosystem/ are not part of the checkout's own installation. */
function installPackages() {
  const note = join(folder, 'node_modules', '.package-lock.json')
  if (existsSync(note) && isAsLocked(JSON.parse(readFileSync(note, 'utf8')).packages)) return
  console.log('installing the packages of test/ecosystem/ (npm ci) …')
  // As in setup.mjs: npm ci refuses when a platform's optional package is missing from the lock file.
  if (runNpm('ci')) return
  console.log('npm ci refused; installing with npm install --no-save …')
  if (runNpm('install', '--no-save')) return
  throw new Error('the packages could not be installed; "npm install --no-save" in test/ecosystem/ says more')
}

function runNpm(...words) {
  const { status, stderr } = spawnSync('npm', [...words, '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) console.log(`npm ${words[0]}: ${(stderr ?? '').split('\n').slice(0, 4).join(' ')}`)
  return status === 0
}

function isAsLocked(installed) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  return Object.entries(packages).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] === undefined ? optional === true : installed[path].version === version),
  )
}

function findPrograms(words) {
  return ['servers', 'clients', 'browser']
    .filter((group) => existsSync(join(folder, group)))
    .flatMap((group) => readdirSync(join(folder, group)).map((name) => `${group}/${name}`))
    .filter((name) => /\.[cm]js$/.test(name))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
    .sort()
}

async function compare(program, reports) {
  const startedAtMs = performance.now()
  prepare(program)
  const runs = await Promise.all([run(program, 'node:http', reports), run(program, 'nethttp', reports)])
  const [expected, actual] = runs
  const problem = runs.find((one) => one.problem !== undefined)?.problem ?? firstDifference(expected, actual)
  const tookMs = Math.round(performance.now() - startedAtMs)
  const { version = '?', skipped } = actual
  const result = { program, version, tookMs, skipped, problem, lines: expected.lines?.length ?? 0 }
  console.log(line(result))
  if (problem !== undefined) console.log(`${problem}\n`)
  return result
}

/** What both runs of a program need and is made once, as the build of an application. */
function prepare(program) {
  const file = join(folder, 'prepare', program.replace(/^.*\//, ''))
  if (existsSync(file)) spawnSync(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** One process; resolves with its report, or with the problem that it had. */
function run(program, subject, reports) {
  const file = join(reports, `${program.replace('/', '-')}.${subject.replace(':', '-')}.json`)
  const flags = subject === 'nethttp' ? ['--import', register] : []
  const env = { ...process.env, ECOSYSTEM_REPORT: file, NODE_OPTIONS: '', NO_COLOR: '1', NETHTTP: '' }
  const child = spawn(process.execPath, [...flags, join(folder, program)], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  return new Promise((resolve) => {
    child.on('close', (_code, signal) => {
      clearTimeout(timer)
      if (!existsSync(file)) {
        return resolve({ problem: `  no report on ${subject}${signal ? ` (${signal})` : ''}\n${complaints}` })
      }
      const report = JSON.parse(readFileSync(file, 'utf8'))
      const problem = report.subject === subject ? failureOf(report, complaints) : `  it ran on ${report.subject}`
      resolve({ ...report, problem })
    })
  })
}

/** A program that fails by itself shows nothing, also when it fails in the same way on both. */
function failureOf({ subject, lines }, complaints) {
  const fate = lines.slice(lines.indexOf('[~ the process]') + 1)
  if (/^(?:thrown|uncaught|unhandled|not finished|still running)/.test(fate[0] ?? '') && subject === 'node:http') {
    return `  fails on node:http: ${fate[0]}\n${complaints}`
  }
}

function firstDifference({ lines: expected }, { lines: actual }) {
  const index = expected.findIndex((line, at) => line !== actual[at])
  const at = index === -1 && actual.length > expected.length ? expected.length : index
  if (at === -1) return undefined
  const before = expected.slice(Math.max(0, at - NEIGHBOURS), at).map((text) => `    ${text}`)
  const side = (lines, mark) => lines.slice(at, at + NEIGHBOURS).map((text) => `  ${mark} ${text}`)
  return ['  the logs differ:', ...before, ...side(expected, '-'), ...side(actual, '+')].join('\n')
}

function line({ program, version, tookMs, problem, skipped, lines }) {
  const outcome = problem !== undefined ? 'DIFFERS' : skipped ? `skipped: ${skipped}` : `same (${lines} lines)`
  return `${program.padEnd(38)} ${version.padEnd(10)} ${String(tookMs).padStart(6)} ms  ${outcome}`
}

function show(results) {
  const differing = results.filter(({ problem }) => problem !== undefined)
  console.log(`\non Node ${process.version}:`)
  for (const result of results) console.log(line(result))
  console.log(`\n${results.length - differing.length} of ${results.length} the same`)
  if (differing.length > 0) process.exitCode = 1
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
