// Raw responses about how long a body is (RFC 9112 §6.3), by length, by chunks, until the end, and not at all.

import { EMPTY, fails, head, ok, type ResponseCase, receiving, status, takes } from '../response-case.ts'

const B = 'RFC 9112 §6.3'
const LENGTH = 'RFC 9110 §8.6'
const C = 'RFC 9112 §6.1'
const ABC = '3\r\nabc\r\n0\r\n\r\n'
const BAD_LENGTH = 'HPE_INVALID_CONTENT_LENGTH'
const BAD_CODING = 'HPE_INVALID_TRANSFER_ENCODING'
const length = (value: string) => `${ok(`Content-Length: ${value}`)}abc`
const badLength = (name: string, value: string) => fails(name, LENGTH, length(value), BAD_LENGTH)
const coding = (value: string, body = ABC) => ok(`Transfer-Encoding: ${value}`) + body
/** The last coding is not chunked: the body lasts as long as the connection. */
const untilEnd = (name: string, value: string, body = 'abc') =>
  takes(name, B, coding(value, body), `200 ${body}`, { ends: true })

export const bodyLengths: ResponseCase[] = [
  takes('so many bytes', B, length('3'), '200 abc'),
  takes('no bytes', B, status('HTTP/1.1 200 OK'), '200'),
  takes('leading zeros', LENGTH, length('003'), '200 abc'),
  takes('white space around the length', LENGTH, length('\t 3 '), '200 abc'),
  takes(
    'a body that looks like a response',
    B,
    ok('Content-Length: 38') + status('HTTP/1.1 200 OK'),
    `200 ${status('HTTP/1.1 200 OK')}`,
  ),
  takes('until the end of the connection', B, `${ok()}abc`, '200 abc', { ends: true }),
  takes('until the end, and nothing came', B, ok(), '200', { ends: true }),
  takes('until the end, of HTTP/1.0', B, `${head('HTTP/1.0 200 OK')}abc`, '200 abc', { ends: true }),
  takes('until the end, kept alive or not', B, `${ok('Connection: keep-alive')}abc`, '200 abc', { ends: true }),
  takes('close and a length', 'RFC 9112 §9.6', `${ok('Connection: close', 'Content-Length: 3')}abc`, '200 abc', {
    isKept: false,
  }),
  takes(
    'keep-alive, close and a length',
    'RFC 9112 §9.6',
    `${ok('Connection: keep-alive, close', 'Content-Length: 3')}abc`,
    '200 abc',
    { isKept: false },
  ),
  fails('a body cut short', 'RFC 9112 §8', length('5'), 'ECONNRESET', { ends: true, seen: ['200 abc…'] }),
  fails('a head cut short', 'RFC 9112 §8', 'HTTP/1.1 200 OK\r\nX', 'ECONNRESET', { ends: true }),
  fails('nothing at all', 'RFC 9112 §8', '', 'ECONNRESET', { ends: true }),
  badLength('letters', 'abc'),
  badLength('no digits', ''),
  badLength('a minus', '-3'),
  badLength('a plus', '+3'),
  badLength('hexadecimal', '0x3'),
  badLength('a space within', '1 2'),
  badLength('more than 2^53', '9007199254740993'),
  badLength('2^64 and 3', '18446744073709551619'),
  badLength('a list', '3, 3'),
  badLength('a letter behind', '3a'),
  fails('two equal lines', B, `${ok('Content-Length: 3', 'Content-Length: 3')}abc`, 'HPE_UNEXPECTED_CONTENT_LENGTH'),
  fails(
    'two different lines',
    B,
    `${ok('Content-Length: 3', 'Content-Length: 4')}abc`,
    'HPE_UNEXPECTED_CONTENT_LENGTH',
  ),
]

