// One connection of a server, over a pair of streams: whole exchanges, their events on both sides, and what is left of
// them; and every way in which one of the two can break off.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import type { RequestListener } from '../../src/server/http-server.ts'
import { kConnections } from '../../src/server/server-internals.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { connectTo, listenersOn, note, pending, type Served, type ServeOptions, serve } from '../support/memory.ts'
import { text, turns } from '../support/peers.ts'
import { GET, GET_CLOSE, head } from '../support/raw.ts'
import { withoutDate } from '../support/responses.ts'

const POST = (length: number, ...fields: string[]) =>
  head('POST / HTTP/1.1', 'Host: a', `Content-Length: ${length}`, ...fields)
const CHUNKED = head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')
const UPGRADE = head('GET /up HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: x')
const get = (url: string, ...fields: string[]) => head(`GET ${url} HTTP/1.1`, 'Host: a', ...fields)

interface Watched extends Served {
  events: string[]
}

/** A server whose requests and responses are watched: the events of the request for `/x` are called `x …`. */
function watched(listener: RequestListener, options?: ServeOptions): Watched {
  const events: string[] = []
  const served = serve((request, response) => {
    const name = request.url?.slice(1) || request.method
    note(events, request, `${name} request`, 'end', 'aborted', 'error', 'close')
    note(events, response, `${name} response`, 'finish', 'error', 'close')
    listener(request, response)
  }, options)
  return { ...served, events }
}

/** Everything but the bytes is as before the connection. */
async function assertNothingLeft({ connections, peer, socket }: Served): Promise<void> {
  const { ending } = await peer.collect({ limit: 1000 })
  assert.equal(ending, 'closed', 'the client sees the end')
  peer.end()
  await turns()
  assert.equal(connections(), 0, 'the server keeps no connection')
  assert.equal(socket.destroyed, true)
  assert.equal((socket as Duplex & { parser: unknown }).parser, null)
}

/** The connection has done its work, and is closed by the server. */
async function closeIdle(served: Served): Promise<void> {
  await turns()
  served.server.closeIdleConnections()
  await assertNothingLeft(served)
}

// --- Whole exchanges ---------------------------------------------------------------------------------------------

test('a GET is answered, and the connection stays', async () => {
  const served = watched((_, response) => void response.end('hello'))
  const { connections, events, peer, socket } = served
  peer.send(GET)
  const answer = withoutDate(await peer.expect(/hello$/))
  const lines = [
    'HTTP/1.1 200 OK',
    'Date: <date>',
    'Connection: keep-alive',
    'Keep-Alive: timeout=5',
    'Content-Length: 5',
  ]
  assert.equal(answer, `${lines.join('\r\n')}\r\n\r\nhello`)
  await turns()
  assert.deepEqual(events, ['GET response finish', 'GET response close', 'GET request end', 'GET request close'])
  assert.equal(connections(), 1)
  assert.equal((socket as Duplex & { _httpMessage: unknown })._httpMessage, null)
  await closeIdle(served)
})

test('a GET that asks to close is answered, and the connection ends', async () => {
  const served = watched((_, response) => void response.end('hello'))
  served.peer.send(GET_CLOSE)
  assert.match(await served.peer.expect(/hello$/), /\r\nConnection: close\r\n/)
  await assertNothingLeft(served)
})

test('requests of one connection are answered one after another, with nothing between them', async () => {
  const served = watched(({ url }, response) => void response.end(url))
  for (const url of ['/a', '/b', '/c']) {
    served.peer.send(get(url))
    assert.match(await served.peer.expect(new RegExp(`${url}$`)), /^HTTP\/1\.1 200 OK\r\n/)
  }
  const [connection] = served.server[kConnections]
  assert.equal(connection?.isIdle, true)
  await closeIdle(served)
})

test('a body of chunks is read, and given back with its trailers', async () => {
  const served = watched((request, response) => {
    response.setHeader('Trailer', 'X-Back')
    request.on('data', (chunk) => response.write(chunk))
    request.on('end', () => {
      response.addTrailers({ 'X-Back': String(request.trailers['x-there']) })
      response.end()
    })
  })
  const { peer } = served
  peer.send(CHUNKED, '3\r\nabc\r\n')
  await peer.collect({ until: /abc/ })
  peer.send('2;x=y\r\nde\r\n0\r\nX-There: yes\r\n\r\n')
  const answer = await peer.expect(/\r\n\r\n$/)
  assert.match(answer, /Trailer: X-Back[\s\S]*\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Back: yes\r\n\r\n$/)
  await closeIdle(served)
})

