// Raw requests about the chunked coding: sizes, extensions, terminators (RFC 9112 §7.1), and trailers (§7.1.2).

import { chunked, NEXT, type RequestCase, reading, reads, refuses, refusing } from '../request-case.ts'

const K = 'RFC 9112 §7.1'
const X = 'RFC 9112 §7.1.1'
const END = '\r\n0\r\n\r\n'
const both = ['POST / abc', 'GET /next']
const lenient = { insecure: reading(both) }
const size = (text: string) => chunked(`${text}\r\nabc${END}`) + NEXT
const bad = (name: string, text: string, rule = K, details = {}) =>
  refuses(name, rule, size(text), { seen: 'POST /…', ...details })

export const chunkSizes: RequestCase[] = [
  reads('one chunk', K, size('3'), both),
  reads('three chunks', K, chunked(`1\r\na\r\n1\r\nb\r\n1\r\nc${END}`) + NEXT, both),
  reads('no chunk but the last', K, chunked('0\r\n\r\n') + NEXT, ['POST /', 'GET /next']),
  reads('leading zeros', K, size('0003'), both),
  reads('a last chunk of many zeros', K, chunked('3\r\nabc\r\n0000\r\n\r\n') + NEXT, both),
  reads('a size in letters of both cases', K, chunked(`A\r\n0123456789\r\na\r\n0123456789${END}`) + NEXT, [
    'POST / 01234567890123456789',
    'GET /next',
  ]),
  reads('data that looks like chunks', K, chunked(`5\r\n0\r\n\r\n${END}`) + NEXT, ['POST / 0\r\n\r\n', 'GET /next']),
  reads('chunks cut short in a size', K, chunked('3'), 'POST /…', { behind: 'waiting' }),
  reads('chunks cut short in data', K, chunked('3\r\nab'), 'POST / ab…', { behind: 'waiting' }),
  reads('chunks cut short before the last', K, chunked('3\r\nabc\r\n'), 'POST / abc…', { behind: 'waiting' }),
  reads('chunks cut short in the end', K, chunked('3\r\nabc\r\n0\r\n'), 'POST / abc…', { behind: 'waiting' }),
  reads('the greatest size that can be counted', K, chunked('1fffffffffffff\r\na'), 'POST / a…', { behind: 'waiting' }),
  bad('an empty size', ''),
  bad('a letter that is no digit', 'g'),
  bad('a size with 0x', '0x3'),
  bad('a size with h', '3h'),
  bad('a plus', '+3'),
  bad('a minus', '-3'),
  bad('an underscore', '0_3'),
  bad('a point', '3.0'),
  bad('a space before', ' 3'),
  bad('a tab before', '\t3'),
  bad('a space behind', '3 ', K, lenient),
  bad('a tab behind', '3\t', K, { insecure: reading(both) }),
  bad('a space within', '0 3'),
  bad('a NUL', '3\0'),
  bad('more than 2^53', '20000000000000'),
  bad('2^64 and 3, which wraps to 3', '10000000000000003'),
  bad('zeros without end', `${'0'.repeat(5000)}3`),
  refuses('a bare LF behind the size', K, chunked(`3\nabc${END}`) + NEXT, { seen: 'POST /…', ...lenient }),
  refuses('a bare CR behind the size', K, chunked(`3\rabc${END}`), { seen: 'POST /…' }),
  refuses('CR CR LF behind the size', K, chunked(`3\r\r\nabc${END}`), { seen: 'POST /…' }),
  refuses('a bare LF behind data', K, chunked('3\r\nabc\n0\r\n\r\n') + NEXT, { seen: 'POST / abc…', ...lenient }),
  refuses('a bare CR behind data', K, chunked('3\r\nabc\r0\r\n\r\n'), { seen: 'POST / abc…' }),
  refuses('nothing behind data', K, chunked('3\r\nabc0\r\n\r\n'), { seen: 'POST / abc…' }),
  refuses('two other bytes behind data', K, chunked('3\r\nabcXX0\r\n\r\n'), { seen: 'POST / abc…' }),
  refuses('more data than the size says', K, chunked(`2\r\nabc${END}`), { seen: 'POST / ab…' }),
  refuses('an empty line before the first size', K, chunked(`\r\n3\r\nabc${END}`), { seen: 'POST /…' }),
  refuses('a bare LF in place of the last line', K, chunked('3\r\nabc\r\n0\r\n\n') + NEXT, {
    seen: 'POST / abc…',
    ...lenient,
  }),
  refuses('a bare LF behind the last size', K, chunked('3\r\nabc\r\n0\n\r\n') + NEXT, {
    seen: 'POST / abc…',
    ...lenient,
  }),
]

