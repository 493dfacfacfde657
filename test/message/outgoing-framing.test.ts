// How a head says how long the body is: nothing of a head that threw, one length of two, and no body without framing.
import assert from 'node:assert/strict'
import type http from 'node:http'
import net from 'node:net'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { endsInChunks, isLength, mayTrail } from '../../src/message/outgoing-framing.ts'
import { giveStream, type Response, responseOf, withoutDate } from '../support/responses.ts'
import { KeepingStream } from '../support/sinks.ts'

const here = nethttp as unknown as typeof http

test('a length is digits alone', () => {
  for (const text of ['0', '5', '007', '123456789012345']) assert.equal(isLength(text), true, text)
  for (const text of ['', ' 5', '5 ', '+5', '-5', '5x', '0x5', '1e3', '5, 5', '1.5', '1'.repeat(16)])
    assert.equal(isLength(text), false, text)
})

test('a transfer coding frames when its last one is chunked', () => {
  for (const text of ['chunked', 'Chunked ', 'gzip, chunked', 'gzip,chunked'])
    assert.equal(endsInChunks(text), true, text)
  for (const text of ['', 'gzip', 'chunked, gzip', 'xchunked', 'chunked;a=b'])
    assert.equal(endsInChunks(text), false, text)
})

// --- A head that threw --------------------------------------------------------------------------------------------

const LENGTH_4 = /\r\nContent-Length: 4\r\n\r\noops$/
const CHUNKED = /\r\nTransfer-Encoding: chunked\r\n\r\n4\r\noops\r\n0\r\n\r\n$/

const failures: [name: string, steps: (response: Response) => void, expected: RegExp][] = [
  [
    'a transfer coding and a bad field',
    (response) => fails(() => response.writeHead(200, { 'Transfer-Encoding': 'chunked', 'X-Bad': 'a\nb' })),
    LENGTH_4,
  ],
  [
    'a length and a bad field',
    (response) => {
      fails(() => response.writeHead(200, { 'Content-Length': 1000, 'X-Bad': 'a\nb' }))
      response.writeHead(500)
    },
    CHUNKED,
  ],
  [
    'a status without a body, and a bad field',
    (response) => {
      fails(() => response.writeHead(204, { 'X-Bad': 'a\nb' }))
      response.writeHead(500)
    },
    CHUNKED,
  ],
  [
    'a length beside fields that were set, and a bad field',
    (response) => {
      response.setHeader('X-Set', '1')
      fails(() => response.writeHead(200, { 'Content-Length': 1000, 'X-Bad': 'a\nb' }))
      fails(() => response.writeHead(200, ['Content-Length', '1000', 'X-Bad', 'a\nb']))
      response.writeHead(500)
    },
    CHUNKED,
  ],
  [
    'a bad reason, ended with text',
    (response) => {
      response.statusMessage = 'a\nb'
      fails(() => response.end('x'.repeat(1000)))
      response.statusMessage = ''
      response.writeHead(500)
    },
    CHUNKED,
  ],
  [
    'a bad reason, ended with bytes',
    (response) => {
      response.statusMessage = 'a\nb'
      fails(() => response.end(Buffer.alloc(1000)))
      response.statusMessage = ''
      response.writeHead(500)
    },
    CHUNKED,
  ],
  [
    'trailers announced for a length',
    (response) => {
      fails(() => response.writeHead(200, { 'Content-Length': 1000, Trailer: 'X' }), 'ERR_HTTP_TRAILER_INVALID')
    },
    LENGTH_4,
  ],
  [
    'close and a bad field',
    (response) => fails(() => response.writeHead(200, { Connection: 'close', 'Keep-Alive': 'x', 'X-Bad': 'a\nb' })),
    /\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\noops$/,
  ],
]

function fails(action: () => unknown, code = 'ERR_INVALID_CHAR'): void {
  assert.throws(action, { code })
}

