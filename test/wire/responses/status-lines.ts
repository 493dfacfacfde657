// Raw responses about the status line and the ends of lines (RFC 9112 §4, §2.2, §2.3).

import { EMPTY, failing, fails, head, ok, type ResponseCase, receiving, status, takes } from '../response-case.ts'

const S = 'RFC 9112 §4'
const V = 'RFC 9112 §2.3'
const R = 'RFC 9112 §2.2'
const lenient = { insecure: receiving('200') }
const WHOLE = ok(EMPTY)

export const statusLines: ResponseCase[] = [
  takes('a whole response', S, WHOLE, '200'),
  takes('a reason of words', S, status('HTTP/1.1 404 Not  Found'), '404'),
  takes('an empty reason', S, status('HTTP/1.1 200 '), '200'),
  takes('no reason and no space', S, status('HTTP/1.1 200'), '200'),
  takes('a reason above ASCII', S, status('HTTP/1.1 200 \xe4'), '200'),
  takes('a reason with a tab', S, status('HTTP/1.1 200 a\tb'), '200'),
  takes('a status nobody knows', 'RFC 9110 §15', status('HTTP/1.1 299 x'), '299'),
  takes('a status of 599', 'RFC 9110 §15', status('HTTP/1.1 599 x'), '599'),
  ...['\x01', '\0', '\x7f', '\x1b[2J', '\x0b'].map((code) =>
    fails(
      `the control character ${JSON.stringify(code)} in the reason`,
      S,
      status(`HTTP/1.1 200 a${code}`),
      'HPE_INVALID_STATUS',
    ),
  ),
  fails('a status of two digits', S, status('HTTP/1.1 20 OK'), 'HPE_INVALID_STATUS'),
  fails('a status of four digits', S, status('HTTP/1.1 2000 OK'), 'HPE_INVALID_STATUS'),
  fails('a status that is no number', S, status('HTTP/1.1 abc OK'), 'HPE_INVALID_STATUS'),
  fails('a negative status', S, status('HTTP/1.1 -20 OK'), 'HPE_INVALID_STATUS'),
  fails('a status with a plus', S, status('HTTP/1.1 +20 OK'), 'HPE_INVALID_STATUS'),
  fails('two spaces before the status', S, status('HTTP/1.1  200 OK'), 'HPE_INVALID_STATUS'),
  fails('a tab before the status', S, status('HTTP/1.1\t200 OK'), 'HPE_INVALID_VERSION'),
  fails('a tab behind the status', S, status('HTTP/1.1 200\tOK'), 'HPE_INVALID_STATUS'),
  fails('no status', S, status('HTTP/1.1'), 'HPE_INVALID_VERSION'),
  fails(
    'a reason beyond the limit',
    'RFC 9110 §5.4',
    status(`HTTP/1.1 200 ${'a'.repeat(17_000)}`),
    'HPE_HEADER_OVERFLOW',
  ),
  takes('a reason below the limit', 'RFC 9110 §5.4', status(`HTTP/1.1 200 ${'a'.repeat(15_000)}`), '200'),
  fails('another protocol', V, status('ICY 200 OK'), 'HPE_INVALID_CONSTANT'),
  fails('RTSP', V, status('RTSP/1.0 200 OK'), 'HPE_INVALID_CONSTANT'),
  fails('small letters', V, status('http/1.1 200 OK'), 'HPE_INVALID_CONSTANT'),
  fails('a request', V, head('GET / HTTP/1.1'), 'HPE_INVALID_CONSTANT'),
  fails('a page without a head', V, '<html></html>', 'HPE_INVALID_CONSTANT'),
  fails('HTTP/2.0', V, status('HTTP/2.0 200 OK'), 'HPE_INVALID_VERSION', { insecure: receiving('200', false) }),
  fails('HTTP/1.2', V, status('HTTP/1.2 200 OK'), 'HPE_INVALID_VERSION', { insecure: receiving('200') }),
  fails('HTTP/1.9', V, status('HTTP/1.9 200 OK'), 'HPE_INVALID_VERSION', { insecure: receiving('200') }),
  fails('HTTP/3.0', V, status('HTTP/3.0 200 OK'), 'HPE_INVALID_VERSION', { insecure: receiving('200', false) }),
  ...['HTTP/2', 'HTTP/1.', 'HTTP/1.10', 'HTTP/01.1', 'HTTP/1 .1'].map((version) =>
    fails(version, V, status(`${version} 200 OK`), 'HPE_INVALID_VERSION'),
  ),
  fails('HTTPS/1.1', V, status('HTTPS/1.1 200 OK'), 'HPE_INVALID_CONSTANT'),
  takes('HTTP/1.0', V, status('HTTP/1.0 200 OK'), '200', { isKept: false }),
  takes('HTTP/1.0 with keep-alive', V, head('HTTP/1.0 200 OK', 'Connection: keep-alive', EMPTY), '200'),
  takes('HTTP/0.9', V, status('HTTP/0.9 200 OK'), '200', {
    isKept: false,
    strict: failing('HPE_INVALID_VERSION'),
    because: 'docs/DIFFERENCES.md: HTTP/0.9 on a status line, as Node’s own tests demand; strict refuses it',
  }),
]

const LINE = 'HTTP/1.1 200 OK'
export const lineEnds: ResponseCase[] = [
  takes('an empty line before the status line', R, `\r\n${WHOLE}`, '200'),
  takes('eight empty lines before the status line', R, '\r\n'.repeat(8) + WHOLE, '200'),
  fails('nine empty lines before the status line', R, '\r\n'.repeat(9) + WHOLE, 'HPE_INVALID_CONSTANT'),
  fails('a bare LF before the status line', R, `\n${WHOLE}`, 'HPE_INVALID_CONSTANT', lenient),
  fails('a bare CR before the status line', R, `\r${WHOLE}`, 'HPE_INVALID_CONSTANT'),
  fails('CR CR LF before the status line', R, `\r\r\n${WHOLE}`, 'HPE_INVALID_CONSTANT'),
  fails('a space before the status line', R, ` ${WHOLE}`, 'HPE_INVALID_CONSTANT'),
  fails('a bare LF behind the status line', R, `${LINE}\n${EMPTY}\r\n\r\n`, 'HPE_CR_EXPECTED', lenient),
  fails('a bare CR behind the status line', R, `${LINE}\r${EMPTY}\r\n\r\n`, 'HPE_STRICT'),
  fails('a bare LF behind a field', R, `${LINE}\r\n${EMPTY}\nX: 1\r\n\r\n`, 'HPE_CR_EXPECTED', lenient),
  fails('a bare CR behind a field', R, `${LINE}\r\n${EMPTY}\rX: 1\r\n\r\n`, 'HPE_LF_EXPECTED'),
  fails('a bare LF that ends the head', R, `${LINE}\r\n${EMPTY}\r\n\n`, 'HPE_INVALID_HEADER_TOKEN', lenient),
  fails('a bare CR that ends the head', R, `${LINE}\r\n${EMPTY}\r\n\rX`, 'HPE_STRICT'),
  fails('bare LFs throughout', R, `${LINE}\n${EMPTY}\n\n`, 'HPE_CR_EXPECTED', lenient),
  fails('a bare CR within a value', R, ok('X: a\rb', EMPTY), 'HPE_LF_EXPECTED'),
]
