// Raw responses that are not the last, or the last of HTTP: interim ones, 101, the answer to CONNECT (RFC 9110 §15.2,
// §7.8, §9.3.6), and vulnerabilities that a response shows.

import { EMPTY, failing, fails, head, ok, type ResponseCase, receiving, status, takes } from '../response-case.ts'

const I = 'RFC 9110 §15.2'
const U = 'RFC 9110 §7.8'
const C = 'RFC 9110 §9.3.6'
const CONTINUE = head('HTTP/1.1 100 Continue')
const HINTS = head('HTTP/1.1 103 Early Hints', 'Link: <a>')
const SWITCHING = head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: x')
const asks = { requestFields: { Connection: 'Upgrade', Upgrade: 'x' }, isKept: false }
const connects = { method: 'CONNECT', isKept: false }
const WHOLE = ok(EMPTY)

export const interim: ResponseCase[] = [
  takes('100', I, CONTINUE + WHOLE, ['100', '200']),
  takes('102', I, head('HTTP/1.1 102 Processing') + WHOLE, ['102', '200']),
  takes('103 twice and 100', I, HINTS + HINTS + CONTINUE + WHOLE, ['103', '103', '100', '200']),
  takes('199', I, head('HTTP/1.1 199 x') + WHOLE, ['199', '200']),
  takes(
    '100 with a length, which counts for nothing',
    'RFC 9112 §6.3',
    head('HTTP/1.1 100 x', 'Content-Length: 3') + WHOLE,
    ['100', '200'],
  ),
  takes(
    '100 with chunked, which counts for nothing',
    'RFC 9112 §6.3',
    head('HTTP/1.1 100 x', 'Transfer-Encoding: chunked') + WHOLE,
    ['100', '200'],
  ),
  fails(
    '100 with a length and chunked',
    'RFC 9112 §6.3',
    head('HTTP/1.1 100 x', 'Content-Length: 3', 'Transfer-Encoding: chunked') + WHOLE,
    'HPE_INVALID_TRANSFER_ENCODING',
    { insecure: receiving(['100', '200']) },
  ),
  takes('100 and a body', I, `${CONTINUE}${ok('Content-Length: 3')}abc`, ['100', '200 abc']),
  takes('five hundred interim responses', I, HINTS.repeat(500) + WHOLE, [...Array(500).fill('103'), '200']),
  fails('interim responses without end', I, HINTS.repeat(2000) + WHOLE, 'HPE_INVALID_STATUS', {
    seen: Array(1000).fill('103'),
  }),
  fails('100 alone', 'RFC 9112 §8', CONTINUE, 'ECONNRESET', { ends: true, seen: ['100'] }),
  fails('100 and rubbish', I, `${CONTINUE}rubbish`, 'HPE_INVALID_CONSTANT', { seen: ['100'] }),
]