for (const [name, steps, expected] of failures) {
  test(`a head that threw leaves nothing behind: ${name}`, () => {
    const response = responseOf(here)
    const stream = new KeepingStream()
    giveStream(response, stream)
    steps(response)
    response.end('oops')
    assert.match(stream.text, expected)
  })

  test(`a kept connection goes on behind a head that threw: ${name}`, async () => {
    const server = here.createServer((request, response) => {
      if (request.url === '/first') steps(response as unknown as Response)
      response.end('oops')
    })
    const agent = new nethttp.Agent({ keepAlive: true, maxSockets: 1 })
    const port = await listening(server)
    const bodies = [await bodyOf({ port, agent, path: '/first' }), await bodyOf({ port, agent, path: '/second' })]
    assert.deepEqual(bodies, ['oops', 'oops'])
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })
}

test('bytes that a failed head kept back are not counted', () => {
  const response = responseOf(here)
  giveStream(response, new KeepingStream())
  response.strictContentLength = true
  response.statusMessage = 'a\nb'
  fails(() => response.write('1234'))
  response.statusMessage = ''
  response.setHeader('Content-Length', 4)
  response.write('1234')
  response.end()
  assert.equal(response.writableEnded, true)
})

// --- Fields that contradict each other ----------------------------------------------------------------------------

const settled: [name: string, headers: http.OutgoingHttpHeaders, ...expected: string[]][] = [
  ['a length and chunks', { 'Content-Length': 9, 'Transfer-Encoding': 'chunked' }, 'Transfer-Encoding: chunked'],
  ['chunks and a length', { 'Transfer-Encoding': 'chunked', 'content-length': 9 }, 'Transfer-Encoding: chunked'],
  ['two lengths', { 'Content-Length': ['4', '9'] }, 'Content-Length: 4', 'Content-Length: 9'],
  ['a length that is none', { 'Content-Length': '4x' }, 'Content-Length: 4'],
  ['a negative length', { 'Content-Length': -1 }, 'Content-Length: 4'],
]
for (const [name, headers, ...expected] of settled) {
  test(`of ${name} what no reader takes for another is sent`, () => {
    const response = responseOf(here)
    const stream = new KeepingStream()
    giveStream(response, stream)
    for (const [field, value] of Object.entries(headers)) response.setHeader(field, value as string)
    response.end('oops')
    assert.deepEqual(stream.text.match(/^(?:content-length|transfer-encoding): .*(?=\r$)/gim), expected)
  })

  test(`of ${name} a strict request has none`, () => {
    const request = strictRequest({ method: 'POST', headers })
    assert.throws(() => request.end('oops'), { code: 'ERR_INVALID_ARG_VALUE', message: /Content-Length/ })
    request.destroy()
  })
}

test('an answer in another coding than chunked ends with its connection', () => {
  const response = responseOf(here)
  const head = response.writeHead(200, { 'Transfer-Encoding': 'gzip' })._header as string
  assert.match(head, /\r\nConnection: close\r\n/)
  assert.equal(response._last, true)
})

test('a 204 names no transfer coding, and its connection is not kept', () => {
  const response = responseOf(here)
  const head = withoutDate(response.writeHead(204, { 'Transfer-Encoding': 'chunked' })._header as string)
  assert.equal(head, 'HTTP/1.1 204 No Content\r\nDate: <date>\r\nConnection: close\r\n\r\n')
})

test('trailers hold no fields of framing, routing or the connection', () => {
  const dropped = [
    'Content-Length',
    'transfer-encoding',
    'HOST',
    'Connection',
    'Trailer',
    'TE',
    'Upgrade',
    'Keep-Alive',
  ]
  for (const name of dropped) assert.equal(mayTrail(name), false, name)
  const response = responseOf(here)
  const stream = new KeepingStream()
  giveStream(response, stream)
  response.write('a')
  response.addTrailers(Object.fromEntries([...dropped, 'X-Sum'].map((name) => [name, '1'])))
  response.end()
  assert.match(stream.text, /\r\n0\r\nX-Sum: 1\r\n\r\n$/)
  const request = strictRequest({})
  assert.throws(() => request.addTrailers({ Host: 'b' }), { code: 'ERR_INVALID_ARG_VALUE' })
  request.destroy()
})

// --- Bodies of requests -------------------------------------------------------------------------------------------

