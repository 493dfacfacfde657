// The registry of protocol errors: each entry is whole, compares with what Node says, and is broken by some case.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ProtocolError, RULES, type RuleName } from '../../src/protocol/errors.ts'
import { MessageParser } from '../../src/protocol/message-parser.ts'
import { parserCases } from '../support/parser-cases.ts'

const NAMES = Object.keys(RULES) as RuleName[]

/** What no bytes alone can break: a handler refuses by the one, and throws for the other. */
const MADE_BY_HANDLERS: ReadonlySet<RuleName> = new Set(['informationalFlood', 'userStopped'])

test('every rule has a code, a reason, a status that blames the peer, and a section', () => {
  for (const name of NAMES) {
    const { code, reason, section, status } = RULES[name]
    assert.match(code, /^HPE_[A-Z0-9_]+$/, name)
    assert.match(reason, /^[A-Z`].*[^. ]$/, name)
    // The one that is nobody's breach but a listener's.
    if (name !== 'userStopped') assert.match(section, /^RFC 9\d{3} §\d+(\.\d+)*$/, name)
    assert.ok(status >= 400 && status < 500, name)
  }
})

test('an error shows the bytes around its place, escaped', () => {
  const error = new ProtocolError('fieldName', 22)
  assert.equal(error.excerpt, '')
  error.rawPacket = Buffer.from('GET /abc HTTP/1.1\r\nHos t: \\\x00\xff\r\n', 'latin1')
  assert.equal(error.excerpt, 'GET /abc HTTP/1.1\\r\\nHos>>> t: \\\\\\x00\\xff\\r\\n')
  const long = new ProtocolError('valueCharacter', 500)
  long.rawPacket = Buffer.alloc(1000, 'a')
  assert.equal(long.excerpt, `${'a'.repeat(24)}>>>${'a'.repeat(24)}`)
})

test('an error shows the bytes before its place, however the head was cut', () => {
  const head = Buffer.from('GET /abc HTTP/1.1\r\nHos t: a\r\n')
  const nothing = { onHead: () => 0 as const, onBody() {}, onTrailers() {}, onMessageEnd() {} }
  for (const step of [1, 2, 7, 1000]) {
    const parser = new MessageParser('request', nothing)
    for (let at = 0; at < head.length && parser.error === null; at += step) {
      const bytes = head.subarray(at, at + step)
      parser.execute(bytes)
      const error = parser.error as ProtocolError | null
      if (error !== null) error.rawPacket = bytes
    }
    assert.match(String(parser.error?.excerpt), /^GET \/abc HTTP\/1\.1\\r\\nHos>>> /, `${step} bytes at a time`)
  }
  const cut = new MessageParser('request', nothing)
  cut.execute(head.subarray(0, 22))
  assert.equal(cut.finish()?.excerpt, 'GET /abc HTTP/1.1\\r\\nHos>>>')
})

test('no two rules of one code give the same reason', () => {
  const told = NAMES.map((name) => `${RULES[name].code} ${RULES[name].reason}`)
  const twice = told.filter((line, i) => told.indexOf(line) !== i)
  assert.deepEqual(twice, [])
})

test('every rule is broken by some case of the parser', () => {
  const broken = new Set(parserCases.map(({ fails }) => fails))
  const unbroken = NAMES.filter((name) => !broken.has(name) && !MADE_BY_HANDLERS.has(name))
  assert.deepEqual(unbroken, [])
})

test('a ProtocolError tells of its rule as the built-in parser does', () => {
  for (const name of NAMES) {
    const error = new ProtocolError(name, 7)
    const { code, reason, section, status } = RULES[name]
    assert.ok(error instanceof Error)
    assert.deepEqual(
      [error.name, error.code, error.reason, error.bytesParsed, error.rule, error.section, error.status],
      ['Error', code, reason, 7, name, section, status],
    )
    assert.equal(error.message, name === 'truncated' ? 'Parse Error' : `Parse Error: ${reason}`)
  }
})

test('an error shows its code and section when it is printed, and not twice what its message says', () => {
  const error = new ProtocolError('methodUnknown', 0)
  const keys = Object.keys(error)
  for (const key of ['code', 'reason', 'bytesParsed', 'section', 'status']) assert.ok(keys.includes(key), key)
  assert.ok(!keys.includes('rule') && !keys.includes('name') && !keys.includes('message'))
})
