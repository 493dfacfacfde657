// The answer to one request: its status line, interim responses, and the coming and going of its stream.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ServerResponse } from '../../src/server/server-response.ts'
import { turns } from '../support/peers.ts'
import { KeepingStream } from '../support/sinks.ts'

function responseOf(facts: object = {}): ServerResponse {
  return new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {}, ...facts } as never)
}

/** A response with a stream. */
function streaming(facts: object = {}): { response: ServerResponse; stream: KeepingStream } {
  const [response, stream] = [responseOf(facts), new KeepingStream()]
  response.assignSocket(stream)
  return { response, stream }
}

const statusLines: [name: string, answer: (response: ServerResponse) => void, line: string][] = [
  ['nothing', (response) => response.flushHeaders(), 'HTTP/1.1 200 OK'],
  ['a status', (response) => response.writeHead(404), 'HTTP/1.1 404 Not Found'],
  ['a status nobody knows', (response) => response.writeHead(299), 'HTTP/1.1 299 unknown'],
  ['a status and a reason', (response) => response.writeHead(404, 'Gone Fishing'), 'HTTP/1.1 404 Gone Fishing'],
  ['an empty reason', (response) => response.writeHead(404, ''), 'HTTP/1.1 404 '],
  ['a status as text', (response) => response.writeHead('404' as never), 'HTTP/1.1 404 Not Found'],
  ['a status with a fraction', (response) => response.writeHead(404.9), 'HTTP/1.1 404 Not Found'],
  [
    'a status that was set',
    (response) => void Object.assign(response, { statusCode: 201 }).flushHeaders(),
    'HTTP/1.1 201 Created',
  ],
  [
    'a reason that was set',
    (response) => void Object.assign(response, { statusMessage: 'Fine' }).flushHeaders(),
    'HTTP/1.1 200 Fine',
  ],
]
for (const [name, answer, line] of statusLines) {
  test(`the status line for ${name} is right`, () => {
    const response = responseOf()
    answer(response)
    assert.equal(response._header?.split('\r\n', 1)[0], line)
    assert.equal(response.headersSent, true)
    assert.equal(`${response.statusCode} ${response.statusMessage}`, line.slice(9))
  })
}

test('the default status stands on the prototype, where programs put theirs', () => {
  assert.equal(ServerResponse.prototype.statusCode, 200)
  assert.equal(Object.hasOwn(responseOf(), 'statusCode'), false)
})