for (const [name, bytes, answer, expected] of [
  [
    'HEAD',
    head('HEAD / HTTP/1.1', 'Host: a'),
    (response) => response.end('hello'),
    /200 OK\r\n(?![\s\S]*Transfer-Encoding)[\s\S]*\r\n\r\n$/,
  ],
  [
    '304',
    GET,
    (response) => response.writeHead(304, { ETag: '"a"' }).end('hello'),
    /304 Not Modified\r\nETag: "a"\r\n[\s\S]*\r\n\r\n$/,
  ],
  [
    '204',
    GET,
    (response) => response.writeHead(204).end('hello'),
    /204 No Content\r\n(?![\s\S]*Content-Length)[\s\S]*\r\n\r\n$/,
  ],
] as [string, string, (response: ServerResponse) => unknown, RegExp][]) {
  test(`an answer without a body leaves the connection for the next: ${name}`, async () => {
    const served = watched(({ url }, response) => void (url === '/next' ? response.end('next') : answer(response)))
    served.peer.send(bytes)
    assert.match(await served.peer.expect(/\r\n\r\n/), expected)
    served.peer.send(get('/next'))
    assert.match(await served.peer.expect(/next$/), /^HTTP\/1\.1 200 OK\r\n/)
    await closeIdle(served)
  })
}

test('interim responses come before the final one', async () => {
  const served = watched((request, response) => {
    response.writeEarlyHints({ link: '<a>' })
    request.on('end', () => response.end('done')).resume()
  })
  served.peer.send(POST(2, 'Expect: 100-continue'))
  const interim = await served.peer.expect(/103 Early Hints\r\nLink: <a>\r\n\r\n/)
  assert.match(interim, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 /)
  served.peer.send('hi')
  assert.match(await served.peer.expect(/done$/), /^HTTP\/1\.1 200 OK\r\n/)
  await closeIdle(served)
})

test('a body that lasts as long as the connection ends it', async () => {
  const served = watched((_, response) => {
    response.removeHeader('Transfer-Encoding')
    response.write('a')
    response.end('b')
  })
  served.peer.send(GET)
  assert.doesNotMatch(await served.peer.expect(/ab$/), /Content-Length|Transfer-Encoding/)
  await assertNothingLeft(served)
})

// --- Requests that do not wait for answers -----------------------------------------------------------------------

test('answers leave in the order of their requests, whichever is ready first', async () => {
  const { answers, listener } = pending()
  const served = watched(listener)
  served.peer.send(get('/1') + get('/2') + get('/3'))
  await turns()
  assert.deepEqual([...answers.keys()], ['/1', '/2', '/3'])
  answers.get('/3')?.end('three')
  answers.get('/2')?.end('two')
  await turns()
  assert.equal(served.peer.received, '')
  answers.get('/1')?.end('one')
  assert.match(await served.peer.expect(/three$/), /\r\n\r\noneHTTP[\s\S]*\r\n\r\ntwoHTTP[\s\S]*\r\n\r\nthree$/)
  await turns()
  const finished = served.events.filter((event) => event.endsWith('finish'))
  assert.deepEqual(finished, ['1 response finish', '2 response finish', '3 response finish'])
  await closeIdle(served)
})

test('answers to the requests of one read leave in one write', async () => {
  const writes: number[] = []
  const served = watched(({ url }, response) => void response.end(url))
  const { write } = served.socket
  served.socket.write = function (this: Duplex, ...args: never) {
    writes.push(1)
    return Reflect.apply(write, this, args)
  } as typeof write
  served.peer.send(get('/1') + get('/2') + get('/3'))
  await served.peer.expect(/\/3$/)
  assert.equal(writes.length, 1)
  served.server.closeAllConnections()
})