export const codings: ResponseCase[] = [
  takes('chunked', C, coding('chunked'), '200 abc'),
  takes('chunked in other letters', C, coding('CHUNKED'), '200 abc'),
  takes('chunked and a tab', 'RFC 9110 §5.6.1', coding('chunked\t'), '200 abc'),
  takes('a tab and chunked', 'RFC 9110 §5.6.1', coding('\tchunked'), '200 abc'),
  takes('chunked and a comma', 'RFC 9110 §5.6.1', coding('chunked,'), '200 abc'),
  takes('a comma and chunked', 'RFC 9110 §5.6.1', coding(',chunked'), '200 abc'),
  takes('gzip, chunked', C, coding('gzip, chunked'), '200 abc'),
  takes(
    'gzip and chunked on two lines',
    C,
    ok('Transfer-Encoding: gzip', 'Transfer-Encoding: chunked') + ABC,
    '200 abc',
  ),
  untilEnd('a coding nobody knows', 'foo'),
  untilEnd('identity', 'identity'),
  untilEnd('chunked and another behind it', 'chunked, foo'),
  untilEnd('a word that ends like chunked', 'xchunked'),
  untilEnd('chunked with a parameter', 'chunked;a=b'),
  fails('chunked twice', C, coding('chunked, chunked'), BAD_CODING, { insecure: receiving('200 abc') }),
  fails('chunked on two lines', C, ok('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') + ABC, BAD_CODING, {
    insecure: receiving('200 abc'),
  }),
  fails('no coding', C, coding(''), BAD_CODING),
  fails('a length before chunks', B, ok('Content-Length: 3', 'Transfer-Encoding: chunked') + ABC, BAD_CODING, {
    insecure: receiving('200 abc', false),
  }),
  fails('a length behind chunks', B, ok('Transfer-Encoding: chunked', 'Content-Length: 3') + ABC, BAD_LENGTH, {
    insecure: receiving('200 abc', false),
  }),
  takes(
    'HTTP/1.0 with chunks closes',
    C,
    head('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked', 'Connection: keep-alive') + ABC,
    '200 abc',
    { isKept: false },
  ),
]

const NONE = 'RFC 9110 §6.4.1'
const NEXT = status('HTTP/1.1 200 OK')
/** Whether it comes in one read with the answer decides whether its error is told. */
const behind = { isKept: false, mayFail: true }
const closing = (field: string) => ok('Connection: close', field)
export const noBodies: ResponseCase[] = [
  ...['204 No Content', '304 Not Modified'].flatMap((line) => {
    const code = line.slice(0, 3)
    return [
      takes(`${code}`, NONE, head(`HTTP/1.1 ${line}`), code),
      takes(`${code} with a length`, NONE, head(`HTTP/1.1 ${line}`, 'Content-Length: 3'), code),
      takes(`${code} with chunked`, NONE, head(`HTTP/1.1 ${line}`, 'Transfer-Encoding: chunked'), code),
      fails(
        `${code} with a length and chunked`,
        B,
        head(`HTTP/1.1 ${line}`, 'Content-Length: 3', 'Transfer-Encoding: chunked'),
        BAD_CODING,
        { insecure: receiving(code, false) },
      ),
      takes(`a body behind ${code}`, NONE, `${head(`HTTP/1.1 ${line}`, 'Content-Length: 3')}abc`, code, behind),
      takes(`chunks behind ${code}`, NONE, head(`HTTP/1.1 ${line}`, 'Transfer-Encoding: chunked') + ABC, code, behind),
    ]
  }),
  takes('205 with a length of 0', NONE, head('HTTP/1.1 205 x', EMPTY), '205'),
  // No body comes behind HEAD whatever the head says of a length, so that the connection is kept (docs/DIFFERENCES.md).
  takes('HEAD', 'RFC 9110 §9.3.2', ok(), '200', { method: 'HEAD' }),
  takes('HEAD with a length', 'RFC 9110 §9.3.2', ok('Content-Length: 3'), '200', { method: 'HEAD' }),
  takes('HEAD with chunked', 'RFC 9110 §9.3.2', ok('Transfer-Encoding: chunked'), '200', { method: 'HEAD' }),
  takes('HEAD with close', 'RFC 9110 §9.3.2', ok('Connection: close', 'Content-Length: 3'), '200', {
    method: 'HEAD',
    isKept: false,
  }),
  takes('a second response behind the first', 'RFC 9112 §9.2', NEXT + NEXT, '200', { isKept: false, mayFail: true }),
  takes('a second response behind a body', 'RFC 9112 §9.2', length('3') + NEXT, '200 abc', {
    isKept: false,
    mayFail: true,
  }),
  takes('a second response behind chunks', 'RFC 9112 §9.2', coding('chunked') + NEXT, '200 abc', {
    isKept: false,
    mayFail: true,
  }),
  takes('a body longer than its length', 'RFC 9112 §9.2', `${length('3')}rest`, '200 abc', {
    isKept: false,
    mayFail: true,
  }),
  // An empty line behind a body is left out: whether it comes with the body or on the idle socket decides, and both the
  // kept connection and the closed one are in order.
  takes(
    'bytes behind a length and close',
    'RFC 9112 §9.6',
    `${closing('Content-Length: 3')}abcrest`,
    '200 abc',
    behind,
  ),
  takes('a response behind one that closes', 'RFC 9112 §9.6', closing(EMPTY) + NEXT, '200', behind),
  takes(
    'bytes behind chunks and close',
    'RFC 9112 §9.6',
    `${closing('Transfer-Encoding: chunked')}${ABC}rest`,
    '200 abc',
    behind,
  ),
  takes('a body behind HEAD', 'RFC 9110 §9.3.2', length('3'), '200', { method: 'HEAD', isKept: false, mayFail: true }),
]
