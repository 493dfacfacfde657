// The few facts that are noted while fields are scanned: which names count, and how their values are read.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { RuleName } from '../../src/protocol/errors.ts'
import * as lenient from '../../src/protocol/leniency.ts'
import {
  CODING_CHUNKED,
  CODING_NONE,
  CODING_OTHER,
  CONNECTION_CLOSE,
  CONNECTION_KEEP_ALIVE,
  CONNECTION_UPGRADE,
  EXPECT_CONTINUE,
  EXPECT_NONE,
  EXPECT_OTHER,
  MessageHead,
} from '../../src/protocol/message-head.ts'
import { toBytes } from '../support/parser-run.ts'

/** A new head that has noted these fields, and what the last of them broke. */
function note(
  fields: string[],
  leniency = lenient.STRICT,
  isRequest = true,
): { head: MessageHead; fault: RuleName | null } {
  const head = new MessageHead()
  head.isRequest = isRequest
  let fault: RuleName | null = null
  for (const field of fields) {
    const nameEnd = field.indexOf(':')
    // Something before and behind, so that only the given positions count.
    const bytes = toBytes(`x${field}x`)
    fault = head.noteField(bytes, 1, nameEnd + 1, nameEnd + 2, field.length + 1, leniency)
  }
  return { head, fault }
}

test('a new head says nothing', () => {
  const { contentLength, coding, connection, hasUpgrade, hasHost, expect } = new MessageHead()
  assert.deepEqual(
    [contentLength, coding, connection, hasUpgrade, hasHost, expect],
    [-1, CODING_NONE, 0, false, false, EXPECT_NONE],
  )
})

test('reset forgets what was noted', () => {
  const { head } = note(['Content-Length:1', 'Connection:close', 'Upgrade:x', 'Host:a', 'Expect:100-continue'])
  head.reset()
  const { contentLength, coding, connection, hasUpgrade, hasHost, expect } = head
  assert.deepEqual(
    [contentLength, coding, connection, hasUpgrade, hasHost, expect],
    [-1, CODING_NONE, 0, false, false, EXPECT_NONE],
  )
})

test('names of the same length as those that count are let be', () => {
  const { head, fault } = note([
    'Hosx:a',
    'Expecx:100-continue',
    'Upgradx:a',
    'Connectiox:close',
    'Content-Lengtx:1',
    'Transfer-Encodinx:chunked',
  ])
  assert.equal(fault, null)
  assert.deepEqual([head.hasHost, head.expect, head.hasUpgrade, head.connection], [false, EXPECT_NONE, false, 0])
  assert.deepEqual([head.contentLength, head.coding], [-1, CODING_NONE])
})

test('names count in any letters', () => {
  const { head } = note(['hOST:a', 'eXPECT:100-continue', 'uPGRADE:a', 'cONNECTION:close', 'cONTENT-lENGTH:1'])
  assert.deepEqual([head.hasHost, head.expect, head.hasUpgrade], [true, EXPECT_CONTINUE, true])
  assert.deepEqual([head.connection, head.contentLength], [CONNECTION_CLOSE, 1])
  assert.equal(note(['tRANSFER-eNCODING:CHUNKED']).head.coding, CODING_CHUNKED)
})

test('a character of another case that is no letter does not count', () => {
  // `@` and `` ` ``, `[` and `{` differ by the bit that tells the cases of letters apart.
  assert.equal(note(['Content\x0dLength:1']).head.contentLength, -1)
})

const connections: [value: string, bits: number][] = [
  ['close', CONNECTION_CLOSE],
  ['Keep-Alive', CONNECTION_KEEP_ALIVE],
  ['UPGRADE', CONNECTION_UPGRADE],
  ['close, keep-alive,upgrade', CONNECTION_CLOSE | CONNECTION_KEEP_ALIVE | CONNECTION_UPGRADE],
  ['\tclose\t,x', CONNECTION_CLOSE],
  [',,close,,', CONNECTION_CLOSE],
  ['', 0],
  [',', 0],
  ['closed', 0],
  ['keep-alive2', 0],
  ['close upgrade', 0],
  ['te, x-close', 0],
]
for (const [value, bits] of connections) {
  test(`the connection options of “${value.trim()}” are read as a list`, () => {
    assert.equal(note([`Connection:${value}`]).head.connection, bits)
  })
}

