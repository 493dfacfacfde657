// How a request comes by a socket, and lets go of it: every way a connection can be made, late or not at all.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { SocketCallback } from '../../src/client/request-options.ts'
import '../../src/client/requests.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { note } from '../support/memory.ts'
import { seen, turns } from '../support/peers.ts'

type Create = (options: Record<string, unknown>, callback: SocketCallback) => Duplex | null | undefined

function requestBy(createConnection: Create, options: object = {}): ClientRequest {
  return new ClientRequest({ createConnection: createConnection as never, host: 'a', ...options })
}

const ways: [name: string, create: (socket: Duplex) => Create][] = [
  ['given back', (socket) => () => socket],
  ['called back at once', (socket) => (_, callback) => void callback(null, socket)],
  ['called back later', (socket) => (_, callback) => void setImmediate(callback, null, socket)],
  [
    'given back and called back',
    (socket) => (_, callback) => {
      setImmediate(callback, null, socket)
      return socket
    },
  ],
]
for (const [name, create] of ways) {
  test(`a socket that is ${name} is the request’s`, async () => {
    const [socket] = duplexPair()
    const request = requestBy(create(socket))
    const sockets: unknown[] = []
    request.on('socket', (its) => sockets.push(its)).on('error', () => {})
    await turns(5)
    assert.equal(sockets.length, 1)
    assert.equal(sockets[0], socket)
    request.destroy()
  })
}

const failures: [name: string, create: Create][] = [
  [
    'throws',
    () => {
      throw new Error('why')
    },
  ],
  ['calls back with an error', (_, callback) => void callback(new Error('why'))],
  ['calls back with an error, later', (_, callback) => void setImmediate(callback, new Error('why'))],
  [
    'calls back with several errors',
    (_, callback) => {
      callback(new Error('why'))
      callback(new Error('again'))
      return null
    },
  ],
]
for (const [name, create] of failures) {
  test(`a request whose createConnection ${name} fails, once`, async () => {
    const events: string[] = []
    const request = requestBy(create)
    note(events, request, 'request', 'error', 'socket')
    await turns(5)
    assert.deepEqual(events, ['request error why'])
  })
}

test('what is asked of a connection is what the request was given', async () => {
  let asked: Record<string, unknown> = {}
  const request = requestBy(
    (options) => {
      asked = options
      return null
    },
    { port: 81, path: '/x', localAddress: 'b', family: 6, own: 1, signal: new AbortController().signal },
  )
  const { family, host, localAddress, own, path, port, signal } = asked
  assert.deepEqual([host, port, localAddress, family, own], ['a', 81, 'b', 6, 1])
  assert.equal(path, undefined, 'the path of a socket of the system')
  assert.equal(signal, undefined, 'the request itself obeys the signal')
  request.on('error', () => {}).destroy()
})

test('a path of a socket of the system goes to the connection', () => {
  let path: unknown
  const request = requestBy(
    (options) => {
      path = options.path
      return null
    },
    { socketPath: '/tmp/x' },
  )
  assert.equal(path, '/tmp/x')
  request.on('error', () => {}).destroy()
})

test('a socket that comes to a request that was destroyed is destroyed', async () => {
  const [socket] = duplexPair()
  const events: string[] = []
  const request = requestBy((_, callback) => void setImmediate(callback, null, socket))
  note(events, request, 'request', 'error', 'close', 'socket')
  request.destroy()
  await turns(5)
  assert.equal(socket.destroyed, true)
  assert.deepEqual(events, ['request error ECONNRESET', 'request close'])
})

test('a socket of an agent that comes too late goes to somebody else', async () => {
  const [socket] = duplexPair()
  const freed: unknown[] = []
  socket.on('free', () => freed.push('free'))
  const agent = {
    protocol: 'http:',
    addRequest: (request: ClientRequest) => void setImmediate(() => request.onSocket(socket)),
  }
  const request = new ClientRequest({ agent })
  const closed = seen(request, 'close')
  request.on('error', () => {}).destroy()
  await closed
  assert.deepEqual([freed, socket.destroyed], [['free'], false])
})

test('an agent may give no socket but an error', async () => {
  const agent = { protocol: 'http:', addRequest: (its: ClientRequest) => its.onSocket(undefined, new Error('why')) }
  const events: string[] = []
  const request = new ClientRequest({ agent: agent as never })
  note(events, request, 'request', 'error', 'close')
  await turns(5)
  assert.deepEqual(events, ['request error why', 'request close'])
})