const interims: [name: string, write: (response: ServerResponse) => unknown, text: string][] = [
  ['writeContinue', (response) => response.writeContinue(), 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['writeProcessing', (response) => response.writeProcessing(), 'HTTP/1.1 102 Processing\r\n\r\n'],
  [
    'writeEarlyHints',
    (response) => response.writeEarlyHints({ link: '<a>' }),
    'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n',
  ],
  [
    'writeEarlyHints with other fields',
    (response) => response.writeEarlyHints({ x: 'y', link: ['<a>', '<b>'] }),
    'HTTP/1.1 103 Early Hints\r\nLink: <a>, <b>\r\nx: y\r\n\r\n',
  ],
  ['writeEarlyHints without a link', (response) => response.writeEarlyHints({ x: 'y' }), ''],
  ['writeEarlyHints with no link in the list', (response) => response.writeEarlyHints({ link: [] }), ''],
  ['writeInformation', (response) => response.writeInformation(110), 'HTTP/1.1 110 unknown\r\n\r\n'],
  [
    'writeInformation with fields',
    (response) => response.writeInformation(103, { a: ['b', 'c'] }),
    'HTTP/1.1 103 Early Hints\r\na: b\r\na: c\r\n\r\n',
  ],
  [
    'writeInformation with a list',
    (response) => response.writeInformation(103, ['a', 'b']),
    'HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n',
  ],
  [
    'writeInformation with pairs',
    (response) => response.writeInformation(103, [['a', 'b']]),
    'HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n',
  ],
]
for (const [name, write, text] of interims) {
  test(`${name} sends its head at once, and the final one can follow`, () => {
    const { response, stream } = streaming()
    write(response)
    assert.equal(stream.text, text)
    assert.equal(response.headersSent, false)
    response.end('x')
    assert.ok(stream.text.startsWith(`${text}HTTP/1.1 200 OK\r\n`))
  })
}

const refused: [name: string, write: (response: ServerResponse) => unknown, code: string][] = [
  ['101', (response) => response.writeInformation(101), 'ERR_HTTP_INVALID_STATUS_CODE'],
  ['a final status', (response) => response.writeInformation(200), 'ERR_OUT_OF_RANGE'],
  ['no status', (response) => response.writeInformation('x' as never), 'ERR_INVALID_ARG_TYPE'],
  ['an odd list', (response) => response.writeInformation(103, ['a']), 'ERR_INVALID_ARG_VALUE'],
  ['a bad name', (response) => response.writeInformation(103, { 'a b': 'c' }), 'ERR_INVALID_HTTP_TOKEN'],
  ['a bad value', (response) => response.writeInformation(103, { a: '\n' }), 'ERR_INVALID_CHAR'],
  ['text for fields', (response) => response.writeInformation(103, 'a' as never), 'ERR_INVALID_ARG_TYPE'],
  [
    'a bad name beside a link',
    (response) => response.writeEarlyHints({ link: '<a>', 'a b': 'c' }),
    'ERR_INVALID_HTTP_TOKEN',
  ],
  ['a bad value beside a link', (response) => response.writeEarlyHints({ link: '<a>', b: '\r\n' }), 'ERR_INVALID_CHAR'],
]
for (const [name, write, code] of refused) {
  test(`an interim response with ${name} is refused, and nothing is sent`, () => {
    const { response, stream } = streaming()
    assert.throws(() => write(response), { code })
    assert.equal(stream.text, '')
  })
}

test('HTTP/1.0 is sent no interim responses', () => {
  const { response, stream } = streaming({ httpVersionMinor: 0 })
  response.writeContinue()
  response.writeProcessing()
  response.writeEarlyHints({ link: '<a>' })
  assert.equal(response.writeInformation(103, { Link: '<a>' }), true)
  assert.equal(stream.text, '')
  assert.throws(() => response.writeInformation(103, { 'a b': '1' }), { code: 'ERR_INVALID_HTTP_TOKEN' })
  response.end('x')
  assert.match(stream.text, /^HTTP\/1\.1 200 OK\r\n/)
})

/** Another text each time it is asked, the first of them harmless. */
function changing(): { toString(): string } {
  let asked = 0
  return { toString: () => (asked++ === 0 ? 'a' : 'a\r\nX: y') }
}

test('a reason that is no string is checked as the text that is sent', () => {
  const { response } = streaming()
  response.statusMessage = { toString: () => 'a\r\nX: y' } as never
  assert.throws(() => response.writeHead(200), { code: 'ERR_INVALID_CHAR' })
  const other = streaming()
  other.response.statusMessage = changing() as never
  other.response.end()
  assert.match(other.stream.text, /^HTTP\/1\.1 200 a\r\n(?!X)/)
})

test('a field of an interim response is checked as the text that is sent', () => {
  const { response, stream } = streaming()
  response.writeEarlyHints({ link: '<a>', x: changing() as never })
  response.writeInformation(103, { y: changing() as never })
  assert.doesNotMatch(stream.text, /X: y/)
})

for (const old of [false, true]) {
  test(`callbacks of interim responses are called${old ? ', also when nothing is sent' : ''}`, async () => {
    const { response } = streaming(old ? { httpVersionMinor: 0 } : {})
    const called: string[] = []
    response.writeContinue(() => called.push('continue'))
    response.writeProcessing(() => called.push('processing'))
    response.writeEarlyHints({ link: '<a>' }, () => called.push('hints'))
    response.writeInformation(103, () => called.push('information'))
    response.writeInformation(103, {}, () => called.push('more'))
    await turns()
    assert.deepEqual(called, ['continue', 'processing', 'hints', 'information', 'more'])
  })
}

test('a response whose client waits for 100 and did not get it ends the connection', () => {
  const waiting = responseOf()
  waiting._expect_continue = true
  waiting.writeHead(200)
  assert.equal(waiting.shouldKeepAlive, false)
  const { response } = streaming()
  response._expect_continue = true
  response.writeContinue()
  response.writeHead(200)
  assert.equal(response.shouldKeepAlive, true)
})

test('a stream is given, taken away, and can be given to another response', () => {
  const { response, stream } = streaming()
  const marked = stream as unknown as { _httpMessage: unknown }
  assert.deepEqual([response.socket, marked._httpMessage], [stream, response])
  response.detachSocket(stream)
  assert.deepEqual([response.socket, marked._httpMessage], [null, null])
  assert.equal(stream.listenerCount('close'), 0)
  const second = responseOf()
  second.assignSocket(stream)
  assert.equal(marked._httpMessage, second)
})

test('the coming of the stream is told', () => {
  const response = responseOf()
  const sockets: unknown[] = []
  response.on('socket', (socket) => sockets.push(socket))
  const stream = new KeepingStream()
  response.assignSocket(stream)
  assert.deepEqual(sockets, [stream])
})

test('a response closes with its stream, once', async () => {
  const { response, stream } = streaming()
  let closed = 0
  response.on('close', () => closed++)
  stream.destroy()
  await turns()
  stream.emit('close')
  assert.equal(closed, 1)
  assert.deepEqual([response.destroyed, response.closed], [true, true])
})

test('HEAD and statuses without a body have none', () => {
  assert.equal(responseOf({ method: 'HEAD' })._hasBody, false)
  for (const status of [100, 199, 204, 304]) assert.equal(responseOf().writeHead(status)._hasBody, false)
  assert.equal(responseOf().writeHead(205)._hasBody, true)
})

test('HTTP/1.0 is not sent chunks, whatever it says of them', () => {
  const old = { httpVersionMinor: 0 }
  assert.equal(responseOf(old).useChunkedEncodingByDefault, false)
  assert.equal(responseOf({ ...old, headers: { te: 'chunked' } }).useChunkedEncodingByDefault, false)
  assert.equal(responseOf(old).shouldKeepAlive, false)
})
