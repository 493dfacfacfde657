// The http face of the server: the ways to make one, what it then is, and that it is what a server of the running Node is.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import test from 'node:test'
import { createServer, Server } from '../../src/server/server.ts'
import type { TestServer } from '../support/memory.ts'
import { turns } from '../support/peers.ts'

const listener = () => {}

const ways: [name: string, make: () => unknown][] = [
  ['createServer()', () => createServer()],
  ['createServer(listener)', () => createServer(listener)],
  ['createServer(options, listener)', () => createServer({}, listener)],
  ['createServer(undefined, listener)', () => createServer(undefined, listener)],
  ['new Server()', () => new Server()],
  ['new Server(listener)', () => new Server(listener)],
  ['Server(), called', () => Server()],
  ['Server(listener), called', () => Server(listener)],
]
for (const [name, make] of ways) {
  test(`${name} makes a server`, () => {
    const server = make()
    assert.ok(server instanceof Server)
    assert.ok(server instanceof net.Server)
    assert.deepEqual(server.listeners('request'), name.includes('listener') ? [listener] : [])
  })
}

test('a server can be inherited from in the old way and in the new', () => {
  function Old(this: object): void {
    Server.call(this as never, listener)
  }
  Object.setPrototypeOf(Old.prototype, Server.prototype)
  const old = new (Old as unknown as new () => net.Server)()
  assert.ok(old instanceof Server)
  assert.equal(old.listenerCount('request'), 1)
  class New extends Server {}
  assert.ok(new New() instanceof Server)
})

test('a new server has the properties of a server of Node, with the same values', () => {
  const [server, expected] = [createServer(), http.createServer()] as unknown as Record<string, unknown>[]
  const names = [
    'httpAllowHalfOpen',
    'timeout',
    'maxHeadersCount',
    'maxRequestsPerSocket',
    'headersTimeout',
    'allowHalfOpen',
  ]
  names.push('requestTimeout', 'keepAliveTimeout', 'requireHostHeader', 'noDelay', 'keepAlive', 'keepAliveInitialDelay')
  for (const name of names) assert.equal(server?.[name], expected?.[name], name)
})

test('options of the sockets go to the server of net', () => {
  const options = { noDelay: false, keepAlive: true, keepAliveInitialDelay: 500 }
  const [server, expected] = [createServer(options), http.createServer(options)] as unknown as Record<string, unknown>[]
  for (const name of Object.keys(options)) assert.equal(server?.[name], expected?.[name], name)
})

test('classes of the program take the place of those of requests and responses', () => {
  const server = createServer({ IncomingMessage: class {}, ServerResponse: class {} })
  assert.ok(server instanceof Server)
})

test('setTimeout keeps the time and the listener, and gives back the server', () => {
  const server = createServer() as TestServer
  assert.equal(
    server.setTimeout(7, () => {}),
    server,
  )
  assert.equal(server.timeout, 7)
  assert.equal(server.listenerCount('timeout'), 1)
})

test('a server that was never opened can be closed, and says so', async () => {
  const close = (server: net.Server) =>
    new Promise((resolve) => {
      server.close((error) => resolve((error as NodeJS.ErrnoException | undefined)?.code))
    })
  assert.equal(await close(createServer()), await close(http.createServer()))
})

test('a server listens and closes', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  assert.equal(server.listening, true)
  await new Promise((resolve) => server.close(resolve))
  assert.equal(server.listening, false)
})

test('a rejected promise of a listener of another event than request destroys the socket', async () => {
  const key = (EventEmitter as unknown as { captureRejectionSymbol: symbol }).captureRejectionSymbol
  const server = createServer() as unknown as Record<symbol, (...args: unknown[]) => void>
  const errors: unknown[] = []
  const socket = { destroy: (error: unknown) => errors.push(error) }
  server[key]?.('why', 'connection', socket)
  await turns(1)
  assert.deepEqual(errors, ['why'])
})
