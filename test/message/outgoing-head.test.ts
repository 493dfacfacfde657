// The heads that are sent: over everything that decides about framing and connection, the same text and the same facts
// as of the running Node.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { fieldNameOf } from '../../src/message/field-name.ts'
import { HeaderStore } from '../../src/message/header-store.ts'
import { type HeadFacts, SEEN_EXPECT } from '../../src/message/outgoing-framing.ts'
import { type HeadersInput, renderHead } from '../../src/message/outgoing-head.ts'
import { type Response, type ResponseFacts, responseOf, withoutDate } from '../support/responses.ts'

const here = nethttp as unknown as typeof http

interface Case extends ResponseFacts {
  status: number
  headers?: Record<string, string>
  prepare?: (response: Response) => unknown
}

/** What a head decides beside its text. */
function render(module: typeof http, given: Case): object {
  const response = responseOf(module, given)
  given.prepare?.(response)
  let thrown: unknown
  try {
    response.writeHead(given.status)
  } catch (error) {
    thrown = (error as Error).message
  }
  // What a head that came to nothing leaves behind differs: see below.
  if (thrown !== undefined) return { thrown, head: response._header }
  const { _contentLength, _hasBody, _header, _last, chunkedEncoding, shouldKeepAlive } = response
  const head = withoutDate(_header ?? '')
  return { head, thrown, _last, _hasBody, _contentLength, chunkedEncoding, shouldKeepAlive }
}

const statuses = [200, 204, 304, 404]
const requests: [name: string, facts: ResponseFacts][] = [
  ['a GET of HTTP/1.1', {}],
  ['a HEAD of HTTP/1.1', { method: 'HEAD' }],
  ['a GET of a connection that ends', { shouldKeepAlive: false }],
  ['a GET of HTTP/1.0', { version: '1.0' }],
]
const fields: [name: string, prepare: (response: Response) => unknown][] = [
  ['nothing', () => {}],
  ['a length', (response) => response.setHeader('Content-Length', 5)],
  ['a length of zero', (response) => response.setHeader('content-length', '0')],
  ['a transfer coding', (response) => response.setHeader('Transfer-Encoding', 'chunked')],
  ['codings before chunked', (response) => response.setHeader('Transfer-Encoding', 'gzip, chunked')],
  ['close', (response) => response.setHeader('Connection', 'close')],
  ['close in a list', (response) => response.setHeader('Connection', ['x', 'Close'])],
  ['keep-alive', (response) => response.setHeader('Connection', 'keep-alive')],
  ['another option', (response) => response.setHeader('Connection', 'x-closed')],
  ['trailers announced', (response) => response.setHeader('Trailer', 'X')],
  ['trailers announced for a length', (response) => response.setHeader('Trailer', 'X').setHeader('Content-Length', 5)],
  ['a date', (response) => response.setHeader('Date', 'yesterday')],
  ['no date', (response) => Object.assign(response, { sendDate: false })],
  ['the date removed', (response) => response.removeHeader('Date')],
  ['the connection removed', (response) => response.removeHeader('connection')],
  ['the coding removed', (response) => response.removeHeader('Transfer-Encoding')],
  ['the length removed', (response) => response.removeHeader('Content-Length')],
  [
    'a length removed and set',
    (response) => [response.removeHeader('Content-Length'), response.setHeader('Content-Length', 5)],
  ],
  [
    'all of them removed',
    (response) => ['Connection', 'Content-Length', 'Transfer-Encoding'].map((name) => response.removeHeader(name)),
  ],
  ['a known length', (response) => Object.assign(response, { _contentLength: 5 })],
  [
    'a known length and trailers',
    (response) => Object.assign(response, { _contentLength: 5 }).setHeader('Trailer', 'X'),
  ],
  [
    'a known length and the coding removed',
    (response) => Object.assign(response, { _contentLength: 5 }).removeHeader('Transfer-Encoding'),
  ],
  ['a time of keep-alive', (response) => Object.assign(response, { _keepAliveTimeout: 5900 })],
  [
    'a time of keep-alive and a number',
    (response) => Object.assign(response, { _keepAliveTimeout: 5900, _maxRequestsPerSocket: 3 }),
  ],
  [
    'a time of keep-alive of one’s own',
    (response) => Object.assign(response, { _keepAliveTimeout: 5900 }).setHeader('Keep-Alive', 'timeout=1'),
  ],
  ['the last request that is allowed', (response) => Object.assign(response, { maxRequestsOnConnectionReached: true })],
  ['no chunks', (response) => Object.assign(response, { useChunkedEncodingByDefault: false })],
  ['a list', (response) => response.setHeader('X', ['a', 'b'])],
  ['cookies to set', (response) => response.setHeader('Set-Cookie', ['a', 'b'])],
  ['cookies', (response) => response.setHeader('Cookie', ['a', 'b'])],
  ['one cookie in a list', (response) => response.setHeader('Cookie', ['a'])],
  ['numbers', (response) => response.setHeader('X', 5).setHeader('Y', 1.5)],
  ['an expectation', (response) => response.setHeader('Expect', '100-continue')],
]
for (const [request, facts] of requests) {
  for (const [name, prepare] of fields) {
    test(`the head that answers ${request} with ${name} is that of Node, for each status`, () => {
      for (const status of statuses) {
        // A 204 names no transfer coding here.
        if (status === 204 && /coding(?:s before chunked)?$/.test(name)) continue
        const given: Case = { ...facts, status, prepare }
        assert.deepEqual(render(here, given), render(http, given), String(status))
      }
    })
  }
}

