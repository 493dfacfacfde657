// Heads that come in many small pieces: they are read in few, nothing is lost, and nobody else waits.
import assert from 'node:assert/strict'
import net from 'node:net'
import test, { type TestContext } from 'node:test'
import tls from 'node:tls'
import { LIMITS } from '../../src/protocol/limits.ts'
import { canRest, restFromReading } from '../../src/server/dribbled-heads.ts'
import type { ServerConnection } from '../../src/server/server-connection.ts'
import { kConnection } from '../../src/server/server-internals.ts'
import { serve } from '../support/memory.ts'
import { type NetPeers, netPeers } from '../support/net-peers.ts'
import { pause, seen, turns, until } from '../support/peers.ts'

const PATH = `/${'x'.repeat(200)}`
const HEAD = `POST ${PATH} HTTP/1.1\r\nHost: a\r\nX-Long: ${'y'.repeat(200)}\r\nContent-Length: 5\r\n\r\n`
const REQUEST = `${HEAD}hello`

/** `reads` says how often something was read from the connection. */
async function connect(t: TestContext, isSecure = false): Promise<NetPeers & { reads(): number }> {
  const peers = await netPeers(t, isSecure)
  const { push } = peers.socket
  let reads = 0
  peers.socket.push = function (bytes: unknown, encoding?: BufferEncoding) {
    reads++
    return push.call(this, bytes, encoding)
  }
  return { ...peers, reads: () => reads }
}

/** Each byte in a turn of its own. */
async function dribble(client: net.Socket, text: string): Promise<void> {
  for (const character of text) {
    client.write(character)
    await turns(1)
  }
}

for (const isSecure of [false, true]) {
  test(`over ${isSecure ? 'tls' : 'net, in few reads,'} a head that comes byte by byte is read whole`, async (t) => {
    const peers = await connect(t, isSecure)
    await dribble(peers.client, HEAD)
    peers.client.write('hello')
    await until(() => peers.answers() === 1)
    assert.deepEqual(peers.requests, [`POST ${PATH} hello`])
    assert.equal(peers.headers[0]['x-long'], 'y'.repeat(200))
    // Records of TLS cannot be gathered.
    assert.ok(isSecure || peers.reads() < HEAD.length / 2, `${peers.reads()} reads of ${HEAD.length} bytes`)
    await dribble(peers.client, REQUEST)
    peers.client.write(REQUEST)
    await until(() => peers.answers() === 3)
    assert.equal(peers.requests.length, 3)
  })
}

test('whoever listens as well hears each byte, in order', async (t) => {
  const peers = await connect(t)
  let heard = ''
  await dribble(peers.client, HEAD.slice(0, 100))
  peers.socket.on('data', (bytes) => {
    heard += bytes
  })
  await pause(5)
  const before = heard.length
  await dribble(peers.client, REQUEST.slice(100))
  await until(() => peers.answers() === 1)
  assert.ok(before < 100 && REQUEST.endsWith(heard) && heard.length >= REQUEST.length - 100, heard)
  assert.equal(peers.requests.length, 1)
})

test('a socket that the program pauses meanwhile waits for it, and nothing is lost', async (t) => {
  const peers = await connect(t)
  await dribble(peers.client, HEAD.slice(0, 100))
  peers.socket.pause()
  await dribble(peers.client, REQUEST.slice(100))
  await pause(5)
  assert.deepEqual(peers.requests, [])
  peers.socket.resume()
  await until(() => peers.answers() === 1)
  assert.deepEqual(peers.requests, [`POST ${PATH} hello`])
})

test('a client that goes away meanwhile is noticed', async (t) => {
  const peers = await connect(t)
  const closed = seen(peers.socket, 'close')
  await dribble(peers.client, HEAD.slice(0, 100))
  peers.client.destroy()
  await closed
  assert.deepEqual(peers.requests, [])
})

test('a socket of tls does not rest', () => {
  const socket = new net.Socket()
  assert.equal(canRest(socket), true)
  assert.equal(canRest(new tls.TLSSocket(socket)), false)
  socket.destroy()
})

test('a socket that is gone when its rest is over is left alone', async () => {
  const socket = new net.Socket()
  restFromReading(socket)
  socket.destroy()
  await pause(5)
  assert.equal(socket.destroyed, true)
})

test('few pieces are nothing to rest for; the count begins anew with each head', async () => {
  const { peer, server, socket } = serve((_request, response) => response.end())
  const connection = (socket as unknown as { [kConnection]: ServerConnection })[kConnection]
  const most = LIMITS.maxHeadPieces.value
  const request = `GET /${'x'.repeat(most)} HTTP/1.1\r\nHost: a\r\n\r\n`
  const found: boolean[] = []
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < most; i++) {
      found.push(connection.isDribbled)
      peer.send(request[i])
      await turns()
    }
    found.push(connection.isDribbled)
    peer.send(request.slice(most))
    await turns()
  }
  const expected = [...Array(most).fill(false), true]
  assert.deepEqual(found, [...expected, ...expected])
  server.closeAllConnections()
})
