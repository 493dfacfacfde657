// Checks what would be published: packs the package, looks at what is in it, installs it in an empty folder and uses
// it there from an ES module, a CommonJS module and a TypeScript program, and through `--import nethttp/register`.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureReady } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const EXPECTED = [
  /^dist\/(?:http|https|protocol|register)\.(?:cjs|mjs)$/,
  /^dist\/[a-z-]+[0-9]?\.cjs$/,
  /^dist\/protocol\.standalone\.mjs$/,
  /^dist\/types\/package\.json$/,
  /^dist\/types\/protocol\/[a-z0-9-]+\.d\.ts$/,
  /^types\/(?:http|https|register)\.d\.[cm]ts$/,
  /^(?:package\.json|README\.md|README\.zh-CN\.md|CHANGELOG\.md|LICENSE)$/,
]
const NEEDED = [
  'dist/http.cjs',
  'dist/http.mjs',
  'dist/https.cjs',
  'dist/register.mjs',
  'types/http.d.mts',
  'LICENSE',
  'README.md',
]

const CJS = `
const http = require('nethttp')
const https = require('nethttp/https')
import('nethttp').then(async (module) => {
  if (module.default !== http || module.Server !== http.Server) throw new Error('import and require differ')
  const { default: secure } = await import('nethttp/https')
  if (secure !== https || secure.globalAgent !== https.globalAgent) throw new Error('import and require of https differ')
  console.log('one identity')
})
`
const ESM = `
import http, { createServer, get } from 'nethttp'
import https, { globalAgent } from 'nethttp/https'
import { MessageParser } from 'nethttp/protocol'
if (http.get !== get || https.globalAgent !== globalAgent) throw new Error('names that are not those of the default')
if (typeof MessageParser !== 'function') throw new Error('no protocol core')
const server = createServer((request, response) => response.end('packed')).listen(0, () => {
  get({ port: server.address().port }, (response) => {
    response.setEncoding('utf8').on('data', console.log)
    response.on('end', () => server.close())
  })
})
`
const REGISTERED = `
const http = require('node:http')
console.log(http.Server === require('nethttp').Server ? 'registered' : 'not registered')
`
const TYPED = `
import http = require('nethttp')
import https = require('nethttp/https')
export const drop: typeof import('node:http') = http
export const secure: typeof import('node:https') = https
`

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } }).trim()
}

function checkFiles(files) {
  const unexpected = files.filter((file) => !EXPECTED.some((pattern) => pattern.test(file)))
  assert.deepEqual(unexpected, [], 'files that do not belong in the package')
  assert.deepEqual(
    NEEDED.filter((file) => !files.includes(file)),
    [],
    'files that are missing in the package',
  )
}

function checkTypes(folder) {
  writeFileSync(join(folder, 'typed.cts'), TYPED)
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  symlinkSync(join(root, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'))
  symlinkSync(join(root, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  run(process.execPath, [tsc, '--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', 'typed.cts'], folder)
}

await ensureReady()
const folder = mkdtempSync(join(tmpdir(), 'nethttp-package-'))
try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root))
  checkFiles(packed.files.map(({ path }) => path))
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.equal(dependencies, undefined, 'the package has no runtime dependency')
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  run('npm', ['install', '--no-audit', '--no-fund', `./${packed.filename}`], folder)
  writeFileSync(join(folder, 'program.cjs'), CJS)
  writeFileSync(join(folder, 'program.mjs'), ESM)
  writeFileSync(join(folder, 'registered.cjs'), REGISTERED)
  assert.equal(run(process.execPath, ['program.cjs'], folder), 'one identity')
  assert.equal(run(process.execPath, ['program.mjs'], folder), 'packed')
  assert.equal(run(process.execPath, ['--import', 'nethttp/register', 'registered.cjs'], folder), 'registered')
  checkTypes(folder)
  console.log(`the package is whole: ${packed.files.length} files, ${Math.round(packed.unpackedSize / 1024)} KiB`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
