// The regular end of an exchange: when the socket is free, what is left of the exchange then, and answers that are over
// before their request has left.
import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { Agent } from '../../src/client/agent.ts'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { collect, listening } from '../support/leaving.ts'
import { ask, note } from '../support/memory.ts'
import { HEAD_END, ok, seen, text, turns, until } from '../support/peers.ts'
import { poolOf } from '../support/pools.ts'

test('a socket is let go when answer and request are both over, whichever is last', async () => {
  for (const isRequestLast of [false, true]) {
    const [socket, far] = duplexPair()
    const events: string[] = []
    const agent = {
      protocol: 'http:',
      keepAlive: true,
      addRequest: (its: ClientRequest) => its.onSocket(socket),
    }
    const request = new ClientRequest({ agent: agent as never, method: 'POST', headers: { 'Content-Length': 2 } })
    note(events, request, 'request', 'close')
    note(events, socket, 'socket', 'free')
    request.on('response', (response) => response.resume())
    request.write('a')
    far.resume()
    await turns()
    if (!isRequestLast) request.end('b')
    await turns()
    far.write(ok())
    await turns(5)
    if (isRequestLast) {
      assert.deepEqual(events, [], 'the request is not over')
      request.end('b')
      await turns(5)
    }
    assert.deepEqual(events, ['request close', 'socket free'])
    // What comes before the next request ends it.
    assert.deepEqual(
      ['data', 'close', 'error'].map((name) => socket.listenerCount(name)),
      [1, 0, 0],
    )
  }
})

test('the response of a socket that was let go has no socket', async () => {
  const [socket, far] = duplexPair()
  const agent = { protocol: 'http:', keepAlive: true, addRequest: (its: ClientRequest) => its.onSocket(socket) }
  const request = new ClientRequest({ agent: agent as never })
  request.end()
  far.resume()
  const [response] = await Promise.all([seen(request, 'response'), turns().then(() => far.write(ok()))])
  const [message] = response as [{ resume(): void; socket: unknown }]
  assert.equal(message.socket, socket)
  message.resume()
  await turns(5)
  assert.equal(message.socket, null)
})

test('a request whose connection is not kept ends its socket when the answer was read', async () => {
  const { peer, request, socket } = ask()
  request.on('response', (response) => response.resume()).end()
  await peer.expect(HEAD_END)
  peer.send(ok())
  await turns(5)
  assert.equal(socket.writableEnded, true)
  assert.equal(peer.ended, true)
  peer.end()
  await seen(request, 'close')
})

for (const kind of ['idle', 'upgraded']) {
  test(`a socket that is ${kind} keeps nothing of its exchange alive`, async () => {
    const pool = poolOf({ keepAlive: true })
    const exchange = async (): Promise<WeakRef<object>[]> => {
      const headers = kind === 'upgraded' ? { Connection: 'Upgrade', Upgrade: 'x' } : {}
      const request = new ClientRequest({ agent: pool.agent as never, headers })
      const answered = seen<[IncomingMessage]>(request, kind === 'upgraded' ? 'upgrade' : 'response')
      const closed = seen(request, 'close')
      request.end()
      await pool.peers[0]?.expect(HEAD_END)
      const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'
      pool.peers[0]?.send(kind === 'upgraded' ? switching : ok('hello', 'Connection: keep-alive'))
      const [response] = await answered
      if (kind === 'idle') await text(response)
      await closed
      return [new WeakRef(request), new WeakRef(response)]
    }
    const left = await exchange()
    for (let i = 0; i < 20 && left.some((one) => one.deref() !== undefined); i++) {
      await turns(5)
      collect()
    }
    assert.deepEqual(
      left.map((one) => one.deref() === undefined),
      [true, true],
    )
    assert.equal(pool.sockets[0]?.destroyed, false)
    for (const socket of pool.sockets) socket.destroy()
  })
}

test('the request of an answer that nobody has read to its end closes once, though more comes than was asked for', async () => {
  const pool = poolOf({ keepAlive: true })
  const request = new ClientRequest({ agent: pool.agent as never })
  const events: string[] = []
  note(events, request, 'request', 'close', 'error')
  const answered = seen<[IncomingMessage]>(request, 'response')
  request.end()
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(ok('hello', 'Connection: keep-alive'))
  const [response] = await answered
  await turns()
  pool.peers[0]?.send('what nobody asked for')
  await turns(5)
  assert.equal(await text(response), 'hello')
  await turns(5)
  assert.deepEqual(events, ['request close'])
  assert.equal(pool.sockets[0]?.destroyed, true)
})

test('an upload goes out whole, though its answer is over and more than that comes', async (t) => {
  const HALF = 200_000
  let received = 0
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      setTimeout(() => socket.write('HTTP/1.1 103 x\r\n\r\n'), 20)
    })
    socket.on('data', (bytes) => (received += bytes.length))
  })
  const port = await listening(server)
  const agent = new Agent({ keepAlive: true })
  t.after(() => {
    agent.destroy()
    server.close()
  })
  const headers = { 'Content-Length': 2 * HALF }
  const request = new ClientRequest({ host: '127.0.0.1', port, agent: agent as never, method: 'POST', headers })
  const events: string[] = []
  note(events, request, 'request', 'finish', 'close', 'error')
  const answered = seen<[{ resume(): void }]>(request, 'response')
  const closed = seen(request, 'close')
  request.write('a'.repeat(HALF))
  const [response] = await answered
  response.resume()
  await new Promise((resolve) => setTimeout(resolve, 60))
  const told = new Promise((resolve) => request.end('b'.repeat(HALF), () => resolve('told')))
  assert.equal(await told, 'told')
  await closed
  assert.deepEqual(events, ['request finish', 'request close'])
  await until(() => received > 2 * HALF)
  assert.ok(received > 2 * HALF, `${received} bytes`)
  assert.deepEqual(Object.keys(agent.freeSockets), [])
})
