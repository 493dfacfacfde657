// What the two faces of the server have in common: connections of any stream, deadlines, and how a server closes.
import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import test from 'node:test'
import { connectionListener } from '../../src/server/http-server.ts'
import { kCheckTimer, kConnections } from '../../src/server/server-internals.ts'
import { connectTo, type Served, type ServeOptions, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { GET } from '../support/raw.ts'

/** Long enough for what is due after some ms, however busy the machine is. */
const SOON_MS = 1000

function fast(options: ServeOptions = {}): Served {
  return serve((_, response) => void response.end('ok'), { connectionsCheckingInterval: 5, ...options })
}

test('a stream of any kind can be a connection', async () => {
  const written: string[] = []
  const stream = new Duplex({
    read() {},
    write(chunk, _, done) {
      written.push(String(chunk))
      done()
    },
  })
  const { server } = fast()
  connectionListener.call(server, stream)
  stream.push(GET)
  await turns()
  assert.match(written.join(''), /\r\n\r\nok$/)
  server.closeAllConnections()
})

test('a server of another make can lend its connections', async () => {
  const { server } = fast()
  const bare = Object.create(Object.getPrototypeOf(server)) as typeof server
  Object.assign(bare, { _events: {}, timeout: 0 })
  const [stream] = [new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })]
  connectionListener.call(bare, stream)
  assert.equal(bare[kConnections].size, 1)
  stream.destroy()
  await turns()
  assert.equal(bare[kConnections].size, 0)
})

test('a head that is not complete in time is answered with 408', async () => {
  const { connections, peer } = fast({ headersTimeout: 30, requestTimeout: 0 })
  peer.send('GET / HTTP/1.1\r\nHost')
  assert.equal(await peer.gone(SOON_MS), true)
  assert.match(peer.received, /^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n\r\n$/)
  assert.equal(connections(), 0)
})

test('a connection on which nothing comes is ended like a head that is not complete', async () => {
  const { peer } = fast({ headersTimeout: 30, requestTimeout: 0 })
  assert.equal(await peer.gone(SOON_MS), true)
  assert.match(peer.received, /^HTTP\/1\.1 408 /)
})

test('empty lines are no head, and do not put it off', async () => {
  const { peer } = fast({ headersTimeout: 30, requestTimeout: 0 })
  peer.send('\r\n')
  assert.equal(await peer.gone(SOON_MS), true)
  assert.match(peer.received, /^HTTP\/1\.1 408 /)
})

test('a body that is not complete in time is answered with 408', async () => {
  const { peer } = serve(() => {}, { connectionsCheckingInterval: 5, requestTimeout: 30, headersTimeout: 0 })
  peer.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
  assert.equal(await peer.gone(SOON_MS), true)
  assert.match(peer.received, /^HTTP\/1\.1 408 /)
})

test('who is still sending when the server closes has no more time than before', async () => {
  const { peer, server } = fast({ headersTimeout: 60, requestTimeout: 60 })
  peer.send('GET / HT')
  await turns()
  server.close()
  assert.equal(await peer.gone(SOON_MS), true)
  assert.match(peer.received, /^HTTP\/1\.1 408 /)
  await turns()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const timer = server[kCheckTimer] as NodeJS.Timeout & { _destroyed: boolean }
  assert.equal(timer._destroyed, true, 'nobody is left to be looked at')
  const late = connectTo(server)
  late.peer.send('GET / HT')
  assert.equal(await late.peer.gone(SOON_MS), true, 'a connection that comes by another way is looked at')
})

test('the application is told of a request that took too long, and may answer it', async () => {
  const { peer, server } = fast({ headersTimeout: 30, requestTimeout: 0 })
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Duplex) => socket.end(`mine ${code}`))
  peer.send('GET')
  assert.equal(await peer.expect(/mine/, SOON_MS), 'mine ERR_HTTP_REQUEST_TIMEOUT')
})

test('the time of a request counts from its own beginning', async () => {
  const { peer, server } = fast({ headersTimeout: 60, requestTimeout: 60, keepAliveTimeout: SOON_MS })
  for (let i = 0; i < 4; i++) {
    peer.send(GET)
    await peer.expect(/ok$/)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.equal(peer.closed, false)
  server.closeAllConnections()
})

test('without deadlines nothing is ended', async () => {
  const { peer, server } = fast({ headersTimeout: 0, requestTimeout: 0 })
  peer.send('GET')
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(peer.closed, false)
  server.closeAllConnections()
})

test('closeIdleConnections closes those that wait for a next request, and no others', async () => {
  const { connections, peer, server } = serve(({ url }, response) => {
    if (url !== '/slow') response.end('ok')
  })
  const [slow, half, fresh] = [connectTo(server), connectTo(server), connectTo(server)]
  peer.send(GET)
  slow.peer.send(GET.replace('/', '/slow'))
  half.peer.send('GET / HT')
  await peer.expect(/ok$/)
  server.closeIdleConnections()
  assert.equal(await peer.gone(), true)
  await turns()
  assert.deepEqual([slow.peer.closed, half.peer.closed], [false, false])
  assert.ok(connections() >= 2)
  server.closeAllConnections()
  for (const { peer: one } of [slow, half, fresh]) assert.equal(await one.gone(), true)
  assert.equal(connections(), 0)
})

test('close closes what is idle, and leaves what is being answered', async () => {
  const answers: (() => void)[] = []
  const { peer, server } = serve((_, response) => void answers.push(() => response.end('ok')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  peer.send(GET)
  await turns()
  const closed = new Promise((resolve) => server.close(resolve))
  assert.equal(peer.closed, false)
  answers[0]?.()
  await peer.expect(/ok$/)
  await turns()
  server.closeIdleConnections()
  assert.equal(await peer.gone(), true)
  await closed
})

test('a server is looked after from its first connection on, by a timer that keeps no process', () => {
  const { server } = serve()
  const timer = server[kCheckTimer]
  assert.ok(timer !== undefined)
  assert.equal(timer.hasRef(), false)
  server.emit('listening')
  assert.notEqual(server[kCheckTimer], timer, 'a new one when it listens')
  server.closeAllConnections()
})

test('asyncDispose closes the server', async () => {
  const { server } = serve()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await server[Symbol.asyncDispose]()
  assert.equal(server.listening, false)
  await assert.rejects(server[Symbol.asyncDispose](), { code: 'ERR_SERVER_NOT_RUNNING' })
})

test('a connection gets the time that is set for the server', () => {
  const times: number[] = []
  const { server } = serve()
  server.setTimeout(7)
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  connectionListener.call(server, Object.assign(stream, { setTimeout: (ms: number) => times.push(ms) }))
  assert.deepEqual(times, [7])
  server.closeAllConnections()
})

test('a socket whose time is over is told to request, response and server, and destroyed when nobody listens', async () => {
  const told: string[] = []
  const { peer, server, socket } = serve((request, response) => {
    request.on('timeout', () => told.push('request'))
    response.on('timeout', () => told.push('response'))
  })
  server.on('timeout', () => told.push('server'))
  peer.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n')
  await turns()
  socket.emit('timeout')
  assert.deepEqual(told, ['request', 'response', 'server'])
  assert.equal(socket.destroyed, false)
  const { socket: other } = connectTo(server)
  server.removeAllListeners('timeout')
  other.emit('timeout')
  assert.equal(other.destroyed, true)
  server.closeAllConnections()
})
