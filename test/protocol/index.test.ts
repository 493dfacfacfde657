// The core as an entry of its own: what it exports, and that it needs nothing of Node: neither a module nor a global.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import vm from 'node:vm'
import { rolldown } from 'rolldown'
import * as core from '../../src/protocol/index.ts'
import { ROOT, readSources } from '../support/source-files.ts'

const sources = readSources().filter(({ folder }) => folder === 'protocol')

const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g

test('the core exports the parser, its tables and its decisions', () => {
  const expected = ['MessageParser', 'ProtocolError', 'RULES', 'LIMITS', 'METHODS', 'STATUS_CODES', 'isToken']
  for (const name of expected) assert.ok(name in core, name)
})

test('the core imports nothing but itself', () => {
  for (const { imports, path } of sources) {
    for (const { specifier } of imports) assert.match(specifier, /^\.\/[a-z0-9-]+\.ts$/, path)
  }
})

test('the core uses no global that only Node or a browser has', () => {
  const foreign =
    /\b(?:Buffer|process|global|globalThis|window|require|module|setTimeout|setInterval|setImmediate|queueMicrotask|performance|console|TextDecoder|TextEncoder|URL|fetch)\b(?!\s*:)/
  for (const { code, path } of sources) assert.doesNotMatch(code.replace(QUOTED, ''), foreign, path)
})

/** The core as one script that leaves `core` behind, so that an engine without modules can run it. */
async function script(): Promise<string> {
  const bundle = await rolldown({ input: join(ROOT, 'src/protocol/index.ts') })
  const { output } = await bundle.generate({ format: 'iife', name: 'core' })
  return output[0].code
}

test('the core runs in an engine that has nothing but the language', async () => {
  const program = `${await script()}
    const { MessageParser, READ_BODY, parseFieldLines } = core
    const told = []
    const parser = new MessageParser('request', {
      onHead(head, persistent) {
        told.push(head.method, head.target, persistent, ...parseFieldLines(head.text, head.fieldsStart, head.fieldsEnd))
        return READ_BODY
      },
      onBody(chunk) { told.push(String.fromCharCode(...chunk)) },
      onTrailers(text, start, end) { told.push(...parseFieldLines(text, start, end)) },
      onMessageEnd() { told.push('end') },
    })
    const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0))
    parser.execute(bytes('POST /a HTTP/1.1\\r\\nTransfer-Enc'))
    parser.execute(bytes('oding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\nX: y\\r\\n\\r\\nget'))
    told.push(parser.error.rule, typeof process, typeof Buffer, typeof setTimeout)
    JSON.stringify(told)
  `
  const told = JSON.parse(vm.runInContext(program, vm.createContext(Object.create(null))))
  const head = ['POST', '/a', true, 'Transfer-Encoding', 'chunked']
  const rest = ['abc', 'X', 'y', 'end', 'methodUnknown', 'undefined', 'undefined', 'undefined']
  assert.deepEqual(told, [...head, ...rest])
})
