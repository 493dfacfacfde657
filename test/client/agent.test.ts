// The agent: which socket a request gets, which sockets are kept, and that its books are right whatever happens.
import assert from 'node:assert/strict'
import http from 'node:http'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { Agent } from '../../src/client/agent.ts'
import { ClientRequest } from '../../src/client/client-request.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import '../support/memory.ts'
import { HEAD_END, ok, seen, turns } from '../support/peers.ts'
import { countsOf, poolOf, requestOf } from '../support/pools.ts'
import { here } from '../support/socketless.ts'

const OK = ok('', 'Connection: keep-alive')

test('a new agent has the properties of an agent of Node, with the same values', () => {
  for (const options of [undefined, {}, { keepAlive: true, maxSockets: 3, timeout: 7, scheduling: 'fifo' as const }]) {
    const [agent, expected] = [new Agent(options), new http.Agent(options)] as unknown as Record<string, unknown>[]
    const names = [
      'defaultPort',
      'protocol',
      'keepAliveMsecs',
      'keepAlive',
      'maxSockets',
      'maxFreeSockets',
      'scheduling',
    ]
    names.push('maxTotalSockets', 'totalSocketCount', 'requests', 'sockets', 'freeSockets')
    for (const name of names) assert.deepEqual(agent?.[name], expected?.[name], name)
    assert.deepEqual({ ...(agent?.options as object) }, { ...(expected?.options as object) })
  }
})

test('an agent can be called, constructed and extended', () => {
  assert.ok(Agent() instanceof Agent)
  class More extends Agent {}
  assert.ok(new More() instanceof Agent)
  assert.equal(Agent.defaultMaxSockets, Number.POSITIVE_INFINITY)
})

test('a request gets a socket that is made for its origin', async () => {
  const pool = poolOf({ localAddress: 'b' })
  requestOf(pool, { port: 81, family: 4, headers: { host: 'c:1' } })
  await pool.peers[0]?.expect(HEAD_END)
  const { _agentKey, encoding, host, localAddress, port, servername } = pool.connectOptions[0] ?? {}
  assert.deepEqual([host, port, localAddress, encoding, servername], ['a', 81, 'b', null, 'c'])
  assert.equal(_agentKey, 'a:81:b:4')
  assert.deepEqual(Object.keys(pool.agent.sockets), ['a:81:b:4'])
})

test('without keepAlive a socket serves one request', async () => {
  const pool = poolOf()
  requestOf(pool)
  assert.match(String(await pool.peers[0]?.expect(HEAD_END)), /Connection: close\r\n/)
  pool.peers[0]?.send(ok())
  await seen(pool.sockets[0] as Duplex, 'close')
  await turns()
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
})

test('with keepAlive a socket serves one request after another', async () => {
  const pool = poolOf({ keepAlive: true })
  for (let i = 0; i < 3; i++) {
    const request = requestOf(pool)
    const closed = seen(request, 'close')
    assert.match(String(await pool.peers[0]?.expect(HEAD_END)), /Connection: keep-alive\r\n/)
    pool.peers[0]?.send(OK)
    await closed
    await turns()
    assert.equal(request.reusedSocket, i > 0)
    assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
  }
  assert.equal(pool.sockets.length, 1)
  pool.agent.destroy()
  await turns()
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
})

test('a socket is not kept whose server says close', async () => {
  const pool = poolOf({ keepAlive: true })
  requestOf(pool)
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(ok('', 'Connection: close'))
  await seen(pool.sockets[0] as Duplex, 'close')
  await turns()
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
})

test('a socket of one origin is not given to another', async () => {
  const pool = poolOf({ keepAlive: true })
  requestOf(pool, { port: 1 })
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  await turns(5)
  requestOf(pool, { port: 2 })
  await turns()
  assert.equal(pool.sockets.length, 2)
  assert.deepEqual(countsOf(pool), { used: 1, free: 1, waiting: 0, total: 2 })
})

