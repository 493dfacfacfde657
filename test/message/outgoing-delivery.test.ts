// Where the bytes of a message go: to its stream, to the connection before it, or into what it keeps until it has one;
// and how it is told of room.
import assert from 'node:assert/strict'
import type http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { kSink } from '../../src/message/internals.ts'
import { OutgoingMessage } from '../../src/message/outgoing-message.ts'
import { agreeing } from '../support/agreeing.ts'
import { turns } from '../support/peers.ts'
import { giveStream, responseOf } from '../support/responses.ts'
import { KeepingSink, KeepingStream } from '../support/sinks.ts'

test('without a stream what is written is kept, and leaves when there is one', async () => {
  await agreeing(async (module) => {
    const response = responseOf(module)
    const isAccepted = response.write('hello')
    const kept = [response.outputData.length > 0, response.writableLength > 5, isAccepted]
    response.end('!')
    const stream = new KeepingStream()
    giveStream(response, stream)
    await turns()
    return [
      kept,
      /\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n$/.test(stream.text),
      response.writableFinished,
      response.outputData,
    ]
  })
})

test('without a stream a message tells when it has kept enough, and drains when it has one', async () => {
  await agreeing(async (module) => {
    const response = responseOf(module)
    const events: string[] = []
    response.on('drain', () => events.push('drain'))
    const first = response.write('x'.repeat(100_000))
    const before = response.writableNeedDrain
    giveStream(response, new KeepingStream(1_000_000))
    await turns()
    return [first, before, response.writableNeedDrain, events]
  })
})

test('with a stream that is full a message tells so', async () => {
  await agreeing((module) => {
    const stream = new KeepingStream(100)
    stream.hold()
    const response = responseOf(module)
    giveStream(response, stream)
    response.writeHead(200, { 'Content-Length': 5000 })
    const accepted = [response.write('x'), response.write('x'.repeat(200))]
    return [accepted, response.writableNeedDrain, response.writableHighWaterMark]
  })
})

test('what was kept in several pieces leaves as one', async () => {
  await agreeing(async (module) => {
    const response = responseOf(module)
    response.write('a')
    response.write(Buffer.from('b'))
    response.end('c')
    const stream = new KeepingStream()
    giveStream(response, stream)
    await turns()
    return stream.pieces.length
  })
})

test('corks of the time without a stream are those of the stream that comes', async () => {
  await agreeing(async (module) => {
    const response = responseOf(module)
    response.cork()
    response.write('a')
    const stream = new KeepingStream()
    giveStream(response, stream)
    const corked = [stream.writableCorked, stream.pieces.length]
    response.uncork()
    await turns()
    return [corked, response.writableCorked]
  })
})

test('nothing is written to a stream that is gone, and nothing kept for it', async () => {
  const response = responseOf(nethttp as unknown as typeof http)
  const stream = new KeepingStream()
  giveStream(response, stream)
  stream.destroy()
  const accepted = response.write('a')
  await turns()
  assert.deepEqual([accepted, stream.pieces, response.outputData], [false, [], []])
})

test('the head leaves before the first of the bytes, and once', () => {
  const sink = new KeepingSink()
  const message = Object.assign(new OutgoingMessage(), { [kSink]: sink, _header: 'HEAD\r\n\r\n' })
  message._send(Buffer.from([1]))
  message._send('text')
  assert.deepEqual(sink.pieces, ['HEAD\r\n\r\n', '\x01', 'text'])
})

test('a first text leaves with the head, unless its bytes are not its characters', () => {
  for (const [data, encoding, pieces] of [
    ['text', 'utf8', ['HEADtext']],
    ['t\u00e9xt', 'utf8', ['HEAD', 't\xc3\xa9xt']],
    ['t\u00e9xt', 'latin1', ['HEADt\xe9xt']],
    ['74', 'hex', ['HEAD', 't']],
  ] as const) {
    const sink = new KeepingSink()
    const message = Object.assign(new OutgoingMessage(), { [kSink]: sink, _header: 'HEAD' })
    message._send(data, encoding)
    assert.deepEqual(sink.pieces, pieces, encoding)
  }
})

test('_writeRaw takes its callback in place of the encoding', async () => {
  const sink = new KeepingSink()
  const message = Object.assign(new OutgoingMessage(), { [kSink]: sink })
  await new Promise<void>((resolve) => message._writeRaw('a', () => resolve()))
  assert.deepEqual(sink.pieces, ['a'])
})
