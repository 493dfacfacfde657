// Raw requests about Transfer-Encoding (RFC 9112 §6.1, §6.3): which codings, in which order, beside which length.

import {
  chunked,
  get,
  lines,
  NEXT,
  post,
  type RequestCase,
  reading,
  reads,
  refuses,
  refusing,
} from '../request-case.ts'

const C = 'RFC 9112 §6.1'
const BODY = 'RFC 9112 §6.3'
const LAST = '0\r\n\r\n'
const ABC = `3\r\nabc\r\n${LAST}`
const coding = (value: string, body = ABC) => post([`Transfer-Encoding: ${value}`], body)
const SHOWN = 'docs/DIFFERENCES.md: a request with an unknown transfer coding reaches the handler before it is refused'

/** The handler gets the head, as Node’s own tests want it, and the connection ends with the 400. */
const unknown = (name: string, value: string, rule = C) =>
  refuses(name, rule, coding(value), {
    seen: 'POST /…',
    strict: refusing(),
    insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
    because: SHOWN,
  })

export const transferEncoding: RequestCase[] = [
  reads('chunked', C, coding('chunked') + NEXT, ['POST / abc', 'GET /next']),
  reads('chunked in other letters', C, coding('CHUNKed') + NEXT, ['POST / abc', 'GET /next']),
  reads('chunked with white space around', C, coding('\t chunked \t') + NEXT, ['POST / abc', 'GET /next']),
  reads('a comma behind chunked', 'RFC 9110 §5.6.1', coding('chunked,') + NEXT, ['POST / abc', 'GET /next']),
  reads('a comma before chunked', 'RFC 9110 §5.6.1', coding(', chunked') + NEXT, ['POST / abc', 'GET /next']),
  reads('another coding before chunked', C, coding('gzip, chunked') + NEXT, ['POST / abc', 'GET /next']),
  reads(
    'another coding on a line before',
    C,
    post(['Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'], ABC) + NEXT,
    ['POST / abc', 'GET /next'],
  ),
  reads('GET with chunks', C, `${get('Transfer-Encoding: chunked')}${ABC}${NEXT}`, ['GET / abc', 'GET /next']),
  reads(
    'HTTP/1.0 with chunks closes',
    C,
    `${lines('POST / HTTP/1.0', 'Transfer-Encoding: chunked')}${ABC}`,
    'POST / abc',
    { behind: 'closed' },
  ),
  reads(
    'HTTP/1.0 with chunks closes, kept alive or not',
    C,
    `${lines('POST / HTTP/1.0', 'Transfer-Encoding: chunked', 'Connection: keep-alive')}${ABC}`,
    'POST / abc',
    { behind: 'closed' },
  ),
  reads(
    'HTTP/1.0 with chunks: what is behind is not read',
    C,
    `${lines('POST / HTTP/1.0', 'Transfer-Encoding: chunked', 'Connection: keep-alive')}${ABC}${NEXT}`,
    'POST / abc',
    { behind: 'closed' },
  ),
  reads('a TE field is none', C, post(['TE: chunked']) + NEXT, ['POST /', 'GET /next']),
  unknown('a coding that nobody knows', 'foo'),
  unknown('identity', 'identity'),
  unknown('gzip alone', 'gzip'),
  unknown('a word that ends like chunked', 'xchunked'),
  unknown('a word that begins like chunked', 'chunkedx'),
  unknown('chunked with a parameter', 'chunked;a=b'),
  unknown('chunked in quotes', '"chunked"'),
  unknown('chunked with a space within', 'chunk ed'),
  unknown('chunked behind a colon', ': chunked'),
  unknown('two codings without a comma', 'gzip chunked'),
  unknown('chunked with a no-break space', '\xa0chunked'),
  refuses('a vertical tab before chunked', 'RFC 9110 §5.5', coding('\x0bchunked'), {
    insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
  }),
  refuses('chunked and another behind it', C, coding('chunked, gzip'), {
    insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
  }),
  refuses('chunked and identity behind it', C, coding('chunked, identity'), {
    insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
  }),
  refuses('chunked twice', C, coding('chunked, chunked'), { insecure: reading('POST / abc') }),
  refuses('chunked on two lines', C, post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], ABC), {
    insecure: reading('POST / abc'),
  }),
  refuses(
    'chunked, and another on a line behind',
    C,
    post(['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip'], ABC),
    {
      insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
    },
  ),
  refuses('no coding', C, coding('')),
  refuses('commas alone', C, coding(',,')),
  refuses('a length behind', BODY, chunked(LAST, 'Content-Length: 3'), {
    insecure: reading('POST /', { behind: 'closed' }),
  }),
  refuses('a length before', BODY, post(['Content-Length: 3', 'Transfer-Encoding: chunked'], LAST), {
    insecure: reading('POST /', { behind: 'closed' }),
  }),
  refuses('a length of 0 beside', BODY, post(['Content-Length: 0', 'Transfer-Encoding: chunked'], ABC), {
    insecure: reading('POST / abc', { behind: 'closed' }),
  }),
  refuses('a length beside an unknown coding', BODY, post(['Content-Length: 3', 'Transfer-Encoding: foo'], 'abc'), {
    insecure: reading('POST / abc…', { behind: 'waiting' }),
  }),
  refuses(
    'a length beside a coding in HTTP/1.0',
    BODY,
    `${lines('POST / HTTP/1.0', 'Content-Length: 3', 'Transfer-Encoding: chunked')}${ABC}`,
    {
      insecure: reading('POST / abc', { behind: 'closed' }),
    },
  ),
  refuses(
    'a space before the colon',
    'RFC 9112 §5.1',
    post(['Content-Length: 3', 'Transfer-Encoding : chunked'], ABC),
    {
      insecure: reading('POST / abc', { behind: 'closed' }),
    },
  ),
  reads('an underscore in the name', C, post(['Transfer_Encoding: chunked']) + NEXT, ['POST /', 'GET /next']),
]
