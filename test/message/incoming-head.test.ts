// What a head says: its fields and the trailers are read when they are asked for.
import assert from 'node:assert/strict'
import http from 'node:http'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { IncomingMessage } from '../../src/message/incoming-message.ts'
import { kTakeHead, kTakeTrailers } from '../../src/message/internals.ts'
import { received } from '../support/received.ts'

test('fields are read from the head when they are asked for, and then stay the same object', () => {
  const message = received()
  assert.deepEqual(message.rawHeaders, ['Host', 'a', 'X-A', '1', 'x-a', '2'])
  assert.deepEqual(message.headers, { host: 'a', 'x-a': '1, 2' })
  assert.deepEqual({ ...message.headersDistinct }, { host: ['a'], 'x-a': ['1', '2'] })
  assert.equal(message.headers, message.headers)
  assert.equal(message.rawHeaders, message.rawHeaders)
  assert.equal(message.headersDistinct, message.headersDistinct)
})

test('only so many fields are combined as the program wants; the raw ones are all there', () => {
  const message = received(1)
  assert.deepEqual(message.headers, { host: 'a' })
  assert.deepEqual({ ...message.headersDistinct }, { host: ['a'] })
  assert.equal(message.rawHeaders.length, 6)
})

test('fields that a program puts in their place stay there', () => {
  const message = received()
  message.headers = { y: 'z' }
  message.rawHeaders = ['Y', 'z']
  assert.deepEqual(message.headers, { y: 'z' })
  assert.deepEqual({ ...message.headersDistinct }, { y: ['z'] })
})

test('trailers come with the end, also to who has asked before', () => {
  const message = received()
  const { trailers, trailersDistinct } = message
  assert.deepEqual({ ...trailers }, {})
  message[kTakeTrailers]('X: 1\r\nX: 2\r\n', 0, 12)
  assert.deepEqual({ ...trailers }, { x: '1, 2' })
  assert.deepEqual({ ...trailersDistinct }, { x: ['1', '2'] })
  assert.deepEqual(message.rawTrailers, ['X', '1', 'X', '2'])
})

test('messages without trailers do not share what one of them is given', () => {
  const [first, second] = [received(), received()]
  first[kTakeTrailers]('X: 1\r\n', 0, 6)
  assert.deepEqual(second.rawTrailers, [])
})

test('lines can be added by hand, as old programs do', () => {
  const read = (module: typeof http) => {
    const message = new module.IncomingMessage(new PassThrough() as never) as http.IncomingMessage & {
      _addHeaderLines(lines: string[], count: number): void
      _addHeaderLine(name: string, value: string, fields: object): void
    }
    message._addHeaderLines(['A', '1', 'a', '2'], 4)
    const fields = { a: '0' }
    message._addHeaderLine('A', '1', fields)
    return [message.rawHeaders, { ...message.headers }, fields]
  }
  assert.deepEqual(read(nethttp as never), read(http))
})

test('messages with one head, cut in two places, have the fields of their own part', () => {
  const text = 'A: 1\r\nB: 2\r\n'
  const fieldsUpTo = (end: number) => {
    const message = new IncomingMessage(undefined)
    message[kTakeHead](text, 0, end, Number.POSITIVE_INFINITY)
    return message.headers
  }
  assert.deepEqual([fieldsUpTo(6), fieldsUpTo(text.length)], [{ a: '1' }, { a: '1', b: '2' }])
})

test('CVE-2026-58044: of a request with too many fields those of its framing are shown', () => {
  const text = 'A: 1\r\nB: 2\r\nContent-Length: 3\r\nTransfer-Encoding: x\r\n'
  const message = new IncomingMessage(undefined)
  message[kTakeHead](text, 0, text.length, 1)
  assert.deepEqual(message.headers, { a: '1', 'content-length': '3', 'transfer-encoding': 'x' })
  assert.deepEqual(Object.keys(message.headersDistinct), ['a', 'content-length', 'transfer-encoding'])
})
