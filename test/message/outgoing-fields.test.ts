// The fields of an outgoing message as programs set, read and remove them: whatever is done, what is then read is what
// the running Node would read.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { responseOf } from '../support/responses.ts'

const here = nethttp as unknown as typeof http

type Message = http.ServerResponse & { getRawHeaderNames(): string[] }
type Step = (message: Message) => unknown

/** All that can be read of the fields, and what each step gave back. */
function read(module: typeof http, steps: Step[]): object {
  const message = responseOf(module) as unknown as Message
  const given = steps.map((step) => {
    try {
      const value = step(message)
      return value === message ? 'itself' : value
    } catch (error) {
      return (error as NodeJS.ErrnoException).code
    }
  })
  return {
    given,
    headers: { ...message.getHeaders() },
    names: message.getHeaderNames(),
    rawNames: message.getRawHeaderNames(),
    values: ['a', 'A', 'b', 'set-cookie'].map((name) => [name, message.hasHeader(name), message.getHeader(name)]),
    isPlain: Object.getPrototypeOf(message.getHeaders()) === null,
  }
}

const sequences: [name: string, ...steps: Step[]][] = [
  ['nothing'],
  ['a field is set', (message) => message.setHeader('A', '1')],
  ['a field is set twice', (message) => message.setHeader('A', '1').setHeader('a', '2')],
  ['a number is set', (message) => message.setHeader('A', 1)],
  ['a list is set', (message) => message.setHeader('A', ['1', '2'])],
  ['a field is removed', (message) => message.setHeader('A', '1'), (message) => message.removeHeader('a')],
  ['a field that is not there is removed', (message) => message.removeHeader('A')],
  [
    'a field is removed and set',
    (message) => message.setHeader('A', '1').setHeader('B', '2'),
    (message) => message.removeHeader('A'),
    (message) => message.setHeader('a', '3'),
  ],
  ['a field is appended', (message) => message.appendHeader('A', '1')],
  [
    'fields are appended',
    (message) => message.appendHeader('A', '1').appendHeader('a', '2').appendHeader('A', ['3', '4']),
  ],
  ['a field is appended to one that is set', (message) => message.setHeader('A', '1').appendHeader('a', '2')],
  ['a field is appended to a list', (message) => message.setHeader('A', ['1']).appendHeader('a', ['2'])],
  [
    'fields are set from a map',
    (message) =>
      message.setHeaders(
        new Map([
          ['A', '1'],
          ['b', '2'],
        ]),
      ),
  ],
  ['fields are set from Headers', (message) => message.setHeaders(new Headers({ A: '1', B: '2' }))],
  [
    'cookies are set from Headers',
    (message) =>
      message.setHeaders(
        new Headers([
          ['set-cookie', '1'],
          ['a', 'b'],
          ['set-cookie', '2'],
        ]),
      ),
  ],
  [
    'cookies are set from a map',
    (message) => message.setHeaders(new Map<string, string | string[]>([['set-cookie', ['1', '2']]]) as never),
  ],
  ['a bad name is set', (message) => message.setHeader('a b', '1'), (message) => message.setHeader('A', '1')],
  ['a bad value is set', (message) => message.setHeader('A', '1'), (message) => message.setHeader('A', '\n')],
  ['a bad value is appended', (message) => message.appendHeader('A', '\n')],
  ['nothing is set', (message) => message.setHeaders(undefined as never)],
  [
    'names that objects have are asked for',
    (message) => message.getHeader('constructor'),
    (message) => message.hasHeader('toString'),
  ],
  ['many fields are set', (message) => Array.from({ length: 30 }, (_, i) => message.setHeader(`H-${i}`, i)).length],
  [
    'the head was sent',
    (message) => message.setHeader('A', '1').flushHeaders(),
    (message) => message.setHeader('A', '2'),
  ],
  ['the head was sent, then removed', (message) => message.flushHeaders(), (message) => message.removeHeader('A')],
  [
    'what was read is changed',
    (message) => message.setHeader('A', '1'),
    (message) => Object.assign(message.getHeaders(), { a: '2' }).b,
  ],
  [
    'the names that were read are changed',
    (message) => message.setHeader('A', '1'),
    (message) => void message.getHeaderNames().push('b'),
  ],
]
for (const [name, ...steps] of sequences) {
  test(`fields read as those of Node when ${name}`, () => {
    assert.deepEqual(read(here, steps), read(http, steps))
  })
}

