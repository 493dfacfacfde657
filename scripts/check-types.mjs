// Compiles the programs of test/ecosystem/typed/ against the @types/node of several generations, once as they are and
// once with `nethttp` in the place of `node:http`. What compiles as it is must compile then as well.

import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const ecosystem = join(root, 'test', 'ecosystem')
const installed = join(ecosystem, 'node_modules')
const GENERATIONS = ['types-node-20', 'types-node-22', 'types-node-24', '@types/node']
const FLAGS = ['--noEmit', '--strict', '--skipLibCheck', '--preserveSymlinks', '--esModuleInterop']
const TARGET = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node']

/** A folder in which `@types/node` is the one to be tried, for the programs and for the types of all packages. */
function makeFolder(folder, types) {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  const link = (from, name) => symlinkSync(from, join(modules, name), 'junction')
  for (const name of readdirSync(installed)) {
    if (!name.startsWith('.') && name !== '@types' && name !== 'undici-types') link(join(installed, name), name)
  }
  for (const name of readdirSync(join(installed, '@types'))) {
    if (name !== 'node') link(join(installed, '@types', name), `@types/${name}`)
  }
  link(join(installed, types), '@types/node')
  const nested = join(installed, types, 'node_modules', 'undici-types')
  link(existsSync(nested) ? nested : join(installed, 'undici-types'), 'undici-types')
  link(root, 'nethttp')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
}

function writePrograms(folder) {
  return readdirSync(join(ecosystem, 'typed')).flatMap((name) => {
    const text = readFileSync(join(ecosystem, 'typed', name), 'utf8')
    const changed = text.replace(/'node:https?'/g, (name) => (name === "'node:http'" ? "'nethttp'" : "'nethttp/https'"))
    if (changed === text) throw new Error(`${name} does not import node:http`)
    writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, `nethttp-${name}`), changed)
    return [name, `nethttp-${name}`]
  })
}

function check(types) {
  const folder = mkdtempSync(join(tmpdir(), 'nethttp-types-'))
  try {
    makeFolder(folder, types)
    const files = writePrograms(folder)
    const { version } = JSON.parse(readFileSync(join(installed, types, 'package.json'), 'utf8'))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    try {
      execFileSync(process.execPath, [tsc, ...FLAGS, ...TARGET, ...files], { cwd: folder, encoding: 'utf8' })
      console.log(`@types/node ${version}: ${files.length / 2} programs compile, as they are and with nethttp`)
    } catch (error) {
      console.error(`@types/node ${version}:\n${error.stdout}`)
      process.exitCode = 1
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!existsSync(installed)) {
  console.error('the packages of test/ecosystem/ are not installed; npm run ecosystem does that')
  process.exitCode = 1
} else {
  for (const types of GENERATIONS) check(types)
}
