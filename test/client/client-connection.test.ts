// One socket of the client and its requests, over a pair of streams: whole exchanges, their events, what is left on the
// socket, answers that are broken or that nobody asked for.
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { RequestOptions } from '../../src/client/request-options.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { ask, listenersOn, watched } from '../support/memory.ts'
import { HEAD_END, ok, seen, text, turns } from '../support/peers.ts'
import { countsOf, poolOf } from '../support/pools.ts'
import { head } from '../support/raw.ts'

const CLOSE = 'Connection: close'

// --- Whole exchanges ---------------------------------------------------------------------------------------------

test('a GET is sent in one piece, and its answer read', async () => {
  const { events, closed, peer, request, response } = watched()
  request.end()
  assert.equal(await peer.expect(HEAD_END), 'GET / HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n')
  peer.send(ok('hello')).end()
  const { headers, httpVersion, statusCode, statusMessage } = await response
  assert.deepEqual([statusCode, statusMessage, httpVersion, headers['content-length']], [200, 'OK', '1.1', '5'])
  assert.equal(await text(await response), 'hello')
  await closed
  assert.deepEqual(events, ['request finish', 'request response', 'response end', 'response close', 'request close'])
})

test('a POST is sent in chunks with trailers, and its answer in chunks with trailers read', async () => {
  const { peer, request, response } = watched({ method: 'POST' })
  request.setHeader('Trailer', 'X-There')
  request.write('abc')
  request.addTrailers({ 'X-There': 'yes' })
  request.end('de')
  assert.match(await peer.expect(/yes\r\n\r\n$/), /3\r\nabc\r\n2\r\nde\r\n0\r\nX-There: yes\r\n\r\n$/)
  peer.send(head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', CLOSE), '3\r\nfgh\r\n0\r\nX-Back: too\r\n\r\n').end()
  const answer = await response
  assert.equal(await text(answer), 'fgh')
  assert.deepEqual({ ...answer.trailers }, { 'x-back': 'too' })
  assert.deepEqual(answer.rawTrailers, ['X-Back', 'too'])
})

const bodyless: [name: string, method: string, answer: string][] = [
  ['HEAD with a length', 'HEAD', head('HTTP/1.1 200 OK', 'Content-Length: 5')],
  ['HEAD with chunks', 'HEAD', head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')],
  ['HEAD without any', 'HEAD', head('HTTP/1.1 200 OK')],
  ['204', 'GET', head('HTTP/1.1 204 No Content')],
  ['304 with a length', 'GET', head('HTTP/1.1 304 Not Modified', 'Content-Length: 5')],
]
for (const [name, method, answer] of bodyless) {
  test(`an answer without a body is over at once: ${name}`, async () => {
    const { closed, peer, request, response } = watched({ method })
    request.end()
    await peer.expect(HEAD_END)
    peer.send(answer)
    assert.equal(await text(await response), '')
    assert.equal((await response).complete, true)
    peer.end()
    await closed
  })
}

test('an answer that comes byte by byte is read', async () => {
  const { peer, request, response } = watched()
  request.end()
  await peer.expect(HEAD_END)
  for (const byte of ok('hello')) {
    peer.send(byte)
    await turns(1)
  }
  peer.end()
  assert.equal(await text(await response), 'hello')
})

test('a body that lasts as long as the connection is read to its end', async () => {
  const { peer, request, response } = watched()
  request.end()
  await peer.expect(HEAD_END)
  peer.send(head('HTTP/1.1 200 OK'), 'hello')
  peer.end(' there')
  assert.equal(await text(await response), 'hello there')
  assert.equal((await response).complete, true)
})

test('interim responses are told before the final one', async () => {
  const { events, peer, request, response } = watched({ method: 'POST', headers: { Expect: '100-continue' } })
  const informed: unknown[] = []
  request.on('information', ({ headers, rawHeaders, statusCode, statusMessage }) => {
    informed.push([statusCode, statusMessage, { ...headers }, rawHeaders])
  })
  request.on('continue', () => request.end('hello'))
  assert.match(await peer.expect(HEAD_END), /Expect: 100-continue/)
  peer.send(head('HTTP/1.1 103 Early Hints', 'Link: <a>'), head('HTTP/1.1 100 Continue'))
  assert.match(await peer.expect(/hello\r\n0\r\n\r\n$/), /^5\r\n/)
  peer.send(ok('fine')).end()
  assert.equal(await text(await response), 'fine')
  assert.deepEqual(informed, [
    [103, 'Early Hints', { link: '<a>' }, ['Link', '<a>']],
    [100, 'Continue', {}, []],
  ])
  const told = ['request information', 'request continue', 'request information', 'request finish', 'request response']
  assert.deepEqual(events.slice(0, 5), told)
})

test('interim responses without end are refused', async () => {
  const { events, peer, request, socket } = watched()
  request.end()
  await peer.expect(HEAD_END)
  peer.send(head('HTTP/1.1 103 x').repeat(LIMITS.maxInformationalResponses.value + 1))
  await turns(5)
  assert.equal(events.filter((event) => event === 'request information').length, LIMITS.maxInformationalResponses.value)
  assert.ok(events.includes('request error HPE_INVALID_STATUS'))
  assert.equal(socket.destroyed, true)
})

test('an answer may come before the request has been sent', async () => {
  const { closed, peer, request, response } = watched({ method: 'POST' })
  request.write('a')
  await peer.expect(/a\r\n$/)
  peer.send(head('HTTP/1.1 413 Too Much', 'Content-Length: 0', CLOSE))
  assert.equal((await response).statusCode, 413)
  assert.equal(await text(await response), '')
  peer.end()
  request.on('error', () => {})
  await closed
})

// --- One socket, one request after another -----------------------------------------------------------------------

test('a kept socket has no listener of ours between two requests, and carries both', async () => {
  const pool = poolOf({ keepAlive: true })
  for (const body of ['one', 'two', 'three']) {
    const { agent } = pool
    const request = new ClientRequest({ agent: agent as never, path: `/${body}` })
    const answered = seen<[IncomingMessage]>(request, 'response')
    request.end()
    assert.match(String(await pool.peers[0]?.expect(HEAD_END)), new RegExp(`^GET /${body} `))
    pool.peers[0]?.send(ok(body, 'Connection: keep-alive'))
    const closed = seen(request, 'close')
    assert.equal(await text((await answered)[0]), body)
    await closed
    await turns()
    const socket = pool.sockets[0] as Duplex & { parser: unknown; _httpMessage: unknown }
    // Those of the agent, and the one that ends a socket on which something comes.
    const agents = { close: 1, data: 1, error: 1, timeout: 1, free: 1, agentRemove: 1 }
    assert.deepEqual(listenersOn(socket), agents)
    assert.deepEqual([socket.parser, socket._httpMessage, request.parser], [null, null, null])
  }
  assert.equal(pool.sockets.length, 1)
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
  pool.agent.destroy()
})

const unasked: [name: string, behind: string, later: string][] = [
  ['a whole answer in the same read', ok(''), ''],
  ['the beginning of an answer in the same read', 'HTT', ''],
  ['a whole answer later', '', ok('')],
  ['a byte later', '', 'H'],
]
for (const [name, behind, later] of unasked) {
  test(`${name}, that nobody asked for, ends the socket (CVE-2026-48931)`, async () => {
    const pool = poolOf({ keepAlive: true })
    const request = new ClientRequest({ agent: pool.agent as never })
    request.on('response', (response) => response.resume()).end()
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(ok('', 'Connection: keep-alive') + behind)
    await turns(5)
    if (later !== '') pool.peers[0]?.send(later)
    await turns(5)
    assert.equal(pool.sockets[0]?.destroyed, true)
    assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
  })
}

test('an answer to HEAD without a length keeps the socket (RFC 9112 §6.3)', async () => {
  const pool = poolOf({ keepAlive: true })
  const request = new ClientRequest({ agent: pool.agent as never, method: 'HEAD' })
  request.on('response', (response) => response.resume()).end()
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(head('HTTP/1.1 200 OK'))
  await turns(5)
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
  pool.agent.destroy()
})

// --- Changes of protocol -----------------------------------------------------------------------------------------

const SWITCHING = head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: x')

test('101 hands over the socket, with what came behind the head', async () => {
  const pool = poolOf({ keepAlive: true })
  const request = new ClientRequest({ agent: pool.agent as never, headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  request.end()
  await pool.peers[0]?.expect(HEAD_END)
  const upgraded = seen<[IncomingMessage, Duplex, Buffer]>(request, 'upgrade')
  const closed = seen(request, 'close')
  pool.peers[0]?.send(`${SWITCHING}first`)
  const [response, socket, first] = await upgraded
  await closed
  assert.deepEqual([response.statusCode, response.upgrade, String(first)], [101, true, 'first'])
  assert.equal(socket, pool.sockets[0])
  assert.deepEqual(listenersOn(socket), {})
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
  socket.write('hello')
  assert.equal(await pool.peers[0]?.expect(/hello/), 'hello')
  pool.peers[0]?.send('echo')
  const [data] = await seen(socket, 'data')
  assert.equal(String(data), 'echo')
  socket.destroy()
})

test('an agreed tunnel hands over the socket, whatever its answer says of a body', async () => {
  const { peer, request } = ask({ method: 'CONNECT', path: 'b:81' })
  request.end()
  assert.match(await peer.expect(HEAD_END), /^CONNECT b:81 HTTP\/1\.1\r\nHost: b:81\r\n/)
  const connected = seen<[IncomingMessage, Duplex, Buffer]>(request, 'connect')
  peer.send(head('HTTP/1.1 200 Go', 'Content-Length: 5'), 'inner')
  const [response, socket, first] = await connected
  const rest = String(first) || String((await seen(socket, 'data'))[0])
  assert.deepEqual([response.statusCode, rest], [200, 'inner'])
  socket.destroy()
})

for (const [name, options, answer] of [
  ['101', { headers: { Connection: 'Upgrade', Upgrade: 'x' } }, SWITCHING],
  ['a tunnel', { method: 'CONNECT', path: 'b:81' }, head('HTTP/1.1 200 Go')],
] as [string, RequestOptions, string][]) {
  test(`${name} that nobody listens for ends the socket`, async () => {
    const { events, peer, request, socket } = watched(options)
    request.end()
    await peer.expect(HEAD_END)
    peer.send(answer)
    await turns(5)
    assert.equal(socket.destroyed, true)
    assert.ok(events.includes('request close'))
  })
}

test('an answer that only looks like an upgrade is an answer like others', async () => {
  const { peer, request, response } = watched({ headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  request.on('upgrade', () => assert.fail('no upgrade'))
  request.end()
  await peer.expect(HEAD_END)
  peer.send(head('HTTP/1.1 200 OK', 'Connection: Upgrade', 'Upgrade: x', 'Content-Length: 2'), 'ok')
  assert.equal(await text(await response), 'ok')
  peer.end()
})

// --- Back-pressure -----------------------------------------------------------------------------------------------

test('a server whose answer nobody reads is held back, and goes on when somebody does', async () => {
  const { peer, request, response, socket } = watched({ streamHighWaterMark: 1000 })
  request.end()
  await peer.expect(HEAD_END)
  const body = 'x'.repeat(100_000)
  peer.send(head('HTTP/1.1 200 OK', `Content-Length: ${body.length}`, CLOSE))
  const answer = await response
  answer.pause()
  answer.on('data', () => {}).pause()
  for (let at = 0; at < body.length; at += 1000) peer.send(body.slice(at, at + 1000))
  await turns(5)
  assert.equal(socket.isPaused(), true)
  assert.ok(answer.readableLength < 5000)
  let received = 0
  answer.on('data', (chunk) => {
    received += chunk.length
  })
  answer.resume()
  await seen(answer, 'end')
  assert.equal(received, body.length)
  peer.end()
})

test('a body that the server does not read is held back, and drains when it does', async () => {
  const { peer, request } = watched({ method: 'POST', streamHighWaterMark: 1000 })
  peer.socket.pause()
  request.on('error', () => {})
  await seen(request, 'socket')
  const accepted: boolean[] = []
  while (accepted.at(-1) !== false && accepted.length < 100) accepted.push(request.write('x'.repeat(500)))
  assert.equal(accepted.at(-1), false)
  assert.equal(request.writableNeedDrain, true)
  const drained = seen(request, 'drain')
  peer.socket.resume()
  await drained
  assert.equal(request.writableNeedDrain, false)
  request.destroy()
})

// --- Broken answers --------------------------------------------------------------------------------------------------

test('a broken answer is told with its bytes, and ends the socket', async () => {
  const { peer, request, socket } = watched()
  request.end()
  await peer.expect(HEAD_END)
  const failed = seen<[Error & { code: string; bytesParsed: number; rawPacket: Buffer }]>(request, 'error')
  peer.send('HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n')
  const [{ bytesParsed, code, rawPacket }] = await failed
  assert.deepEqual(
    [code, bytesParsed, String(rawPacket)],
    ['HPE_INVALID_HEADER_TOKEN', 18, 'HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n'],
  )
  await turns(5)
  assert.equal(socket.destroyed, true)
})

test('what breaks behind the head is told as well', async () => {
  const { events, peer, request, response } = watched()
  response.then((answer) => answer.resume())
  request.end()
  await peer.expect(HEAD_END)
  peer.send(head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), '1\r\na\r\nx\r\n')
  await turns(5)
  assert.ok(events.includes('request error HPE_INVALID_CHUNK_SIZE'))
  assert.ok(events.includes('response aborted'))
  assert.ok(events.includes('request close'))
})

// --- Listeners --------------------------------------------------------------------------------------------------------

test('an answer that nobody listens for is read and let go', async () => {
  const { closed, peer, request, socket } = ask()
  request.end()
  await peer.expect(HEAD_END)
  peer.send(ok('hello'))
  await turns(5)
  assert.equal(socket.writableEnded, true)
  peer.end()
  await closed
})

// --- Listeners that throw, and contexts --------------------------------------------------------------------------

test('an exception of a listener of the response passes on, and the socket still ends', async () => {
  const { peer, request, socket } = watched()
  const caught: string[] = []
  request.on('response', (response) => {
    response.resume()
    throw new Error('of the listener')
  })
  request.end()
  await peer.expect(HEAD_END)
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', ({ message }) => caught.push(message))
  try {
    peer.send(ok('hello'))
  } catch (error) {
    caught.push((error as Error).message)
  }
  await turns()
  process.removeAllListeners('uncaughtException')
  for (const listener of listeners) process.on('uncaughtException', listener)
  assert.deepEqual(caught, ['of the listener'])
  socket.destroy()
  await turns()
  assert.equal(request.destroyed, true)
})

test('a response is told in the context of who made the request, also on a kept socket', async () => {
  const storage = new AsyncLocalStorage<string>()
  const pool = poolOf({ keepAlive: true })
  const stores: unknown[] = []
  for (const name of ['first', 'second']) {
    const request = storage.run(name, () => new ClientRequest({ agent: pool.agent as never }))
    request.on('response', (response) => {
      stores.push(storage.getStore())
      response.on('data', () => stores.push(storage.getStore()))
    })
    const closed = seen(request, 'close')
    request.end()
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(ok('x', 'Connection: keep-alive'))
    await closed
    await turns()
  }
  assert.deepEqual(stores, ['first', 'first', 'second', 'second'])
  pool.agent.destroy()
})