export const switches: ResponseCase[] = [
  takes('101', U, SWITCHING, ['> 101'], asks),
  takes('101 and bytes behind it', U, `${SWITCHING}HTTP/1.1 x\0`, ['> 101 HTTP/1.1 x\0'], asks),
  // Whoever has a listener for `upgrade` is given it, as on the built-in; without one the connection ends.
  takes('101 that nobody asked for', U, `${SWITCHING}abc`, ['> 101 abc'], { isKept: false }),
  takes('101 that nobody asked for and that names no protocol', U, head('HTTP/1.1 101 x'), '101'),
  takes('101 behind 100', U, CONTINUE + SWITCHING, ['100', '> 101'], asks),
  takes('an Upgrade that the server ignores', U, WHOLE, '200', {
    requestFields: { Connection: 'Upgrade', Upgrade: 'x' },
  }),
  takes('a 200 with an Upgrade field', U, ok('Upgrade: x', 'Connection: upgrade', EMPTY), '200'),
  takes('a 426 with an Upgrade field', U, head('HTTP/1.1 426 x', 'Upgrade: x', 'Connection: upgrade', EMPTY), '426'),
  takes('200 to CONNECT', C, ok(), ['> 200'], connects),
  takes('204 to CONNECT', C, head('HTTP/1.1 204 x'), ['> 204'], connects),
  takes('200 to CONNECT and bytes behind it', C, `${ok()}\x16\x03\x01`, ['> 200 \x16\x03\x01'], connects),
  takes(
    'a length in a 200 to CONNECT counts for nothing',
    C,
    `${ok('Content-Length: 3')}abcd`,
    ['> 200 abcd'],
    connects,
  ),
  takes(
    'chunked in a 200 to CONNECT counts for nothing',
    C,
    `${ok('Transfer-Encoding: chunked')}abcd`,
    ['> 200 abcd'],
    connects,
  ),
  takes(
    'both in a 200 to CONNECT count for nothing',
    C,
    `${ok('Content-Length: 3', 'Transfer-Encoding: chunked')}abcd`,
    ['> 200 abcd'],
    connects,
  ),
  takes('100 before the 200 to CONNECT', C, CONTINUE + ok(), ['100', '> 200'], connects),
  takes('407 to CONNECT, which Node hands over too', C, head('HTTP/1.1 407 x', EMPTY), ['> 407'], connects),
]

const ABC = '3\r\nabc\r\n0\r\n\r\n'
export const responseCves: ResponseCase[] = [
  fails('a response split by a bare CR', 'CVE-2016-2216', ok('X: a\rSet-Cookie: b', EMPTY), 'HPE_LF_EXPECTED'),
  fails(
    'two lengths',
    'CVE-2016-2086',
    `${ok('Content-Length: 0', 'Content-Length: 3')}abc`,
    'HPE_UNEXPECTED_CONTENT_LENGTH',
  ),
  fails('a space within a length', 'CVE-2018-7159', `${ok('Content-Length: 1 2')}abc`, 'HPE_INVALID_CONTENT_LENGTH'),
  fails('a head beyond the limit', 'CVE-2018-12121', ok(`X: ${'a'.repeat(80_000)}`), 'HPE_HEADER_OVERFLOW'),
  takes('white space behind a value', 'CVE-2019-15606', ok('X: 1 \t', EMPTY), '200', { fields: ['x: 1'] }),
  fails('a space before a colon', 'CVE-2021-22959', `${ok('Content-Length : 3')}abc`, 'HPE_INVALID_HEADER_TOKEN', {
    insecure: receiving('200 abc'),
  }),
  fails(
    'a bare LF in a chunk extension',
    'CVE-2021-22960',
    ok('Transfer-Encoding: chunked') + ABC.replace('3\r', '3;a\nx\r'),
    'HPE_CR_EXPECTED',
    {
      seen: ['200…'],
      insecure: failing('HPE_STRICT', '200 x\r\n…'),
    },
  ),
  fails('a bare CR behind an empty value', 'CVE-2023-30589', `${ok('X:\rContent-Length: 3')}abc`, 'HPE_LF_EXPECTED'),
  fails(
    'chunk extensions beyond reason',
    'CVE-2024-22019',
    `${ok('Transfer-Encoding: chunked')}1;${'a'.repeat(40_000)}\r\na\r\n`,
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    { seen: ['200…'] },
  ),
  fails(
    'a head ended by CR LF CR and another byte',
    'CVE-2025-23167',
    `HTTP/1.1 200 OK\r\n${EMPTY}\r\n\rX`,
    'HPE_STRICT',
  ),
  takes('a field named __proto__', 'CVE-2026-21710', ok('__proto__: 1', EMPTY), '200', { fields: ['__proto__: 1'] }),
  takes('an answer that nobody asked for', 'CVE-2026-48931', WHOLE + status('HTTP/1.1 201 Poison'), '200', {
    isKept: false,
    mayFail: true,
  }),
]