for (const [name, tail] of [
  ['the beginning of another request', 'GET / HT'],
  ['another request that is not answered', get('/slow')],
]) {
  test(`an answer in parts is over when it has left, also with ${name} behind it`, async () => {
    const { events, peer, server } = watched(({ url }, response) => {
      if (url === '/slow') return
      response.setHeader('Content-Length', 2)
      response.write('ok')
      response.end()
    })
    peer.send(get('/1') + tail)
    await peer.expect(/ok$/)
    await turns()
    assert.ok(events.includes('1 response finish'), events.join(', '))
    server.closeAllConnections()
  })
}

test('an answer of bytes does not overtake one in parts, nor its end', async () => {
  const { events, peer, server } = watched(({ url }, response) => {
    response.setHeader('Content-Length', 2)
    if (url === '/2') return void response.end(Buffer.from('22'))
    response.write('11')
    response.end()
  })
  peer.send(get('/1') + get('/2'))
  await peer.expect(/22$/)
  await turns()
  const finished = events.filter((event) => event.endsWith('finish'))
  assert.deepEqual(finished, ['1 response finish', '2 response finish'])
  server.closeAllConnections()
})

test('a body is read before the next request, also when it is not wanted', async () => {
  const served = watched(({ url }, response) => void response.end(url))
  served.peer.send(POST(5), 'hel', 'lo', get('/next'))
  assert.match(await served.peer.expect(/\/next$/), /\r\n\r\n\/HTTP\/1\.1 200/)
  served.server.closeAllConnections()
})

test('a body that somebody reads later is there, and holds the next request back', async () => {
  const urls: unknown[] = []
  const bodies: string[] = []
  const served = watched((request, response) => {
    urls.push(request.url)
    setImmediate(async () => {
      bodies.push(await text(request))
      response.end('ok')
    })
  })
  served.peer.send(POST(5), 'hello', get('/next'))
  await served.peer.expect(/ok[\s\S]*ok$/)
  assert.deepEqual(
    [urls, bodies],
    [
      ['/', '/next'],
      ['hello', ''],
    ],
  )
  served.server.closeAllConnections()
})

test('nothing behind an answer that closes is answered', async () => {
  const served = watched(({ url }, response) => {
    if (url === '/2') response.setHeader('Connection', 'close')
    response.end(url)
  })
  served.peer.send(get('/1') + get('/2') + get('/3'))
  await assertNothingLeft(served)
  assert.match(served.peer.received, /\/1HTTP[\s\S]*\/2$/)
})

test('a broken request behind good ones is refused when they are answered', async () => {
  const { answers, listener } = pending()
  const served = watched(listener)
  served.peer.send(`${get('/1')}${get('/2')}BROKEN\r\n\r\n`)
  await turns()
  answers.get('/2')?.end('two')
  answers.get('/1')?.end('one')
  await assertNothingLeft(served)
  assert.match(served.peer.received, /one[\s\S]*twoHTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/)
})

// --- Changes of protocol -----------------------------------------------------------------------------------------

const CONNECT = head('CONNECT a:80 HTTP/1.1', 'Host: a')

for (const [event, bytes] of [
  ['upgrade', UPGRADE],
  ['connect', CONNECT],
]) {
  test(`${event} hands over the socket as if it had never been read, with what came behind the head`, async () => {
    const served = serve((_, response) => void response.end('ok'))
    const { connections, peer, server, socket } = served
    const told: unknown[] = []
    server.on(event, (request: IncomingMessage, its: Duplex, first: Buffer) => {
      told.push(request.upgrade, its === socket, String(first))
      assert.deepEqual(listenersOn(its), {})
      assert.equal((its as Duplex & { parser: unknown }).parser, null)
      assert.equal(connections(), 0)
      its.setEncoding('utf8')
      its.write('HTTP/1.1 101 Go\r\n\r\n')
      its.on('data', (chunk) => its.write(`echo ${chunk}`))
    })
    peer.send(GET, `${bytes}first`)
    await peer.expect(/101 Go\r\n\r\n/)
    peer.send('second')
    assert.equal(await peer.expect(/second/), 'echo second')
    assert.deepEqual(told, [true, true, 'first'])
    peer.destroy()
  })
}