interface Deprecated {
  _headers: Record<string, unknown> | null
  _headerNames: Record<string, string> | null
  _renderHeaders(): Record<string, unknown>
}

// The newest Nodes have them no more.
const skip = !('_headers' in http.OutgoingMessage.prototype) && 'this Node has not got them'

test('the members of old programs show and set the same fields', { skip }, () => {
  const read = (module: typeof http) => {
    const message = responseOf(module) as unknown as Message & Deprecated
    const before = [message._headerNames, { ...message._headers }]
    message.setHeader('X-A', ['1', '2'])
    const rendered = message._renderHeaders()
    const set = [{ ...message._headers }, { ...message._headerNames }]
    message._headers = { 'X-B': '3' }
    message._headerNames = { 'x-b': 'x-B' }
    const after = [message.getHeaders(), message._renderHeaders()].map((fields) => ({ ...fields }))
    message._headers = null
    return [before, { ...rendered }, set, after, message.getHeaderNames()]
  }
  assert.deepEqual(read(here), read(http))
})

const trailers: [name: string, given: unknown][] = [
  ['a record', { A: '1', b: '2' }],
  [
    'pairs',
    [
      ['A', '1'],
      ['A', '2'],
    ],
  ],
  ['a list of values', { A: ['1', '2'] }],
  ['nothing', {}],
  ['a bad name', { 'a b': '1' }],
  ['a bad value', { a: '\n' }],
  ['a number', { a: 5 }],
]
for (const [name, given] of trailers) {
  test(`addTrailers makes of ${name} what Node makes of it`, () => {
    const [mine, nodes] = [here, http].map((module) => {
      const message = responseOf(module) as unknown as Message & { _trailer: string }
      try {
        message.addTrailers(given as never)
        return message._trailer
      } catch (error) {
        return (error as NodeJS.ErrnoException).code
      }
    })
    assert.equal(mine, nodes)
  })
}

// --- What changes between its check and its sending ----------------------------------------------------------------

/** What is one thing when it is looked at first, and another from then on. */
function changing(first: string, then: string): string {
  let looks = 0
  return { toString: () => (looks++ === 0 ? first : then) } as unknown as string
}

const BAD = 'a\r\nX-Injected: 1'
const changes: [name: string, set: (message: http.ServerResponse) => void][] = [
  [
    'a list',
    (message) => {
      const list = ['a']
      message.setHeader('X', list)
      list[0] = BAD
    },
  ],
  [
    'a list that getHeader gave',
    (message) => {
      message.setHeader('X', ['a'])
      ;(message.getHeader('X') as string[])[0] = BAD
    },
  ],
  [
    'cookies',
    (message) => {
      const list = ['a', 'b']
      message.setHeader('Cookie', list)
      list[1] = BAD
    },
  ],
  ['an object', (message) => message.setHeader('X', changing('a', BAD))],
  ['an object in a list', (message) => message.setHeader('X', [changing('a', BAD)])],
]
for (const [name, set] of changes) {
  test(`${name} that changes behind its check is checked again`, () => {
    const message = new (nethttp as unknown as typeof http).ServerResponse({ method: 'GET' } as never)
    set(message)
    assert.throws(() => message.writeHead(200), { code: 'ERR_INVALID_CHAR' })
  })
}

test('what writeHead and addTrailers check is what they send', () => {
  for (const make of [() => changing('a', BAD), () => [changing('a', BAD)]]) {
    const message = new (nethttp as unknown as typeof http).ServerResponse({ method: 'GET' } as never)
    message.writeHead(200, { X: make() })
    message.addTrailers({ X: make() as string })
    const { _header, _trailer } = message as unknown as { _header: string; _trailer: string }
    assert.match(_header, /\r\nX: a\r\n/)
    assert.doesNotMatch(_header + _trailer, /Injected/)
  }
})

test('fields set by way of _headers and _headerNames are checked', () => {
  const message = new (nethttp as unknown as typeof http).ServerResponse({ method: 'GET' } as never)
  message.setHeader('x', '1')
  assert.throws(() => Object.assign(message, { _headers: { x: BAD } }), { code: 'ERR_INVALID_CHAR' })
  assert.throws(() => Object.assign(message, { _headers: { [BAD]: 'x' } }), { code: 'ERR_INVALID_HTTP_TOKEN' })
  assert.throws(() => Object.assign(message, { _headerNames: { x: BAD } }), { code: 'ERR_INVALID_HTTP_TOKEN' })
})
