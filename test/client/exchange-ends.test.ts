// Every way in which one of the two can break off an exchange: what is told, once, and that nothing stays open.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { ClientRequest } from '../../src/client/client-request.ts'
import { watched } from '../support/memory.ts'
import { HEAD_END, seen, turns } from '../support/peers.ts'
import { head } from '../support/raw.ts'

// --- The server breaks off ---------------------------------------------------------------------------------------

const HALF = head('HTTP/1.1 200 OK', 'Content-Length: 5')
const reset = ['request error ECONNRESET', 'request close']
const cut = ['request response', 'response aborted', 'response error ECONNRESET', 'response close', 'request close']

const breaks: [when: string, bytes: string, expected: string[]][] = [
  ['before it answers', '', reset],
  ['in a head', 'HTTP/1.1 200 OK\r\nX', reset],
  ['behind an interim response', head('HTTP/1.1 103 x'), ['request information', ...reset]],
  ['in a body', `${HALF}ab`, cut],
  ['in chunks', `${head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')}5\r\nab`, cut],
]
for (const [when, bytes, expected] of breaks) {
  for (const how of ['ends', 'breaks']) {
    test(`a server that ${how} the connection ${when} ends the request with an error`, async () => {
      const { events, peer, request, response, socket } = watched()
      response.then((answer) => answer.on('data', () => {}))
      request.end()
      await peer.expect(HEAD_END)
      peer.send(bytes)
      await turns(5)
      if (how === 'ends') peer.end()
      else socket.destroy()
      await turns(5)
      assert.deepEqual([...events].sort(), ['request finish', ...expected].sort())
      assert.equal(socket.destroyed, true)
      assert.equal(request.destroyed, true)
    })
  }
}

test('an error of the socket is the request’s', async () => {
  const { events, peer, request, socket } = watched()
  request.end()
  await peer.expect(HEAD_END)
  socket.destroy(new Error('why'))
  await turns(5)
  assert.deepEqual(events, ['request finish', 'request error why', 'request close'])
})

// --- The client breaks off ---------------------------------------------------------------------------------------

const ends: [how: string, end: (request: ClientRequest) => unknown, told: string | undefined][] = [
  ['destroy', (request) => request.destroy(), 'request error ECONNRESET'],
  ['destroy with an error', (request) => request.destroy(new Error('why')), 'request error why'],
  ['abort', (request) => request.abort(), undefined],
]
for (const [how, end, told] of ends) {
  test(`${how} before an answer ends the socket`, async () => {
    const { events, peer, request, socket } = watched()
    request.end()
    await peer.expect(HEAD_END)
    end(request)
    await turns(5)
    assert.equal(socket.destroyed, true)
    assert.deepEqual(
      events.filter((event) => event.includes('error')),
      told === undefined ? ['request error ECONNRESET'] : [told],
    )
    assert.equal(events.filter((event) => event === 'request close').length, 1)
  })

  test(`${how} in an answer cuts it`, async () => {
    const { events, peer, request, response, socket } = watched()
    request.end()
    await peer.expect(HEAD_END)
    peer.send(`${HALF}ab`)
    const answer = await response
    end(request)
    await turns(5)
    assert.equal(socket.destroyed, true)
    assert.deepEqual([answer.aborted, answer.complete], [true, false])
    assert.ok(events.includes('response close'))
    assert.equal(events.filter((event) => event === 'request close').length, 1)
  })
}

test('a response that is destroyed ends the socket', async () => {
  const { peer, request, response, socket } = watched()
  request.end()
  await peer.expect(HEAD_END)
  peer.send(`${HALF}ab`)
  ;(await response).destroy()
  await turns(5)
  assert.equal(socket.destroyed, true)
})

test('an error that the program gives is its own, whatever its code', async () => {
  const { peer, request } = watched()
  request.end()
  await peer.expect(HEAD_END)
  const failed = seen<[Error]>(request, 'error')
  const mine = Object.assign(new Error('upstream gone'), { code: 'ECONNRESET' })
  request.destroy(mine)
  const [error] = await failed
  assert.equal(error, mine)
  assert.deepEqual(Object.keys(error), ['code'])
})

test('a hang-up is told once, whatever the rest of the request meets', async () => {
  const { events, peer, request, socket } = watched({ method: 'POST' })
  request.write('a')
  await peer.expect(/a\r\n$/)
  request.once('error', () => socket.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })))
  peer.end()
  await turns(5)
  assert.deepEqual(events, ['request error ECONNRESET', 'request close'])
})