test('beyond maxSockets requests wait, and each gets the socket of one before it', async () => {
  const pool = poolOf({ keepAlive: true, maxSockets: 1 })
  const requests = [requestOf(pool), requestOf(pool), requestOf(pool)]
  await turns()
  assert.deepEqual(countsOf(pool), { used: 1, free: 0, waiting: 2, total: 1 })
  for (const request of requests) {
    const closed = seen(request, 'close')
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(OK)
    await closed
  }
  await turns()
  assert.equal(pool.sockets.length, 1)
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
})

test('a request that waits gets a socket of its own when the one before it has broken', async () => {
  const pool = poolOf({ maxSockets: 1 })
  const first = requestOf(pool)
  requestOf(pool)
  await turns()
  const failed = seen<[NodeJS.ErrnoException]>(first, 'error')
  pool.sockets[0]?.destroy()
  assert.equal((await failed)[0].code, 'ECONNRESET')
  await turns()
  assert.equal(pool.sockets.length, 2)
  assert.deepEqual(countsOf(pool), { used: 1, free: 0, waiting: 0, total: 1 })
})

test('beyond maxTotalSockets requests wait for room, whatever their origin', async () => {
  const pool = poolOf({ maxTotalSockets: 1 })
  requestOf(pool, { port: 1 })
  requestOf(pool, { port: 2 })
  await turns()
  assert.deepEqual(countsOf(pool), { used: 1, free: 0, waiting: 1, total: 1 })
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(ok())
  await turns(5)
  assert.equal(pool.sockets.length, 2)
  await pool.peers[1]?.expect(/a:2\r\n/)
})

test('beyond maxFreeSockets sockets are closed', async () => {
  const pool = poolOf({ keepAlive: true, maxFreeSockets: 1 })
  requestOf(pool)
  requestOf(pool)
  await turns()
  for (const peer of pool.peers) peer.send(OK)
  await turns(5)
  assert.equal(countsOf(pool).free, 1)
  assert.equal(pool.sockets.filter(({ destroyed }) => destroyed).length, 1)
})

test('a request that is destroyed while it waits is gone without a socket', async () => {
  const pool = poolOf({ keepAlive: true, maxSockets: 1 })
  requestOf(pool)
  const waiting = requestOf(pool)
  const third = requestOf(pool)
  await turns()
  const failed = seen<[NodeJS.ErrnoException]>(waiting, 'error')
  waiting.destroy()
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  assert.equal((await failed)[0].code, 'ECONNRESET')
  await pool.peers[0]?.expect(HEAD_END)
  const closed = seen(third, 'close')
  pool.peers[0]?.send(OK)
  await closed
  await turns()
  assert.deepEqual(countsOf(pool), { used: 0, free: 1, waiting: 0, total: 1 })
})

test('a free socket that breaks leaves the pool, and nobody hears of it', async () => {
  const pool = poolOf({ keepAlive: true })
  requestOf(pool)
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  await turns(5)
  assert.equal(countsOf(pool).free, 1)
  pool.sockets[0]?.destroy(new Error('why'))
  await turns(5)
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
})

test('a program may keep sockets in its own way', async () => {
  const pool = poolOf({ keepAlive: true })
  const reused: unknown[] = []
  pool.agent.keepSocketAlive = () => true
  pool.agent.reuseSocket = (socket, request) => void reused.push(socket, request)
  requestOf(pool)
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  await turns(5)
  const second = requestOf(pool)
  await turns()
  assert.equal(reused[0], pool.sockets[0])
  assert.equal(reused[1], second)
  pool.agent.keepSocketAlive = () => false
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  await turns(5)
  assert.equal(pool.sockets[0]?.destroyed, true)
})

test('an agent that makes its connections later may call back', async () => {
  const agent = new Agent()
  const [socket] = duplexPair()
  agent.createConnection = ((_options: object, callback: (error: Error | null, socket?: Duplex) => void) => {
    setImmediate(callback, null, socket)
    return undefined
  }) as never
  const request = new ClientRequest({ agent: agent as never })
  request.on('error', () => {})
  const [given] = await seen(request, 'socket')
  assert.equal(given, socket)
  request.destroy()
})