const inputs: [name: string, headers: HeadersInput][] = [
  ['a record', { a: 'b', C: ['d', 'e'], 'Content-Length': 5 }],
  [
    'pairs',
    [
      ['a', 'b'],
      ['C', ['d', 'e']],
      ['a', 'f'],
    ],
  ],
  ['a flat list', ['a', 'b', 'C', 'd', 'a', 'e']],
  ['nothing in a record', {}],
  ['nothing in a list', []],
  ['an empty list of values', { a: [] }],
  ['a length and a coding in a list', ['Content-Length', '5', 'Connection', 'close']],
]
function headOfBoth(module: typeof http, headers: HeadersInput, isSet: boolean): string {
  const response = responseOf(module)
  if (isSet) response.setHeader('c', '1').setHeader('Z', '2')
  return withoutDate(response.writeHead(200, headers as never)._header ?? '')
}

for (const [name, headers] of inputs) {
  test(`writeHead with ${name} gives the head of Node`, () => {
    assert.equal(headOfBoth(here, headers, false), headOfBoth(http, headers, false))
  })
  // Older Nodes keep one of several values then.
  if (Array.isArray(headers)) continue
  test(`writeHead with ${name} gives the head of Node, over fields that are set`, () => {
    assert.equal(headOfBoth(here, headers, true), headOfBoth(http, headers, true))
  })
}

test('a list given to writeHead replaces what is set, and keeps each of its own lines', () => {
  for (const list of [
    ['a', 'b', 'C', 'd', 'a', 'e'],
    [
      ['a', 'b'],
      ['C', 'd'],
      ['a', 'e'],
    ],
  ]) {
    const lines = headOfBoth(here, list as HeadersInput, true).split('\r\n')
    assert.deepEqual(lines.slice(1, 5), ['Z: 2', 'a: b', 'a: e', 'C: d'])
  }
})

// --- The function by itself --------------------------------------------------------------------------------------

function factsOf(facts: Partial<HeadFacts> = {}): HeadFacts {
  return {
    sendDate: false,
    shouldKeepAlive: true,
    maxRequestsOnConnectionReached: false,
    useChunkedEncodingByDefault: true,
    chunkedEncoding: false,
    _last: false,
    _hasBody: true,
    _contentLength: null,
    _removedConnection: false,
    _removedContLen: false,
    _removedTE: false,
    _defaultKeepAlive: true,
    _keepAliveTimeout: 0,
    _isLenientHeaderValidation: () => false,
    ...facts,
  }
}

const plain = { uniqueHeaders: null, isStrict: false }

test('values of unique headers leave in one line', () => {
  const options = { uniqueHeaders: new Set(['x-a', 'x-b']), isStrict: false }
  const store = new HeaderStore()
  store.set(fieldNameOf('X-A'), ['1', '2'])
  const { text } = renderHead(factsOf(), 'S\r\n', store, options)
  assert.match(text, /^S\r\nX-A: 1; 2\r\n/)
  assert.match(renderHead(factsOf(), 'S\r\n', { 'X-B': ['1', '2'] }, options).text, /^S\r\nX-B: 1; 2\r\n/)
})

test('what is given from outside is checked, what is in a store was checked before', () => {
  assert.throws(() => renderHead(factsOf(), 'S\r\n', { 'a b': '1' }, plain), { code: 'ERR_INVALID_HTTP_TOKEN' })
  assert.throws(() => renderHead(factsOf(), 'S\r\n', ['a', '\n'], plain), { code: 'ERR_INVALID_CHAR' })
  const lenient = factsOf({ _isLenientHeaderValidation: () => true })
  assert.ok(renderHead(lenient, 'S\r\n', ['a', '\x01'], plain).text.includes('a: \x01'))
})

test('fields that a record inherits are not sent', () => {
  const record = Object.create({ inherited: '1' })
  record.own = '2'
  assert.doesNotMatch(renderHead(factsOf(), 'S\r\n', record, plain).text, /inherited/)
})

test('an expectation is told to the caller', () => {
  assert.notEqual(renderHead(factsOf(), 'S\r\n', { expect: 'x' }, plain).seen & SEEN_EXPECT, 0)
  assert.equal(renderHead(factsOf(), 'S\r\n', {}, plain).seen & SEEN_EXPECT, 0)
})

test('a head that could not be made leaves nothing for the next one', () => {
  assert.throws(() => renderHead(factsOf(), 'S\r\n', ['Date', 'x', 'a', '\n'], plain))
  assert.equal(
    renderHead(factsOf(), 'S\r\n', null, plain).text,
    'S\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
})
