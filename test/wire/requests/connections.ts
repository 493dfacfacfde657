// Raw requests about the life of a connection: persistence, pipelining, order, Expect (RFC 9112 §9, RFC 9110 §7.6.1).

import { chunked, get, HOST, lines, NEXT, post, type RequestCase, reading, reads, refuses } from '../request-case.ts'

const P = 'RFC 9112 §9.3'
const Q = 'RFC 9112 §9.3.2'
const CLOSE = 'RFC 9112 §9.6'
const closed = { behind: 'closed' } as const
const to = (path: string, ...fields: string[]) => lines(`GET ${path} HTTP/1.1`, HOST, ...fields)
const old = (...fields: string[]) => lines('GET / HTTP/1.0', ...fields)
const connection = (name: string, value: string, isKept: boolean) =>
  reads(name, 'RFC 9110 §7.6.1', get(`Connection: ${value}`), 'GET /', isKept ? {} : closed)
/** Bytes behind a request that ends its connection: it gets its answer, and they are not looked at (issue rows). */
const behindClose = (name: string, rest: string) => reads(name, CLOSE, get('Connection: close') + rest, 'GET /', closed)

export const persistence: RequestCase[] = [
  connection('keep-alive', 'keep-alive', true),
  connection('close', 'close', false),
  connection('Close in other letters', 'CLoSe', false),
  connection('close in a list', 'x, close ,y', false),
  connection('keep-alive, behind close', 'keep-alive, close', false),
  connection('close, behind keep-alive', 'close, keep-alive', false),
  connection('an empty value', '', true),
  connection('commas', ',,', true),
  connection('a word that holds close', 'closed', true),
  connection('a word that ends like close', 'x-close', true),
  connection('close in quotes', '"close"', true),
  connection('close with a tab', '\tclose\t', false),
  reads(
    'keep-alive and close on two lines',
    'RFC 9110 §7.6.1',
    get('Connection: keep-alive', 'Connection: close'),
    'GET /',
    closed,
  ),
  reads(
    'close and keep-alive on two lines',
    'RFC 9110 §7.6.1',
    get('Connection: close', 'Connection: keep-alive'),
    'GET /',
    closed,
  ),
  reads('a field that is named by Connection', 'RFC 9110 §7.6.1', get('Connection: x', 'X: 1'), {
    line: 'GET /',
    fields: ['x: 1'],
  }),
  reads('Proxy-Connection is no Connection', P, get('Proxy-Connection: close'), 'GET /'),
  reads('HTTP/1.0', P, old(), 'GET /', closed),
  // A server may always close; Node does so behind an answer of 1.0 whose length the program did not set.
  reads('HTTP/1.0 with keep-alive', P, old('Connection: keep-alive'), 'GET /', closed),
  reads('HTTP/1.0 with keep-alive and close', P, old('Connection: keep-alive, close'), 'GET /', closed),
  reads('HTTP/1.0 with an unknown option', P, old('Connection: x'), 'GET /', closed),
]

const reset = { behind: 'closed', mayBeReset: true } as const

export const pipelining: RequestCase[] = [
  reads('two requests', Q, get() + NEXT, ['GET /', 'GET /next']),
  reads('twenty requests', Q, get().repeat(20), Array(20).fill('GET /')),
  reads(
    'requests with bodies of both kinds',
    Q,
    post(['Content-Length: 1'], 'a') + chunked('1\r\nb\r\n0\r\n\r\n') + get(),
    ['POST / a', 'POST / b', 'GET /'],
  ),
  reads('a slow answer before a quick one', Q, to('/slow') + NEXT, ['GET /slow', 'GET /next']),
  reads('two slow answers', Q, to('/slow') + to('/slow') + NEXT, ['GET /slow', 'GET /slow', 'GET /next']),
  reads('an early answer before others', Q, `${lines('POST /early HTTP/1.1', HOST, 'Content-Length: 2')}ab${NEXT}`, [
    'POST /early',
    'GET /next',
  ]),
  refuses('a broken request behind a good one', Q, `${get()}BROKEN\r\n\r\n`, { seen: 'GET /' }),
  refuses('a broken request behind a slow answer', Q, `${to('/slow')}BROKEN\r\n\r\n`, { seen: 'GET /slow' }),
  refuses('a broken request behind two slow answers', Q, `${to('/slow')}${to('/slow')}BROKEN\r\n\r\n`, {
    seen: ['GET /slow', 'GET /slow'],
  }),
  refuses('a broken field behind a good request', Q, `${get()}${get('X : 1')}`, {
    seen: 'GET /',
    insecure: reading(['GET /', 'GET /']),
  }),
  refuses('rubbish behind a body', Q, `${post(['Content-Length: 1'], 'a')}rubbish\r\n\r\n`, { seen: 'POST / a' }),
  refuses('rubbish behind chunks', Q, `${chunked('0\r\n\r\n')}rubbish\r\n\r\n`, { seen: 'POST /' }),
  refuses('a body longer than its length', Q, post(['Content-Length: 1'], 'ab\r\n\r\n'), { seen: 'POST / a' }),
  refuses('a request without a Host behind a good one', Q, `${get()}${lines('GET /b HTTP/1.1')}`, { seen: 'GET /' }),
  behindClose('a request behind one that closes', NEXT),
  behindClose('rubbish behind a request that closes', 'rubbish\r\n\r\n'),
  behindClose('a NUL behind a request that closes', '\0'),
  behindClose('an empty line behind a request that closes', '\r\n'),
  reads(
    'a request behind a body that closes',
    CLOSE,
    post(['Connection: close', 'Content-Length: 1'], 'a') + NEXT,
    'POST / a',
    closed,
  ),
  reads(
    'a request behind chunks that close',
    CLOSE,
    chunked('0\r\n\r\n', 'Connection: close') + NEXT,
    'POST /',
    closed,
  ),
  reads('a request behind HTTP/1.0', CLOSE, old() + NEXT, 'GET /', closed),
  reads('a request behind an answer that says close', CLOSE, to('/close') + NEXT, 'GET /close', reset),
  reads(
    'a request behind two, of which the second is answered with close',
    CLOSE,
    get() + to('/close') + NEXT,
    ['GET /', 'GET /close'],
    reset,
  ),
  reads('rubbish behind an answer that says close', CLOSE, `${to('/close')}rubbish\r\n\r\n`, 'GET /close', reset),
]

const E = 'RFC 9110 §10.1.1'
const expecting = { statuses: [100, 200] }

export const expectations: RequestCase[] = [
  reads('100-continue', E, post(['Expect: 100-continue', 'Content-Length: 1'], 'a') + NEXT, ['POST / a', 'GET /next'], {
    statuses: [100, 200, 200],
  }),
  reads(
    '100-continue in other letters',
    E,
    post(['Expect: 100-Continue', 'Content-Length: 1'], 'a'),
    'POST / a',
    expecting,
  ),
  reads(
    '100-continue in HTTP/1.0 is ignored',
    E,
    `${lines('POST / HTTP/1.0', 'Expect: 100-continue', 'Content-Length: 1')}a`,
    'POST / a',
    closed,
  ),
  reads('another expectation', E, post(['Expect: x', 'Content-Length: 1'], 'a') + NEXT, ['GET /next'], {
    statuses: [417, 200],
  }),
  reads(
    'a word that ends like 100-continue',
    E,
    post(['Expect: x100-continue', 'Content-Length: 1'], 'a') + NEXT,
    ['GET /next'],
    { statuses: [417, 200] },
  ),
]
