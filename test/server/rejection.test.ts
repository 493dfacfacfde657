// What becomes of a request whose listener rejects: 500 while it can be, else the end of the connection.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { RequestListener } from '../../src/server/http-server.ts'
import { closeOnRejection } from '../../src/server/rejection.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { serve } from '../support/memory.ts'
import { GET } from '../support/raw.ts'

/** Answers with `prepare`, and then as if the listener's promise was rejected. */
function rejecting(prepare: (response: ServerResponse) => void): RequestListener {
  return (request, response) => {
    prepare(response)
    closeOnRejection.call(undefined as never, new Error('why'), 'request', request, response)
  }
}

test('a request that was not answered is answered with 500, without the fields that were set', async () => {
  const { peer, server } = serve(rejecting((response) => response.setHeader('X', 'y')))
  peer.send(GET)
  const answer = await peer.expect(/\r\n\r\nInternal Server Error/)
  assert.match(answer, /^HTTP\/1\.1 500 Internal Server Error\r\n/)
  assert.doesNotMatch(answer, /X: y/)
  server.closeAllConnections()
})

test('a request whose answer has begun loses its connection', async () => {
  const { peer, connections } = serve(rejecting((response) => response.write('a')))
  peer.send(GET)
  assert.equal(await peer.gone(), true)
  assert.doesNotMatch(peer.received, /500/)
  assert.equal(connections(), 0)
})

test('an answer that is complete reaches its client or ends with the connection', async () => {
  const { peer } = serve(rejecting((response) => void response.end('all')))
  peer.send(GET)
  assert.equal(await peer.gone(), true)
  assert.doesNotMatch(peer.received, /500/)
})

test('a rejection elsewhere destroys the socket that is at hand', () => {
  const errors: unknown[] = []
  closeOnRejection.call(undefined as never, 'why' as never, 'upgrade', {
    destroy: (error: unknown) => errors.push(error),
  })
  closeOnRejection.call(undefined as never, 'why' as never, 'listening')
  assert.deepEqual(errors, ['why'])
})
