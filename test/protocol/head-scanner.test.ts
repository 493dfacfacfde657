// The scanner by itself: where a head ends in the bytes, what it asks its caller to keep, and that positions move with
// the bytes. What it takes and refuses is the matter of the parser's cases.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  BROKEN,
  HeadScanner,
  NEED_MORE,
  REQUEST_HEAD,
  RESPONSE_HEAD,
  TRAILER_SECTION,
} from '../../src/protocol/head-scanner.ts'
import { STRICT } from '../../src/protocol/leniency.ts'
import { MessageHead } from '../../src/protocol/message-head.ts'
import { toBytes } from '../support/parser-run.ts'

function scannerOf(kind: Parameters<HeadScanner['begin']>[0]): { head: MessageHead; scanner: HeadScanner } {
  const head = new MessageHead()
  const scanner = new HeadScanner(head, 1000, 100, STRICT)
  scanner.begin(kind)
  return { head, scanner }
}

test('a request head is found between other bytes', () => {
  const { head, scanner } = scannerOf(REQUEST_HEAD)
  const bytes = toBytes('xxGET /a HTTP/1.1\r\nX: y\r\n\r\nbody')
  assert.equal(scanner.scan(bytes, 2, bytes.length), bytes.length - 4)
  assert.deepEqual([head.method, head.target, head.versionMajor, head.versionMinor], ['GET', '/a', 1, 1])
  assert.equal(head.text, 'GET /a HTTP/1.1\r\nX: y\r\n\r\n')
  assert.equal(head.text.slice(head.fieldsStart, head.fieldsEnd), 'X: y\r\n')
})

test('a response head is found between other bytes', () => {
  const { head, scanner } = scannerOf(RESPONSE_HEAD)
  const bytes = toBytes('xxHTTP/1.0 404 Not Found\r\nX: y\r\n\r\nbody')
  assert.equal(scanner.scan(bytes, 2, bytes.length), bytes.length - 4)
  assert.deepEqual([head.statusCode, head.reasonPhrase, head.versionMinor], [404, 'Not Found', 0])
  assert.equal(head.text.slice(head.fieldsStart, head.fieldsEnd), 'X: y\r\n')
})

test('a trailer section is found between other bytes', () => {
  const { head, scanner } = scannerOf(TRAILER_SECTION)
  const bytes = toBytes('xxX: y\r\nZ:\r\n\r\nGET')
  assert.equal(scanner.scan(bytes, 2, bytes.length), bytes.length - 3)
  assert.equal(head.text.slice(head.fieldsStart, head.fieldsEnd), 'X: y\r\nZ:\r\n')
})

test('an empty trailer section has no fields', () => {
  const { head, scanner } = scannerOf(TRAILER_SECTION)
  assert.equal(scanner.scan(toBytes('\r\n'), 0, 2), 2)
  assert.equal(head.fieldsEnd, head.fieldsStart)
})

test('trailers leave the facts of the head alone', () => {
  const { head, scanner } = scannerOf(REQUEST_HEAD)
  const bytes = toBytes('POST /a HTTP/1.1\r\nConnection: close\r\n\r\n')
  scanner.scan(bytes, 0, bytes.length)
  scanner.begin(TRAILER_SECTION)
  const trailers = toBytes('Content-Length: 3\r\n\r\n')
  scanner.scan(trailers, 0, trailers.length)
  assert.deepEqual([head.contentLength, head.connection !== 0, head.method, head.target], [-1, true, 'POST', '/a'])
})

test('a head has begun with its first byte, not with empty lines before it', () => {
  const { scanner } = scannerOf(REQUEST_HEAD)
  assert.equal(scanner.hasBegun, false)
  assert.equal(scanner.scan(toBytes('\r\n'), 0, 2), NEED_MORE)
  assert.equal(scanner.hasBegun, false)
  assert.equal(scanner.scan(toBytes('\r\nG'), 0, 3), NEED_MORE)
  assert.equal(scanner.hasBegun, true)
  assert.equal(scanner.keepFrom, 2, 'what lies before is not needed')
  scanner.begin(REQUEST_HEAD)
  assert.equal(scanner.hasBegun, false)
})

test('the bytes may move between two calls', () => {
  const { head, scanner } = scannerOf(REQUEST_HEAD)
  const text = 'GET /a HTTP/1.1\r\nLong-Name: value\r\n\r\n'
  for (let cut = 1; cut < text.length; cut++) {
    scanner.begin(REQUEST_HEAD)
    const before = toBytes(`\r\n\r\n${text.slice(0, cut)}`)
    assert.equal(scanner.scan(before, 0, before.length), NEED_MORE)
    assert.equal(scanner.keepFrom, 4)
    scanner.shift(4)
    const moved = toBytes(text)
    assert.equal(scanner.scan(moved, cut, moved.length), moved.length, `cut at ${cut}`)
    assert.equal(head.target, '/a')
    assert.equal(head.text.slice(head.fieldsStart, head.fieldsEnd), 'Long-Name: value\r\n')
  }
})

test('what is broken is told with the position in the bytes of the call', () => {
  const { scanner } = scannerOf(REQUEST_HEAD)
  const bytes = toBytes('xxGET /\0 HTTP/1.1\r\n')
  assert.equal(scanner.scan(bytes, 2, bytes.length), BROKEN)
  assert.deepEqual([scanner.fault, scanner.faultAt], ['targetCharacter', 7])
})
