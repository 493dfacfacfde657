// The head that a request begins with is that of the running Node, whatever was asked for.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import type { RequestOptions } from '../../src/client/request-options.ts'
import '../support/memory.ts'
import { here, type SocketlessRequest, socketlessRequest } from '../support/socketless.ts'

const keepAlive = { keepAlive: true }

const heads: [
  name: string,
  options: RequestOptions,
  agent?: http.AgentOptions,
  prepare?: (request: SocketlessRequest) => unknown,
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
      const request = socketlessRequest(module, options, agent)
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
    const request = socketlessRequest(here, {
      host: 'a',
      port: 81,
      setDefaultHeaders: false,
      setHost: setHost as never,
    })
    request._implicitHeader()
    assert.equal(request._header, `GET / HTTP/1.1\r\n${line}\r\n`)
    request.destroy()
  }
})

test('a request that waits for 100 on a connection that will end says so', () => {
  // Node says keep-alive, and ends it all the same.
  const request = socketlessRequest(here, { method: 'POST', headers: { Expect: '100-continue' } })
  assert.match(String(request._header), /\r\nConnection: close\r\n/)
  request.destroy()
})

test('a request for a tunnel says in Host what it says in its target (RFC 9112 §3.2.3)', () => {
  const request = socketlessRequest(here, { method: 'CONNECT', path: 'b:81', host: 'proxy' })
  assert.equal(request.getHeader('host'), 'b:81')
  request.destroy()
})
