// The members of an outgoing message: as Node's, and true to the stream it has.
import assert from 'node:assert/strict'
import http from 'node:http'
import { Stream } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { OutgoingMessage } from '../../src/message/outgoing-message.ts'
import { agreeing } from '../support/agreeing.ts'
import { turns } from '../support/peers.ts'
import { giveStream, type Response, responseOf } from '../support/responses.ts'
import { KeepingStream } from '../support/sinks.ts'

const here = nethttp as unknown as typeof http
const both: [name: string, module: typeof http][] = [
  ['Node', http],
  ['nethttp', here],
]

function numbersOf(response: Response): unknown[] {
  const { writableHighWaterMark, writableLength, writableNeedDrain, writableObjectMode } = response
  return [writableHighWaterMark, writableLength, writableNeedDrain, writableObjectMode]
}

test('a message is a Stream that is not readable, with the members of a Writable', () => {
  const message = new OutgoingMessage()
  assert.ok(message instanceof Stream)
  assert.equal(message.writable, true)
  assert.equal(message.writableObjectMode, false)
  for (const method of ['write', 'end', 'cork', 'uncork', 'destroy', 'pipe'] as const) {
    assert.equal(typeof message[method], 'function', method)
  }
})

test('a new message has the members of a new message of Node, with the same values', async () => {
  const names = ['outputData', 'outputSize', 'writable', 'destroyed', '_last', 'chunkedEncoding', 'shouldKeepAlive']
  names.push('maxRequestsOnConnectionReached', '_defaultKeepAlive', 'useChunkedEncodingByDefault', 'sendDate')
  names.push('_removedConnection', '_removedContLen', '_removedTE', 'strictContentLength', '_contentLength', '_hasBody')
  names.push('_trailer', 'finished', '_headerSent', '_closed', '_header', '_keepAliveTimeout', 'headersSent', 'socket')
  names.push('connection', 'writableEnded', 'writableFinished', 'writableCorked', 'writableLength', 'closed', 'errored')
  await agreeing((module) => {
    const message = new module.OutgoingMessage() as unknown as Record<string, unknown>
    return names.map((name) => [name, message[name]])
  })
})

test('the numbers of a message are those of its stream', async () => {
  await agreeing((module) => {
    const response = responseOf(module)
    const before = numbersOf(response)
    giveStream(response, new KeepingStream(77))
    return [before, numbersOf(response)]
  })
})

test('corks are counted', async () => {
  await agreeing((module) => {
    const response = responseOf(module)
    const counts = [response.writableCorked]
    response.cork()
    response.cork()
    counts.push(response.writableCorked)
    response.uncork()
    counts.push(response.writableCorked)
    return counts
  })
})

test('cork and uncork reach the stream', async () => {
  await agreeing((module) => {
    const stream = new KeepingStream()
    const response = responseOf(module)
    giveStream(response, stream)
    response.cork()
    const corked = [stream.writableCorked, response.writableCorked]
    response.uncork()
    return [corked, stream.writableCorked]
  })
})

for (const [name, module] of both) {
  test(`on ${name}, destroy destroys the stream, with the error`, async () => {
    const stream = new KeepingStream()
    const errors: unknown[] = []
    stream.on('error', (error) => errors.push(error))
    const response = responseOf(module)
    giveStream(response, stream)
    const error = new Error('why')
    assert.equal(response.destroy(error), response)
    response.destroy(new Error('again'))
    await turns()
    assert.deepEqual(errors, [error])
    assert.deepEqual([stream.destroyed, response.destroyed, response.errored], [true, true, error])
  })

  test(`on ${name}, a message cannot be piped from`, () => {
    const response = responseOf(module)
    const codes: unknown[] = []
    response.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code))
    response.pipe(new KeepingStream())
    assert.deepEqual(codes, ['ERR_STREAM_CANNOT_PIPE'])
  })

  test(`on ${name}, a rejected promise of a listener destroys the message`, async () => {
    const response = responseOf(module) as Response & Record<symbol, (error: Error) => void>
    const error = new Error('why')
    response[Symbol.for('nodejs.rejection')](error)
    assert.equal(response.destroyed, true)
  })

  test(`on ${name}, setTimeout reaches the stream, also one that comes later`, () => {
    const times: unknown[] = []
    const stream = Object.assign(new KeepingStream(), { setTimeout: (ms: number) => times.push(ms) })
    const response = responseOf(module)
    assert.equal(
      response.setTimeout(7, () => times.push('called')),
      response,
    )
    giveStream(response, stream as never)
    response.setTimeout(8)
    response.emit('timeout')
    assert.deepEqual(times, [7, 8, 'called'])
  })
}

test('a message that is destroyed before it has a stream destroys the one that comes', async () => {
  const response = responseOf(here)
  const error = new Error('why')
  response.destroy(error)
  const stream = new KeepingStream()
  stream.on('error', () => {})
  giveStream(response, stream)
  await turns()
  assert.equal(stream.destroyed, true)
  assert.equal(response.errored, error)
})

test('the old name of socket is its alias', () => {
  const response = responseOf(here) as { connection: unknown; socket: unknown }
  const stream = new KeepingStream()
  response.connection = stream
  assert.equal(response.socket, stream)
  assert.equal(response.connection, stream)
})

test('a message keeps its high-water mark for the time without a stream', () => {
  const message = new OutgoingMessage({ highWaterMark: 10 })
  assert.equal(message.writableHighWaterMark, 10)
})

test('a message may refuse bodies where none belongs', () => {
  const message = new OutgoingMessage({ rejectNonStandardBodyWrites: true })
  message._implicitHeader = () => message._storeHeader('S\r\n')
  message._hasBody = false
  assert.throws(() => message.write('a'), { code: 'ERR_HTTP_BODY_NOT_ALLOWED' })
})
