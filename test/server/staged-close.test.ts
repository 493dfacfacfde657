// The end of a connection whose client still sends: it gets to read the answer, and is not waited for for ever.
import assert from 'node:assert/strict'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { nowMs } from '../../src/node/clock.ts'
import type { HttpServer, RequestListener } from '../../src/server/http-server.ts'
import { kConnections } from '../../src/server/server-internals.ts'
import { serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { connectRaw, GET, GET_CLOSE, head } from '../support/raw.ts'

const UPLOAD = head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 20000000')
const tooLarge: RequestListener = (_, response) => {
  response.writeHead(413, { Connection: 'close' })
  response.end('too large')
}

async function listenOn(server: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

function closeServer(server: HttpServer): Promise<void> {
  for (const { socket } of server[kConnections]) socket.destroy()
  return new Promise((resolve) => server.close(() => resolve()))
}

for (const [what, first, status] of [
  ['an upload that is answered with 413 and close', UPLOAD, 413],
  ['a head that never ends', 'GET / HTTP/1.1\r\nX: ', 431],
  ['a body that is no body', head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'), 400],
  ['pipelined requests behind one that closes', GET_CLOSE.replace('GET', 'PUT'), 413],
] as const) {
  test(`the answer is read, however much is still sent: ${what}`, async () => {
    const server = nethttp.createServer((request, response) => {
      if (request.headers['transfer-encoding']) request.on('error', () => {}).resume()
      else tooLarge(request, response as never)
    })
    const port = await listenOn(server)
    for (let i = 0; i < 5; i++) {
      const peer = await connectRaw(port)
      const errors: string[] = []
      peer.socket.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(String(code)))
      peer.send(first)
      const piece = Buffer.alloc(65_536, 'z')
      for (let sent = 0; sent < 18_000_000; sent += piece.length) peer.send(piece)
      await peer.gone()
      assert.match(peer.received, new RegExp(`^HTTP/1.1 ${status} `), errors.join())
    }
    await closeServer(server)
  })
}

test('a client that never closes is gone after a while, and what it sends is dropped', async () => {
  const { connections, peer, server, socket } = serve(tooLarge)
  let told = 0
  server.on('clientError', () => told++)
  const beganAt = nowMs()
  peer.send(UPLOAD)
  const timer = setInterval(() => peer.socket.writable && peer.send('x'.repeat(1000)), 20)
  await peer.collect({ until: /too large$/ })
  assert.equal(connections(), 1)
  server.closeIdleConnections()
  await turns()
  assert.equal(socket.destroyed, false, 'it is not idle')
  await peer.gone(4000)
  clearInterval(timer)
  assert.equal(connections(), 0)
  assert.ok(nowMs() - beganAt > 1900)
  assert.equal(told, 0)
})

test('a client that closes is not waited for', async () => {
  const { connections, peer } = serve(tooLarge)
  const beganAt = nowMs()
  peer.send(UPLOAD)
  await peer.collect()
  peer.end()
  await peer.gone()
  assert.equal(connections(), 0)
  assert.ok(nowMs() - beganAt < 1000)
})

test('a client that has nothing more to send is not waited for', async () => {
  const server = nethttp.createServer(tooLarge)
  const target = { port: await listenOn(server), host: '127.0.0.1', allowHalfOpen: true }
  const peer = await connectRaw(target)
  const beganAt = nowMs()
  peer.send(GET_CLOSE)
  await peer.collect()
  while (server[kConnections].size > 0 && nowMs() - beganAt < 1000) await turns(1)
  assert.equal(server[kConnections].size, 0)
  peer.destroy()
  await closeServer(server)
})

test('a program that listens on the socket hears why a message was refused', async () => {
  const { peer, socket } = serve(() => {})
  const heard: unknown[] = []
  socket.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code))
  peer.socket.on('end', () => peer.end())
  peer.send('rubbish\r\n\r\n')
  await peer.gone()
  assert.deepEqual(heard, ['HPE_INVALID_METHOD'])
})

test('requests without an answer are held back from a limit on, and go on as answers leave', async () => {
  const answers: (() => void)[] = []
  let most = 0
  const { peer, server, socket } = serve((_, response) => {
    answers.push(() => response.end('x'))
    most = Math.max(most, answers.length)
  })
  const all = 5000
  for (let i = 0; i < all; i += 100) peer.send(GET.repeat(100))
  await turns(20)
  assert.ok((socket as Duplex).isPaused())
  assert.ok(most >= 1000 && most < 2000, `${most}`)
  let answered = 0
  const deadline = nowMs() + 3000
  while (answered < all && nowMs() < deadline) {
    for (const answer of answers.splice(0)) {
      answer()
      answered++
    }
    await turns(1)
  }
  assert.equal(answered, all)
  server.closeAllConnections()
})