test('the connection options of several lines are one list', () => {
  const { head } = note(['Connection:close', 'Connection:upgrade'])
  assert.equal(head.connection, CONNECTION_CLOSE | CONNECTION_UPGRADE)
})

const expectations: [value: string, expect: number][] = [
  ['100-continue', EXPECT_CONTINUE],
  ['100-Continue', EXPECT_CONTINUE],
  ['x, 100-continue', EXPECT_CONTINUE],
  ['100-continue;a=b', EXPECT_CONTINUE],
  ['100-continued', EXPECT_OTHER],
  ['2100-continue', EXPECT_OTHER],
  ['meow', EXPECT_OTHER],
  ['', EXPECT_OTHER],
]
for (const [value, expect] of expectations) {
  test(`the expectation “${value}” is ${expect === EXPECT_CONTINUE ? '100-continue' : 'another'}`, () => {
    assert.equal(note([`Expect:${value}`]).head.expect, expect)
  })
}

const lengths: [value: string, length: number, fault: RuleName | null][] = [
  ['0', 0, null],
  ['007', 7, null],
  ['9007199254740991', Number.MAX_SAFE_INTEGER, null],
  ['9007199254740992', -1, 'lengthOverflow'],
  ['00009007199254740991', Number.MAX_SAFE_INTEGER, null],
  ['', -1, 'lengthEmpty'],
  ['1 ', -1, 'lengthCharacter'],
  ['/', -1, 'lengthCharacter'],
  [':', -1, 'lengthCharacter'],
]
for (const [value, length, fault] of lengths) {
  test(`the length “${value}” is ${fault ?? length}`, () => {
    const noted = note([`Content-Length:${value}`])
    assert.deepEqual([noted.head.contentLength, noted.fault], [length, fault])
  })
}

const codings: [value: string, request: number | RuleName, response: number | RuleName][] = [
  ['chunked', CODING_CHUNKED, CODING_CHUNKED],
  ['gzip', CODING_OTHER, CODING_OTHER],
  ['gzip, chunked', CODING_CHUNKED, CODING_CHUNKED],
  ['gzip ,\tchunked ', CODING_CHUNKED, CODING_CHUNKED],
  [', chunked ,', CODING_CHUNKED, CODING_CHUNKED],
  ['chunked, gzip', 'codingAfterChunked', CODING_OTHER],
  ['chunked, chunked', 'codingAfterChunked', 'codingAfterChunked'],
  ['chunked, gzip, chunked', 'codingAfterChunked', CODING_CHUNKED],
  ['', 'codingEmpty', 'codingEmpty'],
  [' , ', 'codingEmpty', 'codingEmpty'],
]
for (const [value, request, response] of codings) {
  test(`the transfer coding “${value.trim()}” is read as a list`, () => {
    for (const [isRequest, expected] of [
      [true, request],
      [false, response],
    ] as const) {
      const { head, fault } = note([`Transfer-Encoding:${value}`], lenient.STRICT, isRequest)
      assert.equal(fault ?? head.coding, expected)
    }
  })
}

test('a leniency lets any coding stand behind chunked', () => {
  const { head, fault } = note(['Transfer-Encoding:chunked, gzip'], lenient.LENIENT_CODING)
  assert.deepEqual([head.coding, fault], [CODING_OTHER, null])
})

test('length and coding exclude each other, in either order, unless a leniency lets them be', () => {
  const [length, coding] = ['Content-Length:1', 'Transfer-Encoding:chunked']
  assert.equal(note([length, coding]).fault, 'codingWithLength')
  assert.equal(note([coding, length]).fault, 'lengthWithCoding')
  assert.equal(note([length, length]).fault, 'lengthTwice')
  assert.equal(note([length, coding], lenient.LENIENT_LENGTH_AND_CODING).fault, null)
  assert.equal(note([coding, length], lenient.LENIENT_LENGTH_AND_CODING).fault, null)
  assert.equal(note([length, length], lenient.INSECURE).fault, 'lengthTwice')
})

test('a second Host is refused, unless a leniency lets it be', () => {
  assert.equal(note(['Host:a', 'Host:a']).fault, 'hostTwice')
  assert.equal(note(['Host:a', 'Host:a'], lenient.LENIENT_HOST).fault, null)
})
