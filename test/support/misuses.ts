// Wrong uses of the API, each of which throws at once: on the running Node and here alike.
import type http from 'node:http'
import type { Duplex } from 'node:stream'
import { Writable } from 'node:stream'

type Http = typeof http
export type Misuse = [what: string, action: (http: Http) => unknown]

/** A value whose type the declarations do not allow. */
function wrong(value: unknown): never {
  return value as never
}

/** A response to a request that nobody sent. */
function responseOf(http: Http, method = 'GET'): http.ServerResponse {
  return new http.ServerResponse({ method, httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as never)
}

function sentResponse(http: Http): http.ServerResponse {
  return responseOf(http).writeHead(200)
}

/** A request that is never sent: should it not throw, nothing comes of it. */
function request(http: Http, options: object | string): unknown {
  const given = typeof options === 'string' ? options : { createConnection: () => undefined, ...options }
  return http
    .request(given as never)
    .on('error', () => {})
    .destroy()
}

function serverOptions(options: object, ...values: unknown[]): Misuse[] {
  const [name] = Object.keys(options)
  return values.map((value) => [
    `a server with ${name} ${shown(value)}`,
    (http) => http.createServer({ ...options, [name]: value }),
  ])
}

function requestOptions(name: string, ...values: unknown[]): Misuse[] {
  return values.map((value) => [`a request with ${name} ${shown(value)}`, (http) => request(http, { [name]: value })])
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

const names: Misuse[] = ['', 'a b', 'ä', '(', wrong(undefined), wrong(null), wrong(5), wrong(Symbol('s'))].map(
  (name: string) => [`the header name ${shown(name)}`, (http) => http.validateHeaderName(name)],
)

const values: Misuse[] = ['a\0', '\n', 'a\rb', 'ā', wrong(undefined), wrong(['a', '\0'])].map((value: string) => [
  `the header value ${JSON.stringify(value)}`,
  (http) => http.validateHeaderValue('x-y', value),
])

const servers: Misuse[] = [
  ...['foo', 42, true, [], Symbol('s')].map(
    (options): Misuse => [`a server of ${shown(options)}`, (http) => new http.Server(wrong(options))],
  ),
  ...serverOptions({ requestTimeout: 0 }, 'x', -1, 1.5, Number.NaN, 2 ** 53, null, {}, true),
  ...serverOptions({ headersTimeout: 0 }, 'x', -1, Number.POSITIVE_INFINITY),
  ...serverOptions({ keepAliveTimeout: 0 }, '5', -1, 0.5),
  ...serverOptions({ connectionsCheckingInterval: 0 }, null, -1),
  ...serverOptions({ maxHeaderSize: 0 }, '1', -1, 1.5),
  ...serverOptions({ requireHostHeader: true }, 0, 'yes'),
  ...serverOptions({ joinDuplicateHeaders: true }, 0, {}),
  ...serverOptions({ insecureHTTPParser: true }, 0, 'yes', null),
  ...serverOptions({ rejectNonStandardBodyWrites: true }, 1),
  ['headersTimeout beyond requestTimeout', (http) => http.createServer({ headersTimeout: 2, requestTimeout: 1 })],
]

const agents: Misuse[] = [
  ['an agent with another scheduling', (http) => new http.Agent({ scheduling: wrong('random') })],
  ['an agent with maxTotalSockets x', (http) => new http.Agent({ maxTotalSockets: wrong('x') })],
  ['an agent with maxTotalSockets 0', (http) => new http.Agent({ maxTotalSockets: 0 })],
  ['an agent with maxTotalSockets NaN', (http) => new http.Agent({ maxTotalSockets: Number.NaN })],
]

const requests: Misuse[] = [
  ...requestOptions('method', 5, true, {}, 'a b', 'GÉT', () => {}),
  ...requestOptions('path', '/a b', '/ā', '/\n', '/\0'),
  ...requestOptions('protocol', 'ftp:', 'https:'),
  ...requestOptions('hostname', 5, true, {}, Number.NaN),
  ...requestOptions('host', 5, false, []),
  ...requestOptions('agent', 5, 'x', true, {}, { addRequest: 1 }),
  ...requestOptions('timeout', 'x', -1, Number.NaN, Number.POSITIVE_INFINITY, null),
  ...requestOptions('maxHeaderSize', 'x', -1),
  ...requestOptions('insecureHTTPParser', 1, 'yes'),
  ...requestOptions('joinDuplicateHeaders', 1),
  ...requestOptions('signal', 5, 'x', {}),
  ...requestOptions('headers', { 'a b': 1 }, { a: undefined }, { a: 'b\0' }, { a: 'ā' }),
  ['a request for what is no URL', (http) => request(http, 'nowhere')],
  ['a request for a URL of another protocol', (http) => request(http, 'ftp://a')],
  ['setMaxIdleHTTPParsers(x)', (http) => http.setMaxIdleHTTPParsers(wrong('x'))],
  ['setMaxIdleHTTPParsers(0)', (http) => http.setMaxIdleHTTPParsers(0)],
  ['setMaxIdleHTTPParsers(1.5)', (http) => http.setMaxIdleHTTPParsers(1.5)],
  ['setMaxIdleHTTPParsers(NaN)', (http) => http.setMaxIdleHTTPParsers(Number.NaN)],
  ['setMaxIdleHTTPParsers()', (http) => http.setMaxIdleHTTPParsers(wrong(undefined))],
]

const messages: Misuse[] = [
  ['setHeader with a bad name', (http) => responseOf(http).setHeader('a b', '1')],
  ['setHeader with no value', (http) => responseOf(http).setHeader('a', wrong(undefined))],
  ['setHeader with a bad value', (http) => responseOf(http).setHeader('a', 'b\n')],
  ['setHeader with a bad value in a list', (http) => responseOf(http).setHeader('a', ['b', 'c\r'])],
  ['appendHeader with a bad name', (http) => responseOf(http).appendHeader('', '1')],
  ['appendHeader with no value', (http) => responseOf(http).appendHeader('a', wrong(undefined))],
  ['setHeaders with nothing', (http) => responseOf(http).setHeaders(wrong(undefined))],
  ['setHeaders with a list', (http) => responseOf(http).setHeaders(wrong([['a', 'b']]))],
  ['getHeader without a name', (http) => responseOf(http).getHeader(wrong(undefined))],
  ['hasHeader with a number', (http) => responseOf(http).hasHeader(wrong(5))],
  ['removeHeader with null', (http) => responseOf(http).removeHeader(wrong(null))],
  ['setHeader behind the head', (http) => sentResponse(http).setHeader('a', 'b')],
  ['appendHeader behind the head', (http) => sentResponse(http).appendHeader('a', 'b')],
  ['setHeaders behind the head', (http) => sentResponse(http).setHeaders(new Map())],
  ['removeHeader behind the head', (http) => sentResponse(http).removeHeader('a')],
  ['addTrailers with a bad name', (http) => responseOf(http).addTrailers({ 'a b': 'c' })],
  ['addTrailers with a bad value', (http) => responseOf(http).addTrailers({ a: 'b\0' })],
  ['a message that makes no head of its own', (http) => new http.OutgoingMessage().end()],
  ['write of nothing', (http) => responseOf(http).write(wrong(undefined))],
  ['write of null', (http) => responseOf(http).write(wrong(null))],
  ['write of a number', (http) => responseOf(http).write(wrong(5))],
  ['write of an object', (http) => responseOf(http).write(wrong({}))],
  ['end with a number', (http) => responseOf(http).end(wrong(5))],
  ['end with true', (http) => responseOf(http).end(wrong(true))],
  ['a body behind a stricter length', (http) => strict(http).end('ab')],
  ['a body short of a stricter length', (http) => strict(http).end()],
  ['writes beyond a stricter length', (http) => strict(http).writeHead(200).write('ab')],
]

function strict(http: Http): http.ServerResponse {
  const response = responseOf(http)
  response.strictContentLength = true
  response.setHeader('Content-Length', 1)
  return response
}

const heads: Misuse[] = [
  ...[99, 1000, 0, -1, Number.NaN, wrong('abc'), wrong(undefined), wrong({}), wrong(null)].map(
    (status: number): Misuse => [`the status ${shown(status)}`, (http) => responseOf(http).writeHead(status)],
  ),
  ['writeHead twice', (http) => sentResponse(http).writeHead(200)],
  ['writeHead with a bad reason', (http) => responseOf(http).writeHead(200, 'a\n')],
  ['writeHead with a bad name', (http) => responseOf(http).writeHead(200, { 'a b': 'c' })],
  ['writeHead with a bad value', (http) => responseOf(http).writeHead(200, { a: '\0' })],
  ['writeHead with no value', (http) => responseOf(http).writeHead(200, { a: undefined })],
  ['writeHead with an odd list', (http) => responseOf(http).writeHead(200, ['a'])],
  [
    'writeHead with an odd list over other fields',
    (http) => responseOf(http).setHeader('b', '1').writeHead(200, ['a']),
  ],
  [
    'trailers announced for a fixed length',
    (http) => responseOf(http).writeHead(200, { Trailer: 'a', 'Content-Length': 1 }),
  ],
  ['writeEarlyHints without hints', (http) => responseOf(http).writeEarlyHints(wrong('a'))],
  ['writeEarlyHints with a bad link', (http) => responseOf(http).writeEarlyHints({ link: 'a' })],
  ['writeEarlyHints with a bad link in a list', (http) => responseOf(http).writeEarlyHints({ link: ['<a>', '<'] })],
  ['assignSocket twice', (http) => assignTwice(http)],
]

function assignTwice(http: Http): void {
  const socket = new Writable() as unknown as Duplex
  responseOf(http).assignSocket(socket as never)
  responseOf(http).assignSocket(socket as never)
}

/** Refused by the newest Node; older ones sent what broke the message. */
export const newerMisuses: readonly Misuse[] = [
  ['writeContinue behind the head', (http) => sentResponse(http).writeContinue()],
  ['writeProcessing behind the head', (http) => sentResponse(http).writeProcessing()],
  ['writeEarlyHints behind the head', (http) => sentResponse(http).writeEarlyHints({ link: '<a>' })],
]

export const misuses: readonly Misuse[] = [
  ...names,
  ...values,
  ...servers,
  ...agents,
  ...requests,
  ...messages,
  ...heads,
]