export const chunkExtensions: RequestCase[] = [
  ...[
    ';a',
    ';a=b',
    ';a="b c"',
    ';a="\\""',
    ';a;b=c;d="e"',
    ';a=""',
    ` ;a`,
    '; a',
    ';a =b',
    ';a= b',
    ';a ; b',
    '\t;\ta\t=\tb',
  ].map((extension) => reads(`the extension ${JSON.stringify(extension)}`, X, size(`3${extension}`), both)),
  reads('an extension of the last chunk', X, chunked('3\r\nabc\r\n0;a=b\r\n\r\n') + NEXT, both),
  ...[
    ';',
    ';;',
    ';;a',
    ';=b',
    ';a=',
    ';a=;b',
    ';a=b c',
    ';a="b',
    ';a="b"c',
    ';a b',
    ';a="\x01"',
    ';a=\xe4',
    ',a',
    ' a',
    ';a\0',
    ';"a"',
    ';a=b="c"',
  ].map((extension) => bad(`the extension ${JSON.stringify(extension)}`, `3${extension}`, X)),
  refuses('a bare LF in an extension', X, size('3;a\nb'), { seen: 'POST /…', insecure: refusing('POST / b\r\n…') }),
  refuses('a bare CR in an extension', X, size('3;a\rb'), { seen: 'POST /…' }),
  refuses('a bare LF in quotes', X, size('3;a="\n"'), { seen: 'POST /…' }),
  refuses('CR LF in quotes', X, size('3;a="\r\n"'), { seen: 'POST /…' }),
  refuses('more than 16 KiB of an extension', X, size(`3;${'a'.repeat(17_000)}`), { seen: 'POST /…', status: 413 }),
]

const T = 'RFC 9112 §7.1.2'
const withTrailers = (...all: string[]) =>
  chunked(`3\r\nabc\r\n0\r\n${all.map((one) => `${one}\r\n`).join('')}\r\n`) + NEXT
const trailed = (name: string, trailer: string, rule = 'RFC 9110 §6.5.1') =>
  reads(name, rule, withTrailers(trailer), both)
const badTrailer = (name: string, trailer: string, details = {}) =>
  refuses(name, T, withTrailers(trailer), { seen: 'POST / abc…', ...details })

export const trailers: RequestCase[] = [
  reads('a trailer', T, withTrailers('X: 1'), [{ line: 'POST / abc', trailers: ['X: 1'], fields: ['x'] }, 'GET /next']),
  reads('two trailers', T, withTrailers('X: 1', 'Y:2 '), [
    { line: 'POST / abc', trailers: ['X: 1', 'Y: 2'] },
    'GET /next',
  ]),
  trailed('a Content-Length among the trailers', 'Content-Length: 9'),
  trailed('a Transfer-Encoding among the trailers', 'Transfer-Encoding: chunked'),
  trailed('a Connection: close among the trailers', 'Connection: close'),
  trailed('an Upgrade among the trailers', 'Upgrade: x\r\nConnection: upgrade'),
  trailed('two Hosts among the trailers', 'Host: x\r\nHost: y'),
  trailed('an Expect among the trailers', 'Expect: 100-continue'),
  badTrailer('a space in a name', 'X Y: 1'),
  badTrailer('a space before the colon', 'X : 1', lenient),
  badTrailer('an empty name', ': 1'),
  badTrailer('a line without a colon', 'X'),
  badTrailer('a NUL in a value', 'X: \0'),
  badTrailer('a bare CR in a value', 'X: 1\r2'),
  badTrailer('a control character in a value', 'X: \x01', lenient),
  badTrailer('a folded line', 'X: 1\r\n 2', lenient),
  badTrailer('a request in place of trailers', 'GET /next HTTP/1.1'),
  refuses('a bare LF behind a trailer', T, chunked('3\r\nabc\r\n0\r\nX: 1\n\r\n') + NEXT, {
    seen: 'POST / abc…',
    ...lenient,
  }),
  refuses('more trailers than a head may have', T, withTrailers(`X: ${'a'.repeat(17_000)}`), {
    seen: 'POST / abc…',
    status: 431,
  }),
]
