// Raw requests about Content-Length (RFC 9110 §8.6, RFC 9112 §6.3).

import { get, lines, NEXT, post, type RequestCase, reads, refuses } from '../request-case.ts'

const LENGTH = 'RFC 9110 §8.6'
const BODY = 'RFC 9112 §6.3'
const length = (value: string, body = '') => post([`Content-Length: ${value}`], body)
const refused = (name: string, value: string, rule = LENGTH) => refuses(name, rule, length(value, '1234567890') + NEXT)

export const contentLength: RequestCase[] = [
  reads('a body of so many bytes', LENGTH, length('3', 'abc'), 'POST / abc'),
  reads('a body and a request behind it', BODY, length('3', 'abc') + NEXT, ['POST / abc', 'GET /next']),
  reads('a length of 0', LENGTH, length('0') + NEXT, ['POST /', 'GET /next']),
  reads('leading zeros', LENGTH, length('0003', 'abc') + NEXT, ['POST / abc', 'GET /next']),
  reads('white space around', LENGTH, length('\t 3 \t', 'abc') + NEXT, ['POST / abc', 'GET /next']),
  reads('GET with a body', 'RFC 9110 §9.3.1', `${get('Content-Length: 3')}abc${NEXT}`, ['GET / abc', 'GET /next']),
  reads('a body that looks like a request', BODY, length(`${NEXT.length}`, NEXT), `POST / ${NEXT}`),
  reads('a body with NULs and line ends', BODY, length('5', '\0\r\n\r\n') + NEXT, ['POST / \0\r\n\r\n', 'GET /next']),
  reads('a POST without a length has no body', BODY, post([]) + NEXT, ['POST /', 'GET /next']),
  reads('HTTP/1.0 with a length', BODY, `${lines('POST / HTTP/1.0', 'Content-Length: 3')}abc`, 'POST / abc', {
    behind: 'closed',
  }),
  reads('a body cut short', 'RFC 9112 §8', length('5', 'abc'), 'POST / abc…', { behind: 'waiting' }),
  reads('the greatest length that can be counted', LENGTH, length('9007199254740991', 'a'), 'POST / a…', {
    behind: 'waiting',
  }),
  reads(
    'an early answer does not move the end of the body',
    BODY,
    `${lines('POST /early HTTP/1.1', 'Host: a', 'Content-Length: 3')}abc${NEXT}`,
    ['POST /early', 'GET /next'],
  ),
  refused('no digits', ''),
  refused('letters', 'abc'),
  refused('a plus', '+3'),
  refused('a minus', '-3'),
  refused('a minus and 0', '-0'),
  refused('hexadecimal', '0x3'),
  refused('a letter behind the digits', '3a'),
  refused('a point', '3.0'),
  refused('an exponent', '3e0'),
  refused('an underscore', '1_0'),
  refused('a space within', '1 0'),
  refused('a tab within', '1\t0'),
  refused('quotes', '"3"'),
  refused('a semicolon', '3;'),
  refused('a number above ASCII', '\xb3'),
  refused('more than 2^53', '9007199254740992'),
  refused('2^64 and 3, which wraps to 3', '18446744073709551619'),
  refused('2^64 and 3 behind a zero', '018446744073709551619'),
  refused('a thousand digits', '1'.repeat(1000)),
  refused('a list of equal numbers', '3, 3', BODY),
  refused('a list of different numbers', '3, 4', BODY),
  refused('a list with an empty element', '3,', BODY),
  refused('a comma first', ',3', BODY),
  refuses('two equal lines', BODY, post(['Content-Length: 3', 'Content-Length: 3'], 'abc') + NEXT),
  refuses('two different lines', BODY, post(['Content-Length: 3', 'Content-Length: 0'], 'abc') + NEXT),
  refuses('two lines, the first 0', BODY, post(['Content-Length: 0', 'Content-Length: 3'], 'abc') + NEXT),
  refuses('two lines in different letters', BODY, post(['Content-Length: 3', 'CONTENT-LENGTH: 3'], 'abc') + NEXT),
  refuses('a line without digits beside a good one', BODY, post(['Content-Length: 3', 'Content-Length:'], 'abc')),
  reads(
    'a name that is nearly that',
    LENGTH,
    post(['Content_Length: 3', 'Content-Lengt: 3', 'X-Content-Length: 3']) + NEXT,
    ['POST /', 'GET /next'],
  ),
]