type Sending = (request: http.ClientRequest) => void
const LENGTH = /\r\nContent-Length: 4\r\n\r\nBODY$/
const CHUNKS = /\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nBODY\r\n0\r\n\r\n$/
const CLOSED = /\r\nConnection: close\r\n\r\nBODY$/
const writeAndEnd: Sending = (request) => {
  request.write('BODY')
  request.end()
}
const sendings: [name: string, options: http.RequestOptions, send: Sending, bytes: RegExp, isKept: boolean][] = [
  ['a GET that ends with a body', {}, (request) => request.end('BODY'), LENGTH, true],
  ...['GET', 'HEAD', 'OPTIONS', 'TRACE'].map(
    (method) => [`a ${method} with a body written`, { method }, writeAndEnd, CHUNKS, true] as never,
  ),
  ['a DELETE with a body written', { method: 'DELETE' }, writeAndEnd, CLOSED, false],
  ['a strict DELETE', { method: 'DELETE', httpValidation: 'strict' } as never, writeAndEnd, CHUNKS, true],
  ['a DELETE that ends with a body', { method: 'DELETE' }, (request) => request.end('BODY'), LENGTH, true],
  ['a GET of a list of fields', { headers: ['Host', 'a'] as never }, writeAndEnd, CHUNKS, true],
  [
    'a DELETE whose head has left',
    { method: 'DELETE' },
    (request) => {
      request.flushHeaders()
      writeAndEnd(request)
    },
    /\r\n\r\nBODY$/,
    false,
  ],
  [
    'a POST without its coding',
    { method: 'POST' },
    (request) => {
      request.removeHeader('Transfer-Encoding')
      writeAndEnd(request)
    },
    CLOSED,
    false,
  ],
  [
    'a POST without any framing',
    { method: 'POST' },
    (request) => {
      request.removeHeader('Transfer-Encoding')
      request.removeHeader('Content-Length')
      request.end('BODY')
    },
    CLOSED,
    false,
  ],
  [
    'a POST in another coding',
    { method: 'POST', headers: { 'Transfer-Encoding': 'gzip' } },
    writeAndEnd,
    CLOSED,
    false,
  ],
  ['a GET with nothing written', {}, (request) => request.end(''), /\r\nConnection: keep-alive\r\n\r\n$/, true],
]
for (const [name, options, send, bytes, isKept] of sendings) {
  test(`${name} is framed, or is the last of its connection`, async () => {
    let received = ''
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1')
      })
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), 30)
    })
    const agent = new nethttp.Agent({ keepAlive: true })
    let isFree = false
    agent.on('free', () => {
      isFree = true
    })
    const request = nethttp.request({ port: await listening(server), agent, ...options } as never)
    send(request as never)
    await new Promise((resolve) => {
      request.on('response', (response) => response.resume()).on('close', resolve)
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.match(received, bytes)
    assert.equal(isFree, isKept)
    agent.destroy()
    server.close()
  })
}

test('a strict request has no body that is not framed', () => {
  const request = strictRequest({ method: 'DELETE' })
  request.flushHeaders()
  assert.throws(() => request.write('BODY'), { code: 'ERR_HTTP_BODY_NOT_ALLOWED' })
  const other = { method: 'POST', headers: { 'Transfer-Encoding': 'gzip' } }
  const coded = strictRequest(other)
  assert.throws(() => coded.write('BODY'), { code: 'ERR_INVALID_ARG_VALUE', message: /must end in chunked/ })
  for (const one of [request, coded]) one.destroy()
})

/** A strict request that goes nowhere. */
function strictRequest(options: object): InstanceType<typeof nethttp.ClientRequest> {
  const given = { createConnection: () => new KeepingStream(), httpValidation: 'strict', ...options }
  return new nethttp.ClientRequest(given as never).on('error', () => {})
}

async function listening(server: net.Server | http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

function bodyOf(options: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = nethttp.get(options as never, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (text) => {
        body += text
      })
      response.on('end', () => resolve(body))
    })
    request.on('error', reject)
  })
}

test('an answer of a strict server has one length', async () => {
  const server = here.createServer({ httpValidation: 'strict' } as http.ServerOptions, (_request, response) => {
    try {
      response.writeHead(200, { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' })
    } catch (error) {
      response.end((error as NodeJS.ErrnoException).code)
    }
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  const text = await new Promise((resolve) => {
    here.get({ port, host: '127.0.0.1', agent: false }, (response) =>
      response.once('data', (data) => resolve(`${data}`)),
    )
  })
  assert.equal(text, 'ERR_INVALID_ARG_VALUE')
  server.close()
})
