// Node's source tree: where it is, which tests are taken from it, and what each test asks for.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from './options.mjs'

const selections = [
  { directory: 'test/parallel', name: /^test-https?-.*\.m?js$/, parallel: true },
  { directory: 'test/async-hooks', name: /^test-async-local-storage-http.*\.m?js$/, parallel: true },
  { directory: 'test/sequential', name: /^test-https?-.*\.m?js$/, parallel: false },
]

const howToGet = `Node's source tree is needed for its tests. Debian's source package of Node 20.19 has it:

  apt-get source --download-only nodejs
  dpkg-source --extract nodejs_20.19*.dsc node-source

(a "deb-src" line must be among the package sources). Then either move it to .cache/node-source
in this checkout, or name it:

  NODE_SOURCE=/path/to/node-source node scripts/conformance.mjs`

/** The root of Node's source tree: from NODE_SOURCE, else from the checkout's cache. */
export function findNodeSource(checkout) {
  const named = process.env.NODE_SOURCE
  const root = resolve(named || join(checkout, '.cache', 'node-source'))
  if (!named) getNodeSource(checkout, root)
  if (existsSync(join(root, 'test', 'common', 'index.js'))) {
    keepCommonJs(root)
    return root
  }
  throw new UsageError(named ? `NODE_SOURCE (${root}) is not a source tree of Node.\n\n${howToGet}` : howToGet)
}

/** Where the checkout's neighbour knows how to get the tree, it is asked. */
function getNodeSource(checkout, root) {
  const getter = join(checkout, '..', 'shared', 'tools', 'get-node-source')
  if (existsSync(root) || !existsSync(getter)) return
  console.log(`getting the source tree of Node into ${root} …`)
  spawnSync('bash', [getter, root], { stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Below a checkout of ours the tests would be taken for ES modules, as our own sources are. */
function keepCommonJs(root) {
  const manifest = join(root, 'package.json')
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "type": "commonjs" }\n')
}

/**
 * The tests that match one of the patterns (all of them without patterns), in the order they are to run.
 * A pattern that is the path of a test in the tree names that test, whether or not it is of the selections.
 */
export function listTests(root, patterns) {
  const selected = selections.flatMap((selection) => testsOf(root, selection))
  if (patterns.length === 0) return selected
  const matchers = patterns.map(matcher)
  const known = new Set(selected.map((test) => test.file))
  const named = patterns.filter((pattern) => !known.has(pattern) && isTestFile(root, pattern))
  return [...selected.filter((test) => matchers.some((matches) => matches(test.file))), ...named.map(namedTest)]
}

/** The node flags and the environment that a test names in its comments. */
export function readRequirements(root, file) {
  const source = readFileSync(join(root, file), 'utf8')
  const flags = wordsOf(source, /^\/\/\s+Flags:(.*)$/gm)
  const env = wordsOf(source, /^\/\/\s+Env:(.*)$/gm)
  return { flags, env: Object.fromEntries(env.map(splitAssignment)) }
}

function testsOf(root, { directory, name, parallel }) {
  const folder = join(root, directory)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .sort()
    .map((entry) => ({ file: `${directory}/${entry}`, parallel }))
}

function isTestFile(root, pattern) {
  return /^test\/.+\.m?js$/.test(pattern) && existsSync(join(root, pattern))
}

function namedTest(file) {
  return { file, parallel: !file.startsWith('test/sequential/') }
}

function matcher(pattern) {
  if (!pattern.includes('*')) return (file) => file.includes(pattern)
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`(?:^|/)${parts.join('.*')}(?:\\.m?js)?$`)
  return (file) => expression.test(file)
}

function wordsOf(source, lines) {
  return [...source.matchAll(lines)].flatMap((match) => match[1].trim().split(/\s+/)).filter(Boolean)
}

function splitAssignment(assignment) {
  const equals = assignment.indexOf('=')
  return equals < 0 ? [assignment, ''] : [assignment.slice(0, equals), assignment.slice(equals + 1)]
}