test('a slow answer that says close is not cut short by the half of a request behind it', async () => {
  const served = serve(
    (_request, response) => {
      response.setHeader('Connection', 'close')
      response.write('slow')
      setTimeout(() => response.end(' answer'), 250)
    },
    { headersTimeout: 60, requestTimeout: 60, connectionsCheckingInterval: 20 },
  )
  served.peer.send(get('/1'))
  await served.peer.expect(/slow/)
  served.peer.send('GET /2 HTT')
  await turns()
  served.peer.send('P/1.1\r\nHost: a\r\n\r\n')
  assert.match(await served.peer.expect(/0\r\n\r\n$/), / answer/)
})

// --- Back-pressure -----------------------------------------------------------------------------------------------

test('an answer that its client does not read is held back, and drains when it does', async () => {
  const accepted: boolean[] = []
  const drains: string[] = []
  const { peer, server } = serve(
    (_, response) => {
      response.on('drain', () => {
        drains.push('drain')
        response.end()
      })
      while (accepted.at(-1) !== false) accepted.push(response.write('x'.repeat(500)))
    },
    { streamHighWaterMark: 2000 },
  )
  peer.socket.pause()
  peer.send(GET)
  await turns()
  assert.equal(accepted.at(-1), false)
  assert.deepEqual(drains, [])
  peer.socket.resume()
  await peer.expect(/\r\n0\r\n\r\n$/)
  assert.deepEqual(drains, ['drain'])
  server.closeAllConnections()
})

test('what a waiting response writes or sends tells no other response to go on', async () => {
  const { answers, listener } = pending()
  const { peer, server } = serve(listener, { streamHighWaterMark: 2000 })
  peer.socket.pause()
  peer.send(get('/1') + get('/2'))
  await turns()
  let drains = 0
  answers.get('/1')?.on('drain', () => drains++)
  assert.equal(answers.get('/1')?.write('x'.repeat(20_000)), false)
  for (let i = 0; i < 20; i++) {
    answers.get('/2')?.write('x')
    await turns(1)
  }
  assert.equal(drains, 0, 'the socket has taken nothing')
  peer.socket.resume()
  await turns(20)
  assert.equal(drains, 1)
  server.closeAllConnections()
})

test('a request behind an answer that said close is not read, also when another one waits between them', async () => {
  const { answers, listener } = pending()
  const { peer, server } = serve(listener)
  peer.send(get('/1') + get('/2'))
  await turns()
  answers.get('/1')?.writeHead(200, { Connection: 'close' })
  answers.get('/1')?.write('one')
  peer.send(get('/3'))
  await turns()
  assert.deepEqual([...answers.keys()], ['/1', '/2'])
  server.closeAllConnections()
})

for (const [mode, asked] of [
  ['strict', []],
  ['relaxed', ['/up']],
] as const) {
  test(`whether to upgrade is asked of a request that will be processed, and of no other: ${mode}`, async () => {
    const urls: unknown[] = []
    const { peer, server } = serve(
      (_, response) => {
        response.writeHead(200, { Connection: 'close' })
        response.write('one')
      },
      {
        httpValidation: mode,
        shouldUpgradeCallback: ({ url }: IncomingMessage) => {
          urls.push(url)
          return false
        },
      } as ServeOptions,
    )
    peer.send(get('/1'))
    await turns()
    peer.send(UPGRADE)
    await turns()
    assert.deepEqual(urls, asked)
    server.closeAllConnections()
  })
}

test('a client that has half-closed and reads slowly gets an earlier answer whole', async () => {
  const { answers, listener } = pending()
  const { peer, server } = serve(listener, { streamHighWaterMark: 2000 })
  const told: unknown[] = []
  server.on('clientError', (error, socket) => {
    told.push(error)
    socket.destroy()
  })
  peer.socket.pause()
  peer.send(get('/1') + get('/2'))
  await turns()
  const body = 'x'.repeat(100_000)
  answers.get('/1')?.end(Buffer.from(body))
  peer.end()
  await turns()
  answers.get('/2')?.end('two')
  await turns()
  peer.socket.resume()
  await peer.collect({ limit: 1000 })
  assert.deepEqual(told, [])
  assert.equal(peer.received.split('x').length - 1, body.length)
})

// --- The client breaks off ---------------------------------------------------------------------------------------

