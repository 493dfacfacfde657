// The listeners of exchanges on their socket: passed from one to the next where a request waits, taken off where somebody
// may look, and deaf between two requests.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { listenersOn } from '../support/memory.ts'
import { HEAD_END, ok, seen, text, turns } from '../support/peers.ts'
import { countsOf, type Pool, poolOf, requestOf } from '../support/pools.ts'

const KEPT = 'Connection: keep-alive'

/** One request on a connection, and one that waits for it. */
function two(): { pool: Pool; first: ClientRequest; second: ClientRequest } {
  const pool = poolOf({ keepAlive: true, maxSockets: 1 })
  return { pool, first: requestOf(pool, { path: '/first' }), second: requestOf(pool, { path: '/second' }) }
}

async function answerOne({ peers }: Pool, body = ''): Promise<string> {
  const asked = String(await peers[0]?.expect(HEAD_END))
  peers[0]?.send(ok(body, KEPT))
  return asked
}

test('a socket that goes from hand to hand has each listener once, whoever has it', async () => {
  const { pool, first, second } = two()
  const third = requestOf(pool, { path: '/third' })
  const counts: unknown[] = []
  for (const request of [first, second, third]) {
    request.on('socket', (socket) => counts.push(listenersOn(socket as never)))
  }
  for (const path of ['first', 'second', 'third']) assert.match(await answerOne(pool), new RegExp(`^GET /${path} `))
  await seen(third, 'close')
  await turns()
  const [one, ...others] = counts
  assert.deepEqual(one, { data: 1, end: 1, close: 2, error: 1, drain: 1, timeout: 1, free: 1, agentRemove: 1 })
  assert.deepEqual(others, [one, one])
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
  pool.agent.destroy()
})

test('who listens for `free` finds none of them, also where a request waits', async () => {
  for (const listens of ['socket', 'agent'] as const) {
    const { pool, first, second } = two()
    const counts: unknown[] = []
    const note = () => counts.push(listenersOn(pool.sockets[0] as never))
    if (listens === 'agent') pool.agent.on('free', note)
    else first.once('socket', (socket) => socket.on('free', note))
    await answerOne(pool)
    await answerOne(pool)
    await seen(second, 'close')
    await turns()
    const agents = { close: 1, timeout: 1, agentRemove: 1, free: listens === 'socket' ? 2 : 1 }
    assert.deepEqual(counts[0], agents)
    pool.agent.destroy()
  }
})

test('a request of the built-in class that waits for the socket finds none of them', async () => {
  const pool = poolOf({ keepAlive: true, maxSockets: 1 })
  const first = requestOf(pool, { path: '/first' })
  const second = http.get({ host: 'a', path: '/second', agent: pool.agent as never })
  const answered = seen<[IncomingMessage]>(second, 'response')
  first.on('error', assert.fail)
  await answerOne(pool)
  assert.match(await answerOne(pool, 'hello'), /^GET \/second /)
  assert.equal(await text((await answered)[0]), 'hello')
  pool.agent.destroy()
})

for (const [name, disturb] of [
  ['a byte', (pool: Pool) => pool.sockets[0]?.push('H')],
  ['an error', (pool: Pool) => pool.sockets[0]?.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
] as const) {
  test(`${name} between two requests is told to the one that gets the socket, and not to the one before`, async () => {
    const { pool, first, second } = two()
    const told: unknown[] = []
    first.on('error', () => told.push('first'))
    second.on('error', (error: NodeJS.ErrnoException) => told.push(error.code))
    // Behind the listener that gives the socket away, and before the next request has it.
    first.on('close', () => process.nextTick(disturb, pool))
    await answerOne(pool)
    await seen(second, 'close')
    await turns()
    assert.deepEqual(told, ['ECONNRESET'])
    assert.equal(pool.sockets[0]?.destroyed, true)
    pool.agent.destroy()
  })
}

test('a request that is still being sent when its answer is over hears of `drain`', async () => {
  const pool = poolOf({ keepAlive: true })
  const request = new ClientRequest({ agent: pool.agent as never, method: 'POST' })
  const answered = seen<[IncomingMessage]>(request, 'response')
  await seen(request, 'socket')
  const [peer] = pool.peers
  peer?.socket.pause()
  while (request.write('x'.repeat(10_000)));
  const drained = seen(request, 'drain')
  peer?.send(ok('early', KEPT))
  assert.equal(await text((await answered)[0]), 'early')
  await turns()
  peer?.socket.resume()
  await drained
  request.end()
  await seen(request, 'close')
  assert.match(String(peer?.received), /\r\n0\r\n\r\n$/)
  await turns()
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
  pool.agent.destroy()
})
