// A request on its way: its head is that of the running Node, and so are its members; and what can be done to it before
// there is a socket.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { RequestOptions } from '../../src/client/request-options.ts'
import nethttp from '../../src/http.ts'
import { ask, note } from '../support/memory.ts'
import { HEAD_END, ok, seen, turns } from '../support/peers.ts'

const here = nethttp as unknown as typeof http

/** Members that are not in the declarations. */
interface Inside {
  _header: string | null
  _implicitHeader(): void
  _last: boolean
  _ended: boolean
  timeoutCb: unknown
  upgradeOrConnect: boolean
  parser: unknown
}

type Request = http.ClientRequest & Inside

/** A request that gets no socket. */
function requestOf(module: typeof http, options: RequestOptions, agent?: http.AgentOptions): Request {
  let given: object = { createConnection: () => undefined, ...options }
  if (agent !== undefined) {
    const its = new module.Agent(agent)
    its.createConnection = (() => undefined) as never
    given = { ...options, agent: its }
  }
  const request = module.request(given as http.RequestOptions) as Request
  return request.on('error', () => {}) as Request
}

const keepAlive = { keepAlive: true }

const heads: [
  name: string,
  options: RequestOptions,
  agent?: http.AgentOptions,
  prepare?: (request: Request) => unknown,
][] = [
  ['nothing', {}],
  ['nothing, by an agent', {}, {}],
  ['nothing, by an agent that keeps connections', {}, keepAlive],
  ['nothing, by an agent with few sockets', {}, { maxSockets: 5 }],
  ['a host and a path', { host: 'a', path: '/b?c' }],
  ['another port', { host: 'a', port: 81 }],
  ['the usual port', { host: 'a', port: 80 }],
  ['the usual port as text', { host: 'a', port: '80' }],
  ['another usual port', { host: 'a', port: 81, defaultPort: 81 }],
  ['an address of IPv6', { host: '::1', port: 81 }],
  ['hostname and host', { host: 'a', hostname: 'b' }],
  ['credentials', { auth: 'u:p ä' }],
  ['credentials and their field', { auth: 'u:p', headers: { authorization: 'x' } }],
  ['a Host of one’s own', { host: 'a', headers: { hOST: 'b' } }],
  ['no Host', { host: 'a', setHost: false }],
  ['fields', { headers: { X: 'y', A: ['b', 'c'], N: 5 } }],
  ['cookies', { headers: { Cookie: ['a=b', 'c=d'] } }],
  ['a flat list of fields', { headers: ['X', 'y', 'X', 'z'] }],
  ['a flat list of fields with Host', { host: 'a', headers: ['Host', 'b', 'Connection', 'close'] }],
  [
    'pairs of fields',
    {
      headers: [
        ['X', 'y'],
        ['X', 'z'],
      ],
    },
  ],
  ['close', { headers: { Connection: 'close' } }, keepAlive],
  ['keep-alive', { headers: { Connection: 'keep-alive' } }],
  ['an upgrade', { headers: { Connection: 'upgrade', Upgrade: 'x' } }, keepAlive],
  ['an expectation', { method: 'POST', headers: { Expect: '100-continue' } }, keepAlive],
  [
    'an expectation and a length',
    { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 5 } },
    keepAlive,
  ],
  ['fields whose values are joined', { headers: { X: ['a', 'b'], Y: ['a', 'b'] }, uniqueHeaders: ['x'] }],
  ['fields that are removed', { host: 'a' }, keepAlive, (request) => request.removeHeader('host')],
  ['a connection that is removed', {}, keepAlive, (request) => request.removeHeader('connection')],
  ['a path that is changed', {}, undefined, (request) => Object.assign(request, { path: '/changed' })],
  ['a method that is changed', {}, undefined, (request) => Object.assign(request, { method: 'PUT' })],
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'get'].flatMap(
    (method): typeof heads => [
      [`the method ${method}`, { method }, keepAlive],
      [`the method ${method} and a length`, { method, headers: { 'Content-Length': 5 } }, keepAlive],
      [`the method ${method} and a coding`, { method, headers: { 'Transfer-Encoding': 'chunked' } }],
    ],
  ),
]
for (const [name, options, agent, prepare] of heads) {
  test(`the head of a request with ${name} is that of Node`, () => {
    const [found, expected] = [here, http].map((module) => {
      const request = requestOf(module, options, agent)
      prepare?.(request)
      if (!request._header) request._implicitHeader()
      const { _header, _last, chunkedEncoding, shouldKeepAlive, useChunkedEncodingByDefault } = request
      request.destroy()
      return { _header, _last, chunkedEncoding, shouldKeepAlive, useChunkedEncodingByDefault }
    })
    assert.deepEqual(found, expected)
  })
}