const breaks: [when: string, bytes: string, events: string[]][] = [
  ['before it sends', '', []],
  ['in a head', 'GET / HTTP/1.1\r\nHos', []],
  [
    'before it has an answer',
    get('/a'),
    ['a request aborted', 'a request error ECONNRESET', 'a request close', 'a response close'],
  ],
  [
    'in a body',
    POST(5).replace('/', '/a'),
    ['a request aborted', 'a request error ECONNRESET', 'a request close', 'a response close'],
  ],
]
for (const [when, bytes, expected] of breaks) {
  test(`a client that breaks off ${when} leaves nothing`, async () => {
    const served = watched(() => {})
    served.peer.send(bytes)
    await turns()
    served.peer.destroy()
    await turns(5)
    served.socket.destroy()
    await turns(5)
    assert.deepEqual([...served.events].sort(), [...expected].sort())
    assert.equal(served.connections(), 0)
  })
}

test('a client that breaks off in an answer leaves nothing', async () => {
  const served = watched((_, response) => void response.write('half'))
  served.peer.send(get('/a'))
  await served.peer.expect(/half/)
  served.peer.destroy()
  await turns(5)
  served.socket.destroy()
  await turns(5)
  assert.ok(served.events.includes('a response close'))
  assert.ok(!served.events.includes('a response finish'))
  assert.equal(served.connections(), 0)
})

test('a client that breaks off behind several requests breaks off all of them', async () => {
  const served = watched(() => {})
  served.peer.send(get('/1') + get('/2') + get('/3'))
  await turns()
  served.socket.destroy()
  await turns(5)
  for (const name of ['1', '2', '3']) {
    assert.ok(served.events.includes(`${name} request error ECONNRESET`), name)
    assert.equal(served.events.filter((event) => event === `${name} response close`).length, 1, name)
  }
  assert.equal(served.connections(), 0)
})

test('a program that puts another request at `req` loses neither: the one that came is dumped, or broken off', async () => {
  const served = watched((request, response) => {
    response.req = { url: 'of the program' } as IncomingMessage
    if (request.url === '/1') response.end('one')
  })
  served.peer.send(`${POST(3).replace('POST /', 'POST /1')}abc${get('/2')}`)
  await served.peer.expect(/one$/)
  served.socket.destroy()
  await turns(5)
  assert.ok(served.events.includes('2 request error ECONNRESET'), String(served.events))
  assert.equal(served.connections(), 0)
})

test('the signal of a request is aborted when its client breaks off', async () => {
  let signal: AbortSignal | undefined
  const served = watched((request) => {
    ;({ signal } = request as IncomingMessage & { signal: AbortSignal })
  })
  served.peer.send(GET)
  await turns()
  assert.equal(signal?.aborted, false)
  served.socket.destroy()
  await turns()
  assert.equal(signal?.aborted, true)
})

test('a client that ends its half gets no answer any more, by default', async () => {
  const { answers, listener } = pending()
  const served = watched(listener)
  served.peer.send(get('/1')).end()
  await assertNothingLeft(served)
  answers.get('/1')?.end('late')
  assert.doesNotMatch(served.peer.received, /late/)
})

test('a client that ends its half gets its answers, where half-open connections are allowed', async () => {
  const { answers, listener } = pending()
  const served = watched(listener)
  served.server.httpAllowHalfOpen = true
  served.peer.send(get('/1') + get('/2')).end()
  await turns()
  answers.get('/1')?.end('one')
  answers.get('/2')?.end('two')
  await assertNothingLeft(served)
  assert.match(served.peer.received, /one[\s\S]*two$/)
})

// --- The server breaks off ---------------------------------------------------------------------------------------

