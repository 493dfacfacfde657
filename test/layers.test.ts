// The rules that keep the source in order: who may import whom, what nobody may import, and what each file owes its
// reader. The layers are those of docs/ARCHITECTURE.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { filesOf, ROOT, readSources, type SourceFile } from './support/source-files.ts'

const sources = readSources()

/** The folders that a folder may import from, beside itself. */
const LAYERS: Record<string, readonly string[]> = {
  protocol: [],
  node: ['protocol'],
  message: ['protocol', 'node'],
  server: ['protocol', 'node', 'message'],
  client: ['protocol', 'node', 'message'],
  tls: ['protocol', 'node', 'message', 'server', 'client'],
  // Tools stand on what every program has.
  cli: [''],
  inspector: [''],
}

/** Modules of Node that a folder may use; a folder that is not named may use what it needs. */
const NODE_MODULES: Record<string, readonly string[]> = {
  protocol: [],
  message: ['node:stream', 'node:string_decoder', 'node:events'],
}

/** Files without a test file of their own, and why. */
const UNTESTED: Record<string, string> = {
  'http.ts': 're-exports; held against Node member by member in test/reflective',
  'https.ts': 're-exports; held against Node member by member in test/reflective',
  'legacy.ts': 're-exports; held against Node member by member in test/reflective',
  'install.ts': 'acts on a whole process; tried in processes of their own in test/register and test/reflective',
  'register.ts': 'calls install.ts',
  'client/client-internals.ts': 'names and nothing else',
  'message/internals.ts': 'names and types and nothing else',
  'server/server-internals.ts': 'names and nothing else',
}

/** Folders whose tests mirror the source. */
const MIRRORED = ['protocol', 'node', 'message', 'server', 'client', 'tls']

test('a file imports only from its own layer and those below', () => {
  for (const { folder, imports, path } of sources) {
    if (folder === '') continue
    const allowed = LAYERS[folder]
    assert.ok(allowed !== undefined, `${path}: the layer “${folder}” is not in the picture`)
    for (const { file } of imports) {
      if (file === null) continue
      const from = file.includes('/') ? file.slice(0, file.indexOf('/')) : ''
      assert.ok(from === folder || allowed.includes(from), `${path} must not import ${file}`)
    }
  }
})

test('time is told by node/timers.ts and node/clock.ts: not by what a program may have put in the place of a global', () => {
  const times = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance']
  for (const { path, text } of sources) {
    if (path === 'node/timers.ts' || path === 'node/clock.ts') continue
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '')
    for (const name of times) {
      const isUsed = new RegExp(`(?<![.\\w]|^ +(?:override )?)${name}[(.]|new ${name}\\b`, 'm').test(code)
      const isOurs = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from`).test(code)
      assert.ok(!isUsed || isOurs, `${path} uses the global ${name}`)
    }
  }
})

test('every import of our own is of a file that is there', () => {
  const paths = new Set(sources.map(({ path }) => path))
  for (const { imports, path } of sources) {
    for (const { file } of imports) assert.ok(file === null || paths.has(file), `${path} imports ${file}`)
  }
})

test('nothing is imported but files of our own and modules of Node', () => {
  for (const { imports, path } of sources) {
    for (const { file, specifier } of imports) {
      assert.ok(file !== null || specifier.startsWith('node:'), `${path} imports ${specifier}`)
    }
  }
})

test('the package has no dependency at run time', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}), [])
})

test('a layer uses no module of Node that it must not know', () => {
  for (const { folder, imports, path } of sources) {
    const allowed = NODE_MODULES[folder]
    if (allowed === undefined) continue
    for (const { file, isType, specifier } of imports) {
      assert.ok(file !== null || isType || allowed.includes(specifier), `${path} must not import ${specifier}`)
    }
  }
})

test('nobody imports the built-in http, its parts or the insides of Node', () => {
  for (const { imports, path } of sources) {
    for (const { specifier } of imports) {
      assert.doesNotMatch(specifier, /^(?:node:)?(?:https?|http2|_http_\w+|internal\/.*)$/, path)
    }
  }
})

test('nobody reaches for the bindings of Node', () => {
  for (const { code, path } of sources) {
    assert.doesNotMatch(code, /process\s*\.\s*(?:binding|_linkedBinding)|internalBinding|expose-internals/, path)
  }
})

test('a built-in module is looked up by its name where it is replaced, or where it is to be loaded when first needed', () => {
  for (const { code, path } of sources) {
    if (path !== 'install.ts' && path !== 'node/collection-pace.ts')
      assert.doesNotMatch(code, /getBuiltinModule|createRequire/, path)
  }
})

test('no import at run time leads back to where it began', () => {
  const imports = new Map(sources.map((source) => [source.path, importsAtRunTime(source)]))
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    assert.ok(!way.includes(path), [...way.slice(way.indexOf(path)), path].join(' → '))
    if (done.has(path)) return
    for (const next of imports.get(path) ?? []) visit(next, [...way, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
})

function importsAtRunTime({ imports }: SourceFile): string[] {
  return imports.flatMap(({ file, isType }) => (file === null || isType ? [] : [file]))
}

test('the entries put together what others make, and decide nothing', () => {
  for (const { code, path } of sources) {
    if (path !== 'http.ts' && path !== 'https.ts') continue
    assert.doesNotMatch(code, /\b(?:function|class|if|for|while|switch|try|new|await)\b|=>|\?/, path)
  }
})

test('every file of the source has a test file of its own, or a reason not to', () => {
  const tests = new Set(filesOf('test'))
  for (const { path } of sources) {
    const isTested = tests.has(path.replace(/\.ts$/, '.test.ts'))
    if (path in UNTESTED) assert.ok(!isTested, `${path} is tested, and excused as well`)
    else assert.ok(isTested, `test/${path.replace(/\.ts$/, '.test.ts')} is missing`)
  }
})

test('every excuse is for a file that is there', () => {
  const paths = sources.map(({ path }) => path)
  for (const path of Object.keys(UNTESTED)) assert.ok(paths.includes(path), path)
})

test('every test file of a layer is of a file that is there', () => {
  const paths = new Set(sources.map(({ path }) => path))
  for (const file of filesOf('test')) {
    if (!MIRRORED.some((folder) => file.startsWith(`${folder}/`))) continue
    assert.ok(paths.has(file.replace(/\.test\.ts$/, '.ts')), `test/${file} tests nothing`)
  }
})

test('names of files are in small letters, with dashes between words', () => {
  for (const file of [...sources.map(({ path }) => path), ...filesOf('test')]) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    assert.match(name, /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?(?:\.d)?\.ts$/, file)
  }
})

test('every file of the source opens by saying what it is for', () => {
  for (const { path, text } of sources) assert.match(text, /^\/\/ \S.{20,}/, path)
})