test('an agent that cannot connect tells the request', async () => {
  const agent = new Agent()
  agent.createConnection = ((_options: object, callback: (error: Error) => void) => {
    callback(new Error('why'))
    callback(new Error('again'))
    return undefined
  }) as never
  const request = new ClientRequest({ agent: agent as never })
  const errors: string[] = []
  request.on('error', ({ message }) => errors.push(message))
  await seen(request, 'close')
  assert.deepEqual(errors, ['why'])
  assert.equal(agent.totalSocketCount, 0)
})

test('key material is told of sockets that are there and of those that come, once somebody asks', async () => {
  const pool = poolOf()
  requestOf(pool)
  await turns()
  const lines: string[] = []
  pool.agent.on('keylog', (line, socket) => lines.push(`${line} ${pool.sockets.indexOf(socket)}`))
  requestOf(pool)
  await turns()
  for (const socket of pool.sockets) socket.emit('keylog', 'line')
  assert.deepEqual(lines, ['line 0', 'line 1'])
})

test('the arguments of old programs are taken', async () => {
  const pool = poolOf()
  const request = new ClientRequest({ createConnection: () => undefined })
  request.on('error', () => {})
  pool.agent.addRequest(request, 'b' as never, 81, 'c')
  await turns()
  assert.equal(pool.connectOptions[0]?._agentKey, 'b:81:c')
  request.destroy()
})

test('requests of the built-in module and ours may share an agent, and its sockets', async (t) => {
  const server = http.createServer((_request, response) => response.end('fine'))
  server.listen(0, '127.0.0.1')
  await seen(server as never, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => {
    agent.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const get = async (request: http.ClientRequest): Promise<string> => {
    const [response] = await seen<[http.IncomingMessage]>(request as never, 'response')
    let body = ''
    response.on('data', (chunk) => (body += chunk))
    await seen(request as never, 'close')
    await turns()
    return `${body} ${request.reusedSocket}`
  }
  const options = { host: '127.0.0.1', port, agent: agent as never }
  const bodies: string[] = []
  for (const module of [here, http, here, http, http, here]) bodies.push(await get(module.get(options)))
  assert.deepEqual(bodies, ['fine false', ...Array(5).fill('fine true')])
})

test('a connection that cannot be made fails its request alone; those behind it get theirs', async () => {
  const pool = poolOf({ maxSockets: 1 })
  const connect = pool.agent.createConnection
  let connections = 0
  pool.agent.createConnection = function (this: Agent, ...args: unknown[]) {
    const callback = args[1] as (error: Error | null, socket?: Duplex) => void
    if (++connections === 2) setImmediate(callback, new Error('no way'))
    else setImmediate(() => callback(null, connect.apply(this, args) as Duplex))
    return undefined
  }
  const outcomes: string[] = []
  const ask = (name: string) => {
    const request = new ClientRequest({ agent: pool.agent as never, path: `/${name}` })
    request.on('error', (error) => outcomes.push(`${name}: ${error.message}`))
    request.on('response', (response) => response.resume().on('end', () => outcomes.push(`${name}: answered`)))
    request.end()
  }
  ask('a')
  await turns(5)
  ask('b')
  ask('c')
  for (let i = 0; i < 2; i++) {
    await turns(5)
    await pool.peers[i]?.expect(HEAD_END)
    pool.peers[i]?.send(ok('', 'Connection: close')).end()
    await turns(8)
  }
  assert.deepEqual(outcomes, ['a: answered', 'b: no way', 'c: answered'])
  assert.deepEqual(countsOf(pool), { used: 0, free: 0, waiting: 0, total: 0 })
})

test('a program may take every listener for data off a socket before it is used again', async () => {
  const pool = poolOf({ keepAlive: true })
  pool.agent.reuseSocket = (socket, request) => {
    request.reusedSocket = true
    socket.removeAllListeners('data')
  }
  for (let i = 0; i < 2; i++) {
    const request = requestOf(pool)
    const ended = new Promise((resolve) => request.on('close', resolve))
    request.on('response', (response) => response.resume())
    await turns()
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(OK)
    await ended
    await turns()
    assert.equal(request.reusedSocket, i === 1)
  }
})