test('a request without default fields has none but those that are asked for', () => {
  for (const [setHost, line] of [
    [undefined, ''],
    [true, 'Host: a:81\r\n'],
  ]) {
    const request = requestOf(here, { host: 'a', port: 81, setDefaultHeaders: false, setHost: setHost as never })
    request._implicitHeader()
    assert.equal(request._header, `GET / HTTP/1.1\r\n${line}\r\n`)
    request.destroy()
  }
})

test('a request that waits for 100 on a connection that will end says so', () => {
  // Node says keep-alive, and ends it all the same.
  const request = requestOf(here, { method: 'POST', headers: { Expect: '100-continue' } })
  assert.match(String(request._header), /\r\nConnection: close\r\n/)
  request.destroy()
})

test('a request for a tunnel says in Host what it says in its target (RFC 9112 §3.2.3)', () => {
  const request = requestOf(here, { method: 'CONNECT', path: 'b:81', host: 'proxy' })
  assert.equal(request.getHeader('host'), 'b:81')
  request.destroy()
})

test('a new request has the members of one of Node, with the same values', () => {
  const names = ['method', 'path', 'host', 'protocol', 'aborted', 'reusedSocket', 'maxHeadersCount', 'timeout', 'res']
  names.push('_ended', 'timeoutCb', 'upgradeOrConnect', 'parser', 'maxHeaderSize', 'insecureHTTPParser', 'socketPath')
  names.push('joinDuplicateHeaders', 'finished', 'destroyed', 'writableEnded', 'headersSent', 'socket', 'errored')
  for (const options of [{}, { host: 'a', path: '/b', timeout: 5, maxHeaderSize: 7, joinDuplicateHeaders: true }]) {
    const [found, expected] = [here, http].map((module) => {
      const request = requestOf(module, options) as unknown as Record<string, unknown>
      ;(request as unknown as Request).destroy()
      return names.filter((name) => name !== 'destroyed').map((name) => [name, request[name]])
    })
    assert.deepEqual(found, expected)
  }
})

test('the path can be changed, but not to what a request line cannot have', () => {
  const request = requestOf(here, {})
  request.path = '/b'
  assert.equal(request.path, '/b')
  assert.throws(() => Object.assign(request, { path: '/ b' }), { code: 'ERR_UNESCAPED_CHARACTERS' })
  request.destroy()
})

test('the class cannot be made without new by accident', () => {
  assert.equal(ClientRequest.length, http.ClientRequest.length)
  assert.equal(ClientRequest.name, 'ClientRequest')
})

// --- Ends before there is a socket -------------------------------------------------------------------------------

const EVENTS = ['abort', 'error', 'close', 'response', 'timeout']

for (const [name, end, expected] of [
  ['destroy', (request) => request.destroy(), ['request error ECONNRESET', 'request close']],
  ['destroy with an error', (request) => request.destroy(new Error('why')), ['request error why', 'request close']],
  ['abort', (request) => request.abort(), ['request abort', 'request close']],
] as [string, (request: ClientRequest) => unknown, string[]][]) {
  test(`${name} before there is a socket ends the request, once`, async () => {
    const events: string[] = []
    const { request, socket } = ask()
    note(events, request, 'request', ...EVENTS)
    end(request)
    end(request)
    await turns(5)
    assert.deepEqual(events, expected)
    assert.deepEqual([request.destroyed, socket.destroyed], [true, true])
  })
}