const cuts: [how: string, cut: (request: IncomingMessage, response: ServerResponse) => unknown][] = [
  ['destroys the request', (request) => request.destroy()],
  ['destroys the request with an error', (request) => request.destroy(new Error('why'))],
  ['destroys the response', (_, response) => response.destroy()],
  ['destroys the response with an error', (_, response) => response.destroy(new Error('why'))],
  ['destroys the socket', (request) => request.socket.destroy()],
]
const stages: [when: string, bytes: string, begin: (response: ServerResponse) => unknown][] = [
  ['before it answers', GET, () => {}],
  ['while a body comes', `${POST(5)}ab`, () => {}],
  ['in its answer', GET, (response) => response.write('half')],
]
for (const [how, cut] of cuts) {
  for (const [when, bytes, begin] of stages) {
    test(`a server that ${how} ${when} leaves nothing`, async () => {
      const served = watched((request, response) => {
        begin(response)
        setImmediate(cut, request, response)
      })
      // What a program destroys with an error ends in the error of its socket.
      served.server.on('clientError', () => {})
      served.peer.send(bytes)
      await assertNothingLeft(served)
      assert.ok(!served.events.some((event) => event.endsWith('finish')))
      assert.equal(served.events.filter((event) => event.endsWith('response close')).length, 1)
      assert.equal(served.events.filter((event) => event.endsWith('request close')).length, 1)
    })
  }
}

test('a server that destroys a waiting response ends the connection when its turn comes, not before', async () => {
  const { answers, listener } = pending()
  const served = watched(listener)
  served.peer.send(get('/1') + get('/2'))
  await turns()
  answers.get('/2')?.destroy()
  await turns()
  assert.equal(served.peer.closed, false)
  answers.get('/1')?.end('one')
  await served.peer.gone()
  assert.match(served.peer.received, /one$/)
})

// --- Listeners that throw ----------------------------------------------------------------------------------------

/** Reads the bytes as the socket would, and gives back what the listeners threw. */
function readThrowing({ server }: Served, bytes: string): unknown {
  const [connection] = server[kConnections]
  try {
    connection?.read(Buffer.from(bytes))
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

test('an exception of a listener does not lose the answers before it', async () => {
  const served = watched(({ url }, response) => {
    if (url === '/2') throw new Error('of the listener')
    response.end(url)
  })
  assert.equal(readThrowing(served, get('/1') + get('/2') + get('/3')), 'of the listener')
  await turns()
  assert.match(served.peer.received, /\r\n\r\n\/1$/)
  served.server.closeAllConnections()
})

test('an exception of a listener does not lose an answer that comes later', async () => {
  const { answers, listener } = pending()
  const served = watched((request, response) => {
    if (request.url === '/2') throw new Error('of the listener')
    listener(request, response)
  })
  readThrowing(served, get('/1') + get('/2'))
  answers.get('/1')?.end('one')
  await turns()
  assert.match(served.peer.received, /\r\n\r\none$/)
  served.server.closeAllConnections()
})

for (const event of ['data', 'end']) {
  test(`an exception of a listener of ${event} passes on, and other connections do not notice`, async () => {
    const caught: string[] = []
    const served = watched((request, response) => {
      if (request.method === 'GET') return void response.end('ok')
      request.on(event, () => {
        throw new Error('of the listener')
      })
      request.resume()
    })
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.once('uncaughtException', ({ message }) => caught.push(message))
    const thrown = readThrowing(served, `${POST(3)}abc`)
    await turns()
    for (const listener of listeners) process.on('uncaughtException', listener)
    assert.deepEqual([thrown, ...caught].filter(Boolean), ['of the listener'])
    const { peer } = connectTo(served.server)
    peer.send(GET)
    await peer.expect(/ok$/)
    served.server.closeAllConnections()
  })
}

// --- What programs do with the socket ----------------------------------------------------------------------------

test('bytes that a listener pushes back into the socket are read behind those that are being read', async () => {
  const urls: unknown[] = []
  const { peer, server } = serve(({ url }, response) => {
    const [connection] = server[kConnections]
    urls.push(url)
    if (url === '/1') connection?.read(Buffer.from(get('/3')))
    response.end(url)
  })
  peer.send(get('/1') + get('/2'))
  await peer.expect(/\/3$/)
  assert.deepEqual(urls, ['/1', '/2', '/3'])
  server.closeAllConnections()
})

test('socket.parser shows the request that is being dealt with, and no other', async () => {
  const shown: unknown[] = []
  const { peer, server, socket } = serve((request, response) => {
    shown.push((socket as Duplex & { parser: { incoming: unknown } }).parser.incoming === request)
    response.end('ok')
  })
  peer.send(GET)
  await peer.expect(/ok$/)
  await turns()
  assert.deepEqual(shown, [true])
  assert.equal((socket as Duplex & { parser: { incoming: unknown } }).parser.incoming, null)
  server.closeAllConnections()
})
