// What an error says of itself to the program that is told, over real sockets: which byte of a broken message was wrong and
// which section of an RFC it broke; and, of a connection that ended under a request, who closed it and when.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import test, { type TestContext } from 'node:test'
import nethttp from 'nethttp'

const KEPT = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab'

interface Refusal extends Error {
  code: string
  reason: string
  bytesParsed: number
  excerpt: string
  section: string
}

const told = ({ code, reason, bytesParsed, excerpt, section }: Refusal) => ({
  code,
  reason,
  bytesParsed,
  excerpt,
  section,
})

async function listen(t: TestContext, server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}

const REFUSED: [what: string, bytes: string, told: object][] = [
  [
    'a space in a field name',
    'GET / HTTP/1.1\r\nX Y: 1\r\n\r\n',
    {
      code: 'HPE_INVALID_HEADER_TOKEN',
      reason: 'Invalid header token',
      bytesParsed: 17,
      excerpt: 'GET / HTTP/1.1\\r\\nX>>> Y: 1\\r\\n\\r\\n',
      section: 'RFC 9112 §5',
    },
  ],
  [
    'a chunk size that is none, behind a whole request',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n',
    {
      code: 'HPE_INVALID_CHUNK_SIZE',
      reason: 'Invalid character in chunk size',
      bytesParsed: 83,
      excerpt: 'er-Encoding: chunked\\r\\n\\r\\n>>>x\\r\\n',
      section: 'RFC 9112 §7.1',
    },
  ],
]

for (const [what, bytes, expected] of REFUSED) {
  test(`clientError says what is wrong with ${what}`, async (t) => {
    const server = nethttp.createServer((request, response) => {
      request.on('error', () => {})
      request.resume()
      response.end()
    })
    const port = await listen(t, server)
    const refused = once(server, 'clientError')
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')))
    socket.on('error', () => {})
    const [error, itsSocket] = await refused
    assert.deepEqual(told(error), expected)
    assert.ok(error instanceof Error)
    itsSocket.destroy()
    socket.destroy()
  })
}

test('the error of a request says what is wrong with its answer', async (t) => {
  const port = await listen(
    t,
    net.createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nX: a\x01b\r\n\r\n'))),
  )
  const request = nethttp.get({ port, host: '127.0.0.1', agent: false })
  const [error] = await once(request, 'error')
  assert.deepEqual(told(error), {
    code: 'HPE_INVALID_HEADER_TOKEN',
    reason: 'Invalid header value char',
    bytesParsed: 21,
    excerpt: 'HTTP/1.1 200 OK\\r\\nX: a>>>\\x01b\\r\\n\\r\\n',
    section: 'RFC 9110 §5.5',
  })
})

interface HangUp extends NodeJS.ErrnoException {
  closedBy: string
  afterMs: number
  requestsOnSocket: number
  idleMs: number
  hasAnswer: boolean
  explanation: string
}

type Play = (socket: net.Socket) => void

interface Ending {
  what: string
  play: Play
  /** Whether the head of the answer comes before the end. */
  hasAnswer: boolean
  /** What the request is told, and what its response. */
  request: string | null
  response: string | null
  /** Where not the server's. */
  closedBy?: 'client'
  isSecond?: boolean
}

const SENT_MS = 30

const ENDINGS: Ending[] = [
  {
    what: 'FIN before an answer',
    play: (socket) => socket.end(),
    hasAnswer: false,
    request: 'socket hang up',
    response: null,
  },
  {
    what: 'RST before an answer',
    play: (socket) => socket.resetAndDestroy(),
    hasAnswer: false,
    request: 'read ECONNRESET',
    response: null,
  },
  {
    what: 'FIN in the middle of an answer',
    play: (socket) => socket.end(HALF),
    hasAnswer: true,
    request: null,
    response: 'aborted',
  },
  {
    what: 'RST in the middle of an answer',
    play: (socket) => socket.write(HALF, () => setTimeout(() => socket.resetAndDestroy(), SENT_MS)),
    hasAnswer: true,
    request: 'read ECONNRESET',
    response: 'aborted',
  },
  {
    what: 'FIN before the answer to the second request of a kept connection',
    play: (socket) => socket.end(),
    hasAnswer: false,
    request: 'socket hang up',
    response: null,
    isSecond: true,
  },
  {
    what: 'RST in the middle of the answer to the second request of a kept connection',
    play: (socket) => socket.write(HALF, () => setTimeout(() => socket.resetAndDestroy(), SENT_MS)),
    hasAnswer: true,
    request: 'read ECONNRESET',
    response: 'aborted',
    isSecond: true,
  },
  {
    what: 'the client’s destroy before an answer',
    play: () => {},
    hasAnswer: false,
    request: 'socket hang up',
    response: null,
    closedBy: 'client',
  },
  {
    what: 'the client’s destroy in the middle of an answer',
    play: (socket) => socket.write(HALF),
    hasAnswer: true,
    request: null,
    response: 'aborted',
    closedBy: 'client',
  },
]

