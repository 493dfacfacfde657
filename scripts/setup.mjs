// Makes a checkout ready for use: the development packages installed, `dist/` built. Does nothing when nothing is
// needed. Runs before anything is installed, so it knows Node's own modules only.
//
//   node scripts/setup.mjs        or        import { ensureReady } from './setup.mjs'

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const lockFile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
/** Which package-lock.json the installed packages come from, as a hash. */
const stampFile = join(modules, '.nethttp-setup')
/** What `dist/` is made of. */
const SOURCES = ['src', 'types', 'scripts/build.mjs']
const OLDEST_NODE = { major: 20, minor: 19 }

/**
 * @param {{ build?: boolean }} options `build: false` for what needs no `dist/`
 * @throws an Error that says what to do, when the checkout cannot be made ready
 */
export async function ensureReady({ build = true } = {}) {
  checkNodeVersion()
  if (!areModulesInstalled()) installModules()
  if (build && !isBuilt()) runBuild()
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return
  throw new SetupError(
    `nethttp needs Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer, and this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.',
  )
}

function areModulesInstalled() {
  if (!existsSync(modules)) return false
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === hashOfLock()) return true
  return isInstalledByHand()
}

/** Whether what npm notes of the last installation is what package-lock.json asks for. */
function isInstalledByHand() {
  const noteFile = join(modules, '.package-lock.json')
  if (!existsSync(noteFile)) return false
  const { packages: installed } = readJson(noteFile)
  const wanted = Object.entries(readJson(lockFile).packages).filter(([path]) => path !== '')
  return wanted.every(([path, { version, optional }]) => {
    // Optional packages are those of other platforms, most of them.
    return installed[path] === undefined ? optional === true : installed[path].version === version
  })
}

/**
 * `npm ci` takes package-lock.json at its word and refuses when a platform's optional package is missing from it;
 * `npm install` then installs the same versions and looks up the rest. Neither writes into the checkout.
 */
function installModules() {
  console.log('installing the development packages (npm ci) …')
  let failure = runNpm('ci')
  if (failure !== null) {
    console.log('npm ci refused; installing with npm install --no-save …')
    failure = runNpm('install', '--no-save')
  }
  if (failure !== null) {
    throw new SetupError(
      `The development packages could not be installed: ${failure}\nRun "npm ci" in ${root} by hand.`,
    )
  }
  writeFileSync(stampFile, `${hashOfLock()}\n`)
}

/** @returns what it said when it failed, or null */
function runNpm(...words) {
  const { command, args } = npmCommand()
  const { status, error, stderr } = spawnSync(command, [...args, ...words, '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (error)
    throw new SetupError(`npm could not be run (${error.message}); it comes with Node, from https://nodejs.org.`)
  return status === 0 ? null : `npm ended with exit code ${status}\n${stderr.trimEnd()}`
}

/** The npm that runs this script when one does, else the one on the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath ?? ''
  return script.endsWith('npm-cli.js') ? { command: process.execPath, args: [script] } : { command: 'npm', args: [] }
}

function isBuilt() {
  const products = distFiles()
  if (!products.every((file) => existsSync(file))) return false
  const oldestProduct = Math.min(...products.map(modifiedAtMs))
  return newestSourceAtMs() <= oldestProduct
}

/** The files in `dist/` that package.json offers to users. */
function distFiles() {
  const files = new Set()
  const collect = (target) => {
    if (typeof target !== 'string') for (const inner of Object.values(target)) collect(inner)
    else if (target.startsWith('./dist/')) files.add(join(root, target))
  }
  collect(readJson(join(root, 'package.json')).exports)
  return [...files]
}

/** A folder counts as well: it is as new as the last file that was put into it or taken away. */
function newestSourceAtMs() {
  let newest = 0
  const visit = (path) => {
    newest = Math.max(newest, modifiedAtMs(path))
    if (!statSync(path).isDirectory()) return
    for (const name of readdirSync(path)) visit(join(path, name))
  }
  for (const source of SOURCES) visit(join(root, source))
  return newest
}

function runBuild() {
  console.log('building dist/ …')
  const { status, error } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status === 0) return
  throw new SetupError(
    `The build failed (${error?.message ?? `exit code ${status}`}); run "npm run build" to see it alone.`,
  )
}

function hashOfLock() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex')
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function modifiedAtMs(path) {
  return statSync(path).mtimeMs
}

/** Its message is for the person at the terminal; where it was thrown is of no interest. */
class SetupError extends Error {
  constructor(message) {
    super(message)
    this.name = 'SetupError'
    this.stack = message
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureReady()
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error)
    process.exitCode = 1
  }
}
