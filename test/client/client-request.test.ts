// A request on its way: its members are those of the running Node; and what can be done to it before there is a socket.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClientRequest } from '../../src/client/client-request.ts'
import { ask, note } from '../support/memory.ts'
import { HEAD_END, ok, seen, turns } from '../support/peers.ts'
import { here, type SocketlessRequest, socketlessRequest } from '../support/socketless.ts'

test('a new request has the members of one of Node, with the same values', () => {
  const names = ['method', 'path', 'host', 'protocol', 'aborted', 'reusedSocket', 'maxHeadersCount', 'timeout', 'res']
  names.push('_ended', 'timeoutCb', 'upgradeOrConnect', 'parser', 'maxHeaderSize', 'insecureHTTPParser', 'socketPath')
  names.push('joinDuplicateHeaders', 'finished', 'destroyed', 'writableEnded', 'headersSent', 'socket', 'errored')
  for (const options of [{}, { host: 'a', path: '/b', timeout: 5, maxHeaderSize: 7, joinDuplicateHeaders: true }]) {
    const [found, expected] = [here, http].map((module) => {
      const request = socketlessRequest(module, options) as unknown as Record<string, unknown>
      ;(request as unknown as SocketlessRequest).destroy()
      return names.filter((name) => name !== 'destroyed').map((name) => [name, request[name]])
    })
    assert.deepEqual(found, expected)
  }
})

test('the path can be changed, but not to what a request line cannot have', () => {
  const request = socketlessRequest(here, {})
  request.path = '/b'
  assert.equal(request.path, '/b')
  assert.throws(() => Object.assign(request, { path: '/ b' }), { code: 'ERR_UNESCAPED_CHARACTERS' })
  request.destroy()
})

test('a path given as an object is what it was when it was checked', () => {
  for (const bad of ['/ HTTP/1.1\r\nX: y\r\n\r\nGET /', '/ b']) {
    const request = socketlessRequest(here, { path: changing('/a', bad) as never })
    assert.equal(request.path, '/a')
    request.path = changing('/b', bad) as never
    assert.equal(request.path, '/b')
    request.destroy()
  }
})

test('the method can be changed, but not to what a request line cannot have', () => {
  const request = socketlessRequest(here, {})
  assert.ok(Object.hasOwn(request, 'method'))
  for (const bad of ['GET /x HTTP/1.1\r\nX: y\r\n\r\nGET', 'G T', '', undefined, changing('GET', 'G\r\n')]) {
    request.method = bad as never
    assert.throws(() => request.end(), { code: 'ERR_INVALID_HTTP_TOKEN' })
  }
  request.method = 'PURGE'
  request.end()
  assert.match((request as unknown as { _header: string })._header, /^PURGE \/ HTTP\/1\.1\r\n/)
  request.destroy()
})

/** What is one thing when it is looked at first, and another from then on. */
function changing(first: string, then: string): object {
  let looks = 0
  return { toString: () => (looks++ === 0 ? first : then) }
}

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
