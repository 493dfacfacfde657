// When a request, its response and its socket hear of time.
import assert from 'node:assert/strict'
import test from 'node:test'
import { startTimeout } from '../../src/client/request-timeouts.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { ask, note } from '../support/memory.ts'
import { HEAD_END, ok, turns } from '../support/peers.ts'
import { poolOf, requestOf } from '../support/pools.ts'

test('a time for a socket that is not connected waits for that', () => {
  const times: number[] = []
  const [socket] = duplexPair()
  Object.assign(socket, { connecting: true, setTimeout: (ms: number) => times.push(ms) })
  startTimeout(socket as never, 7)
  assert.deepEqual(times, [])
  socket.emit('connect')
  assert.deepEqual(times, [7])
})

test('a silent socket is told to the request, and to its response once that is there', async () => {
  const { peer, request, socket } = ask({ timeout: 1000 })
  const events: string[] = []
  note(events, request, 'request', 'timeout')
  request.on('response', (response) => note(events, response, 'response', 'timeout')).end()
  await peer.expect(HEAD_END)
  socket.emit('timeout')
  assert.deepEqual(events, ['request timeout'])
  peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na')
  await turns(5)
  socket.emit('timeout')
  assert.deepEqual(events, ['request timeout', 'response timeout'])
  request.on('error', () => {}).destroy()
})

test('a request that waited for a socket has the time of the agent on it', async () => {
  const pool = poolOf({ keepAlive: true, maxSockets: 1, timeout: 9000 })
  const first = requestOf(pool)
  const second = requestOf(pool)
  await turns()
  const socket = pool.sockets[0] as unknown as { timeout?: number; setTimeout(ms: number): void }
  const times: number[] = []
  socket.setTimeout = (ms) => {
    times.push(ms)
    socket.timeout = ms
  }
  first.on('response', (response) => response.resume())
  pool.peers[0]?.send(ok('', 'Connection: keep-alive'))
  await turns(5)
  assert.equal(second.socket, socket)
  assert.equal(times.at(-1), 9000)
  pool.agent.destroy()
})
