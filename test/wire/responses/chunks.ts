// Raw responses in the chunked coding, with trailers (RFC 9112 §7.1).

import { chunks, fails, type ResponseCase, receiving, takes } from '../response-case.ts'

const K = 'RFC 9112 §7.1'
const X = 'RFC 9112 §7.1.1'
const T = 'RFC 9112 §7.1.2'
const END = '\r\n0\r\n\r\n'
const lenient = { insecure: receiving('200 abc') }
const size = (text: string) => chunks(`${text}\r\nabc${END}`)
const badSize = (name: string, text: string, rule = K, code = 'HPE_INVALID_CHUNK_SIZE', details = {}) =>
  fails(name, rule, size(text), code, { seen: ['200…'], ...details })
const withTrailer = (trailer: string) => chunks(`3\r\nabc\r\n0\r\n${trailer}\r\n\r\n`)
const badTrailer = (name: string, trailer: string, code = 'HPE_INVALID_HEADER_TOKEN', details = {}) =>
  fails(name, T, withTrailer(trailer), code, { seen: ['200 abc…'], ...details })

export const chunkedBodies: ResponseCase[] = [
  takes('one chunk', K, size('3'), '200 abc'),
  takes('three chunks', K, chunks(`1\r\na\r\n1\r\nb\r\n1\r\nc${END}`), '200 abc'),
  takes('no chunk', K, chunks('0\r\n\r\n'), '200'),
  takes('leading zeros', K, size('0003'), '200 abc'),
  takes('capital letters', K, chunks(`A\r\n0123456789${END}`), '200 0123456789'),
  takes('a body that looks like its end', K, chunks(`5\r\n0\r\n\r\n${END}`), '200 0\r\n\r\n'),
  badSize('no digits', ''),
  badSize('no digit', 'g'),
  badSize('0x', '0x3'),
  badSize('a minus', '-3'),
  badSize('a plus', '+3'),
  badSize('a space before', ' 3'),
  badSize('a space behind', '3 ', K, 'HPE_INVALID_CHUNK_SIZE', lenient),
  badSize('more than 2^53', '20000000000000'),
  badSize('2^64 and 3', '10000000000000003'),
  badSize('five thousand zeros', `${'0'.repeat(5000)}3`),
  fails('a bare LF behind the size', K, chunks(`3\nabc${END}`), 'HPE_CR_EXPECTED', { seen: ['200…'], ...lenient }),
  fails('a bare CR behind the size', K, chunks(`3\rabc${END}`), 'HPE_STRICT', { seen: ['200…'] }),
  fails('a bare LF behind data', K, chunks('3\r\nabc\n0\r\n\r\n'), 'HPE_CR_EXPECTED', {
    seen: ['200 abc…'],
    ...lenient,
  }),
  fails('other bytes behind data', K, chunks('3\r\nabcXX0\r\n\r\n'), 'HPE_STRICT', { seen: ['200 abc…'] }),
  fails('more data than the size says', K, chunks(`2\r\nabc${END}`), 'HPE_STRICT', { seen: ['200 ab…'] }),
  fails('chunks cut short', 'RFC 9112 §8', chunks('3\r\nab'), 'ECONNRESET', { seen: ['200 ab…'], ends: true }),
  fails('the last chunk missing', 'RFC 9112 §8', chunks('3\r\nabc\r\n'), 'ECONNRESET', {
    seen: ['200 abc…'],
    ends: true,
  }),
  fails('the last empty line missing', 'RFC 9112 §8', chunks('3\r\nabc\r\n0\r\n'), 'ECONNRESET', {
    seen: ['200 abc…'],
    ends: true,
  }),
  ...[';a', ';a=b', ';a="b;c"', ' ;a', '; a = b'].map((extension) =>
    takes(`the extension ${JSON.stringify(extension)}`, X, size(`3${extension}`), '200 abc'),
  ),
  ...[';', ';;a', ';=b', ';a b', ';a="b'].map((extension) =>
    badSize(`the extension ${JSON.stringify(extension)}`, `3${extension}`, X, 'HPE_STRICT'),
  ),
  badSize('an extension of 17 KiB', `3;${'a'.repeat(17_000)}`, X, 'HPE_CHUNK_EXTENSIONS_OVERFLOW'),
  takes('a trailer', T, withTrailer('X: 1'), '200 abc'),
  takes('a Content-Length among the trailers', 'RFC 9110 §6.5.1', withTrailer('Content-Length: 9'), '200 abc'),
  takes('a Connection: close among the trailers', 'RFC 9110 §6.5.1', withTrailer('Connection: close'), '200 abc'),
  badTrailer('a space in a trailer', 'X Y: 1'),
  badTrailer('a NUL in a trailer', 'X: \0'),
  badTrailer('a response in place of a trailer', 'HTTP/1.1 200 OK'),
  badTrailer('a bare CR in a trailer', 'X: 1\r2', 'HPE_LF_EXPECTED'),
  badTrailer('a trailer of 17 KiB', `X: ${'a'.repeat(17_000)}`, 'HPE_HEADER_OVERFLOW'),
]