/** The errors that the request and its response are told; where the client is the one that ends it, it destroys it. */
async function errorsOf(options: nethttp.RequestOptions, { hasAnswer, closedBy }: Ending): Promise<(HangUp | null)[]> {
  let ofRequest: HangUp | null = null
  let ofResponse: HangUp | null = null
  const request = nethttp.get(options, (response) => {
    response.on('error', (error) => {
      ofResponse = error as HangUp
    })
    response.resume()
    if (closedBy === 'client') response.once('data', () => setTimeout(() => request.destroy(), SENT_MS))
  })
  request.on('error', (error) => {
    ofRequest = error as HangUp
  })
  if (closedBy === 'client' && !hasAnswer) {
    request.on('socket', (socket) => socket.on('connect', () => setTimeout(() => request.destroy(), SENT_MS)))
  }
  await new Promise((resolve) => request.on('close', () => setImmediate(resolve)))
  return [ofRequest, ofResponse]
}

for (const ending of ENDINGS) {
  const { what, play, hasAnswer, closedBy = 'server', isSecond = false } = ending
  test(`the error of a connection that ends says so: ${what}`, { timeout: 5000 }, async (t) => {
    const server = net.createServer((socket) => {
      let isFirst = isSecond
      socket.on('error', () => {})
      socket.on('data', () => {
        if (isFirst) socket.write(KEPT)
        else play(socket)
        isFirst = false
      })
    })
    const options = { port: await listen(t, server), host: '127.0.0.1', agent: new nethttp.Agent({ keepAlive: true }) }
    t.after(() => options.agent.destroy())
    const idleMs = 40
    if (isSecond) {
      const [response] = await once(nethttp.get(options), 'response')
      response.resume()
      await once(response, 'end')
      await new Promise((resolve) => setTimeout(resolve, idleMs))
    }
    const begun = performance.now()
    const errors = await errorsOf(options, ending)
    const tookMs = performance.now() - begun
    assert.deepEqual(
      errors.map((error) => error?.message ?? null),
      [ending.request, ending.response],
    )
    for (const error of errors) {
      if (error === null) continue
      assert.deepEqual(
        [error.code, error.closedBy, error.requestsOnSocket, error.hasAnswer],
        ['ECONNRESET', closedBy, isSecond ? 2 : 1, hasAnswer],
      )
      assert.ok(error.afterMs >= 0 && error.afterMs <= tookMs + 1, `after ${error.afterMs} of ${tookMs} ms`)
      if (closedBy === 'client') assert.ok(error.afterMs > SENT_MS / 2, `after ${error.afterMs} ms`)
      if (isSecond) assert.ok(error.idleMs > idleMs / 2 && error.idleMs < 2000, `idle for ${error.idleMs} ms`)
      else assert.equal(error.idleMs, 0)
      const when = `${Math.round(error.afterMs)} ms after the request, ${hasAnswer ? 'in the middle of' : 'before'} its answer`
      const which = isSecond
        ? `request 2 on this connection, which had been idle for ${Math.round(error.idleMs)} ms`
        : 'the first request on this connection'
      assert.equal(error.explanation, `The ${closedBy} closed the connection ${when}. It was ${which}.`)
    }
  })
}

test('the error of a request that is destroyed before it has a connection says so', async () => {
  const request = nethttp.get({ port: 1, host: '127.0.0.1', agent: false })
  request.destroy()
  const [error] = (await once(request, 'error')) as [HangUp]
  assert.deepEqual(
    [error.code, error.closedBy, error.afterMs, error.explanation],
    ['ECONNRESET', 'client', null, 'The request was destroyed before it had a connection.'],
  )
})

const leavings: [name: string, leave: (socket: net.Socket) => void, isAnswering: boolean, closedBy: string][] = [
  ['ends before its answer', (socket) => socket.end(), false, 'client'],
  ['resets before its answer', (socket) => socket.resetAndDestroy(), false, 'client'],
  ['resets in the middle of its answer', (socket) => socket.resetAndDestroy(), true, 'client'],
  ['is cut off by the server', () => {}, false, 'server'],
]
for (const [name, leave, isAnswering, closedBy] of leavings) {
  test(`the server’s request tells of a client that ${name}, and what came before`, async (t) => {
    const told = new Promise<nethttp.IncomingMessage & Record<string, unknown>>((resolve) => {
      const server = nethttp.createServer((request, response) => {
        if (request.url === '/first') {
          response.end('one')
          return
        }
        request.on('error', (error) => resolve(error as never))
        if (isAnswering) response.write('half')
        if (closedBy === 'server') setTimeout(() => request.socket.destroy(), 15)
      })
      server.on('clientError', (_error, socket) => socket.destroy())
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as net.AddressInfo
        const socket = net.connect(port, '127.0.0.1')
        socket.on('error', () => {}).write('GET /first HTTP/1.1\r\nHost: a\r\n\r\n')
        socket.once('data', () => {
          setTimeout(() => socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab'), 30)
          setTimeout(() => leave(socket), 60)
        })
        t.after(() => {
          socket.destroy()
          server.close()
        })
      })
    })
    const {
      code,
      message,
      closedBy: by,
      requestsOnSocket,
      hasAnswer,
      idleMs,
      afterMs,
      explanation,
    } = (await told) as never
    assert.deepEqual(
      [code, message, by, requestsOnSocket, hasAnswer],
      ['ECONNRESET', 'aborted', closedBy, 2, isAnswering],
    )
    assert.ok(Number(idleMs) > 20 && Number(afterMs) > 8, `${idleMs} ${afterMs}`)
    assert.match(
      String(explanation),
      /^The (client|server) closed the connection \d+ ms after the request, (before|in the middle of) its answer\. It was request 2 on this connection, which had been idle for \d+ ms\.$/,
    )
  })
}