test('an aborted signal ends the request, with its reason as the cause', async () => {
  const errors: Error[] = []
  const aborted = ask({ signal: AbortSignal.abort('because') })
  aborted.request.on('error', (error) => errors.push(error))
  const controller = new AbortController()
  const later = ask({ signal: controller.signal })
  later.request.on('error', (error) => errors.push(error))
  await turns()
  controller.abort('later')
  await turns(5)
  assert.deepEqual(
    errors.map(({ cause, name }) => [name, cause]),
    [
      ['AbortError', 'because'],
      ['AbortError', 'later'],
    ],
  )
})

test('a signal is not listened to any more when the request is over', async () => {
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  signal.addEventListener = (...args: never) => {
    listeners++
    Reflect.apply(add, signal, args)
  }
  signal.removeEventListener = (...args: never) => {
    listeners--
    Reflect.apply(remove, signal, args)
  }
  const { peer, request } = ask({ signal })
  request.on('response', (response) => response.resume()).end()
  await peer.expect(HEAD_END)
  peer.send(ok()).end()
  await seen(request, 'close')
  await turns()
  assert.equal(listeners, 0)
})

// --- Time and the socket's own methods ---------------------------------------------------------------------------

test('setTimeout reaches the socket when it comes, and the listener hears of it', async () => {
  const times: number[] = []
  const { request, socket } = ask()
  Object.assign(socket, { setTimeout: (ms: number) => times.push(ms) })
  const heard: string[] = []
  assert.equal(
    request.setTimeout(30, () => heard.push('heard')),
    request,
  )
  request.on('error', () => {})
  await seen(request, 'socket')
  await turns()
  assert.deepEqual(times, [30])
  socket.emit('timeout')
  assert.deepEqual(heard, ['heard'])
  request.setTimeout(40)
  assert.deepEqual(times, [30, 40])
  request.destroy()
})

test('the time of the options makes the request hear of the socket’s time', async () => {
  const { request, socket } = ask({ timeout: 50 })
  let heard = 0
  request.on('timeout', () => heard++).on('error', () => {})
  await seen(request, 'socket')
  socket.emit('timeout')
  assert.equal(heard, 1)
  request.destroy()
})

test('setNoDelay and setSocketKeepAlive wait for the socket', async () => {
  const calls: unknown[][] = []
  const { request, socket } = ask()
  Object.assign(socket, {
    setNoDelay: (...args: unknown[]) => calls.push(['setNoDelay', ...args]),
    setKeepAlive: (...args: unknown[]) => calls.push(['setKeepAlive', ...args]),
  })
  request.on('error', () => {})
  request.setNoDelay(true)
  request.setSocketKeepAlive(true, 7)
  assert.deepEqual(calls, [])
  await seen(request, 'socket')
  await turns()
  assert.deepEqual(calls, [
    ['setNoDelay', true],
    ['setKeepAlive', true, 7],
  ])
  request.destroy()
})

test('what is written before there is a socket leaves when it comes', async () => {
  const { peer, request } = ask({ method: 'POST' })
  request.on('error', () => {})
  assert.equal(request.write('hello'), true)
  request.end('!')
  assert.equal(request.writableFinished, false)
  assert.match(await peer.expect(/0\r\n\r\n$/), /^POST \/ HTTP\/1\.1\r\n[\s\S]*5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n$/)
  await pause(1)
  assert.equal(request.writableFinished, true)
  request.destroy()
})

test('headers can be sent before the body', async () => {
  const { peer, request } = ask({ method: 'POST' })
  request.on('error', () => {})
  request.flushHeaders()
  assert.match(await peer.expect(HEAD_END), /^POST \/ HTTP\/1\.1\r\n/)
  request.destroy()
})
