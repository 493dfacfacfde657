// The listeners of a connection on its socket: there while it reads, gone when it lets go, and harmless meanwhile.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { kConnection, kConnections } from '../../src/server/server-internals.ts'
import { attachSocket, releaseSocket } from '../../src/server/socket-listeners.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { listenersOn, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'

interface Marked {
  parser: unknown
  server: unknown
  _httpMessage: unknown
}

test('a socket that is attached has the listeners and marks of its connection', () => {
  const { server, socket } = serve()
  const [connection] = server[kConnections]
  const marked = socket as Duplex & Marked & { [kConnection]: unknown }
  assert.deepEqual(listenersOn(socket), { data: 1, end: 1, close: 2, error: 1, drain: 1, timeout: 1 })
  assert.deepEqual([marked.parser, marked.server, marked._httpMessage], [connection, server, null])
  assert.equal(marked[kConnection], connection)
  server.closeAllConnections()
})

test('a socket that is released has none of the listeners, and its own setEncoding again', () => {
  const { server, socket } = serve()
  assert.throws(() => socket.setEncoding('utf8'), { code: 'ERR_HTTP_SOCKET_ENCODING' })
  releaseSocket(socket as never)
  assert.deepEqual(listenersOn(socket), {})
  assert.equal((socket as Duplex & Marked).parser, null)
  assert.equal(Object.hasOwn(socket, 'setEncoding'), false)
  socket.setEncoding('utf8')
  server.closeAllConnections()
})

test('listeners of the program stay where they are', () => {
  const [socket] = duplexPair()
  socket.on('data', () => {})
  socket.on('close', () => {})
  const { server } = serve()
  server.emit('connection', socket)
  releaseSocket(socket as never)
  assert.deepEqual(listenersOn(socket), { data: 1, close: 1 })
  server.closeAllConnections()
})

test('a socket can be attached again after it was released', () => {
  const { server, socket } = serve()
  const [connection] = server[kConnections]
  releaseSocket(socket as never)
  attachSocket(connection as never)
  assert.equal(socket.listenerCount('data'), 1)
  server.closeAllConnections()
})

test('the listeners of close do no harm when they are called for something else', async () => {
  const { connections, server, socket } = serve()
  for (const listener of socket.listeners('close')) listener.call({} as never)
  assert.equal(connections(), 1)
  socket.destroy()
  await turns()
  assert.equal(connections(), 0)
  for (const listener of socket.listeners('close')) listener.call(socket as never)
  server.closeAllConnections()
})
