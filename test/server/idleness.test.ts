// Connections between two requests: when they count as idle, and for how long they may be.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type Served, type ServeOptions, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { GET } from '../support/raw.ts'

/** Long enough for what is due after some ms, however busy the machine is. */
const SOON_MS = 1000

function fast(options: ServeOptions = {}): Served {
  return serve((_, response) => void response.end('ok'), { connectionsCheckingInterval: 5, ...options })
}

test('a connection that is idle for too long is closed without a word', async () => {
  const { connections, peer } = fast({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 })
  const startedMs = performance.now()
  peer.send(GET)
  await peer.expect(/ok$/)
  assert.equal(await peer.gone(SOON_MS), true)
  assert.ok(performance.now() - startedMs >= 28)
  assert.equal(peer.received, '')
  assert.equal(connections(), 0)
})

test('a connection is idle again behind empty lines', async () => {
  const { peer } = fast({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 })
  peer.send(GET)
  await peer.expect(/ok$/)
  peer.send('\r\n')
  assert.equal(await peer.gone(SOON_MS), true)
})

test('a connection is idle when the body has come that its answer did not wait for', async () => {
  const { peer } = fast({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 })
  peer.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n')
  await peer.expect(/ok$/)
  for (const byte of 'abc') {
    peer.send(byte)
    await turns()
  }
  assert.equal(await peer.gone(SOON_MS), true)
})

test('the time of idleness ends with the next request', async () => {
  const { peer, server } = serve((_, response) => void setTimeout(() => response.end('ok'), 60), {
    keepAliveTimeout: 20,
    keepAliveTimeoutBuffer: 0,
  })
  for (let i = 0; i < 2; i++) {
    peer.send(GET)
    await peer.expect(/ok$/, SOON_MS)
  }
  server.closeAllConnections()
})

test('the client is told how long it may be idle, not with what buffer', async () => {
  const { peer, server } = fast({ keepAliveTimeout: 7900 })
  peer.send(GET)
  assert.match(await peer.expect(/ok$/), /\r\nKeep-Alive: timeout=7\r\n/)
  server.closeAllConnections()
})

test('a keep-alive time of zero keeps connections for ever', async () => {
  const { peer, server } = fast({ keepAliveTimeout: 0 })
  peer.send(GET)
  assert.doesNotMatch(await peer.expect(/ok$/), /Keep-Alive:/)
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(peer.closed, false)
  server.closeAllConnections()
})
