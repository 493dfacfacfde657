// The published vulnerabilities of Node's and its parser's HTTP/1 reading that one raw request shows, by number.
// Those that take time, many connections or a client stand in test/attacks, in the responses of this table and in
// test/wire/cves.test.ts, which also lists those that have nothing to do with HTTP/1.

import {
  chunked,
  get,
  HOST,
  lines,
  NEXT,
  post,
  type RequestCase,
  reading,
  reads,
  refuses,
  refusing,
} from '../request-case.ts'

const SMUGGLED = lines('GET /admin HTTP/1.1', HOST)
const ABC = '3\r\nabc\r\n0\r\n\r\n'
const SHOWN = 'docs/DIFFERENCES.md: a request with an unknown transfer coding reaches the handler before it is refused'
const unknownCoding = { seen: 'POST /…', strict: refusing(), because: SHOWN }

export const cves: RequestCase[] = [
  refuses(
    'two different lengths',
    'CVE-2016-2086',
    post(['Content-Length: 0', `Content-Length: ${SMUGGLED.length}`], SMUGGLED),
  ),
  refuses('a length with letters behind it', 'CVE-2016-2086', post(['Content-Length: 0x'], SMUGGLED)),
  refuses(
    'a length beside chunks',
    'CVE-2016-2086',
    post(['Content-Length: 3', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`),
    {
      insecure: reading('POST /', { behind: 'closed' }),
    },
  ),
  refuses('a space within the length', 'CVE-2018-7159', post(['Content-Length: 1 2'], `a${SMUGGLED}`)),
  refuses('a tab within the length', 'CVE-2018-7159', post(['Content-Length: 1\t2'], `a${SMUGGLED}`)),
  refuses('a head of more than the limit', 'CVE-2018-12121', get(`X: ${'a'.repeat(80_000)}`), { status: 431 }),
  refuses(
    'a head of more than the limit that does not end',
    'CVE-2018-12121',
    `GET / HTTP/1.1\r\n${'X: 1\r\n'.repeat(20_000)}`,
    { status: 431 },
  ),
  refuses(
    'a request line within a target',
    'CVE-2018-12116',
    `GET /a HTTP/1.1\r\nHost: a\r\n\r\n`.replace('/a', '/a b'),
  ),
  refuses(
    'a coding that is not the last',
    'CVE-2019-15605',
    post(['Transfer-Encoding: chunked, foo'], `0\r\n\r\n${SMUGGLED}`),
    {
      insecure: reading(`POST / 0\r\n\r\n${SMUGGLED}…`, { behind: 'waiting' }),
    },
  ),
  refuses('a coding that only looks like chunked', 'CVE-2019-15605', post(['Transfer-Encoding: xchunked'], ABC), {
    ...unknownCoding,
    insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
  }),
  reads('white space behind a value', 'CVE-2019-15606', get('X: 1 \t'), { line: 'GET /', fields: ['x: 1'] }),
  reads('white space behind a Host', 'CVE-2019-15606', lines('GET / HTTP/1.1', 'Host: a \t'), {
    line: 'GET /',
    fields: ['host: a'],
  }),
  refuses(
    'a carriage return as a hyphen in a name',
    'CVE-2020-8201',
    post(['Transfer\rEncoding: chunked', 'Content-Length: 3'], ABC),
  ),
  refuses('a bare CR in a name', 'CVE-2020-8201', post(['Content\rLength: 3'], 'abc')),
  refuses(
    'two codings, the first unknown and the last too',
    'CVE-2020-8287',
    post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked-false'], `0\r\n\r\n${SMUGGLED}`),
    {
      insecure: reading(`POST / 0\r\n\r\n${SMUGGLED}…`, { behind: 'waiting' }),
    },
  ),
  refuses(
    'a space before the colon of a length',
    'CVE-2021-22959',
    post([`Content-Length : ${SMUGGLED.length}`], SMUGGLED),
    {
      insecure: reading(`POST / ${SMUGGLED}`),
    },
  ),
  refuses('a space before the colon of a coding', 'CVE-2021-22959', post(['Transfer-Encoding : chunked'], ABC), {
    insecure: reading('POST / abc'),
  }),
  refuses('a chunk extension with a bare LF', 'CVE-2021-22960', chunked(`3;a\nxx\r\nabc\r\n0\r\n\r\n${SMUGGLED}`), {
    seen: 'POST /…',
    insecure: reading(`POST / xx\r0\r\n\r\n${SMUGGLED}…`, { behind: 'waiting' }),
  }),
  refuses('a transfer coding with a bare CR', 'CVE-2022-32213', post(['Transfer-Encoding: chunked\rX: 1'], ABC)),
  refuses(
    'chunked with another coding in the same value',
    'CVE-2022-32213',
    post(['Transfer-Encoding: chunked, identity'], ABC),
    {
      insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
    },
  ),
  refuses(
    'lines of a head ended by a bare LF',
    'CVE-2022-32214',
    `GET / HTTP/1.1\r\n${HOST}\r\nX: 1\nContent-Length: 3\r\n\r\nabc`,
    {
      insecure: reading('GET / abc'),
    },
  ),
  refuses(
    'a coding folded over two lines',
    'CVE-2022-32215',
    post(['Transfer-Encoding: chunked\r\n , identity'], ABC),
    {
      insecure: reading(`POST / ${ABC}…`, { behind: 'waiting' }),
    },
  ),
  refuses('an empty coding that is folded', 'CVE-2022-32215', post(['Transfer-Encoding:\r\n chunked'], ABC), {
    insecure: reading('POST / abc'),
  }),
  refuses(
    'a value that ends in a bare CR',
    'CVE-2022-35256',
    `GET / HTTP/1.1\r\n${HOST}\r\nX: 1\rContent-Length: 3\r\n\r\nabc`,
  ),
  refuses('a line that is folded before a length', 'CVE-2022-35256', post(['X: 1\r\n\tContent-Length: 3'], 'abc'), {
    insecure: refusing([{ line: 'POST /' }]),
  }),
  refuses(
    'a bare CR in place of CR LF',
    'CVE-2023-30589',
    `GET / HTTP/1.1\r\n${HOST}\r\nX:\rTransfer-Encoding: chunked\r\n\r\n${ABC}`,
  ),
  refuses(
    'a bare CR behind an empty value',
    'CVE-2023-30589',
    `POST / HTTP/1.1\r\n${HOST}\r\nX: \rContent-Length: 3\r\n\r\nabc`,
  ),
  refuses('chunk extensions beyond reason', 'CVE-2024-22019', chunked(`1;${'a'.repeat(40_000)}\r\na\r\n0\r\n\r\n`), {
    seen: 'POST /…',
    status: 413,
  }),
  refuses('a chunk extension that does not end', 'CVE-2024-22019', chunked(`1;${'a'.repeat(40_000)}`), {
    seen: 'POST /…',
    status: 413,
  }),
  refuses('a space before a length', 'CVE-2024-27982', `POST / HTTP/1.1\r\n Content-Length: 3\r\n${HOST}\r\n\r\nabc`),
  refuses(
    'a space before a length that is folded onto the Host',
    'CVE-2024-27982',
    post([' Content-Length: 3'], 'abc'),
    {
      insecure: refusing([{ line: 'POST /' }]),
    },
  ),
  refuses('a head ended by CR LF CR and another byte', 'CVE-2025-23167', `GET / HTTP/1.1\r\n${HOST}\r\n\rX${SMUGGLED}`),
  refuses('a head ended by CR LF CR and a request', 'CVE-2025-23167', `GET / HTTP/1.1\r\n${HOST}\r\n\r${SMUGGLED}`),
  reads('a field named __proto__', 'CVE-2026-21710', get('__proto__: 1', '__proto__: 2') + NEXT, [
    { line: 'GET /', fields: ['__proto__: 1'] },
    'GET /next',
  ]),
]
