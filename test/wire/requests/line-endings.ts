// Raw requests about the ends of lines and what may stand before a request line (RFC 9112 §2.2).

import {
  chunked,
  get,
  HOST,
  line,
  NEXT,
  post,
  type RequestCase,
  reading,
  reads,
  refuses,
  refusing,
} from '../request-case.ts'

const R = 'RFC 9112 §2.2'
const LINE = 'GET / HTTP/1.1'
const lenient = { insecure: reading('GET /') }

export const lineEndings: RequestCase[] = [
  reads('a whole GET', R, get(), 'GET /'),
  reads('one empty line before the request line', R, `\r\n${get()}`, 'GET /'),
  reads('two empty lines before the request line', R, `\r\n\r\n${get()}`, 'GET /'),
  reads('eight empty lines before the request line', R, `${'\r\n'.repeat(8)}${get()}`, 'GET /'),
  refuses('twenty empty lines before the request line', R, '\r\n'.repeat(20) + get()),
  refuses('a bare LF before the request line', R, `\n${get()}`, lenient),
  refuses('a bare CR before the request line', R, `\r${get()}`),
  refuses('CR CR LF before the request line', R, `\r\r\n${get()}`),
  refuses('CR LF LF before the request line', R, `\r\n\n${get()}`, lenient),
  refuses('a space before the request line', R, ` ${get()}`),
  refuses('a tab before the request line', R, `\t${get()}`),
  refuses('a space and an empty line before the request line', R, ` \r\n${get()}`),
  refuses('a NUL before the request line', R, `\0${get()}`),
  refuses('a byte order mark before the request line', R, `\xef\xbb\xbf${get()}`),
  refuses('a bare LF behind the request line', R, `${LINE}\n${HOST}\r\n\r\n`, lenient),
  refuses('a bare CR behind the request line', R, `${LINE}\r${HOST}\r\n\r\n`),
  refuses('CR CR LF behind the request line', R, `${LINE}\r\r\n${HOST}\r\n\r\n`),
  refuses('LF CR behind the request line', R, `${LINE}\n\r${HOST}\r\n\r\n`),
  refuses('a bare LF behind a field line', R, `${LINE}\r\n${HOST}\nX: 1\r\n\r\n`, lenient),
  refuses('a bare CR behind a field line', R, `${LINE}\r\n${HOST}\rX: 1\r\n\r\n`),
  refuses('CR CR LF behind a field line', R, `${LINE}\r\n${HOST}\r\r\n\r\n`),
  refuses('LF CR behind a field line', R, `${LINE}\r\n${HOST}\n\rX: 1\r\n\r\n`),
  refuses('a bare LF in place of the empty line', R, `${LINE}\r\n${HOST}\r\n\n`, lenient),
  refuses('bare LFs throughout', R, `${LINE}\n${HOST}\n\n`, lenient),
  refuses('a bare CR in place of the empty line', R, `${LINE}\r\n${HOST}\r\n\rX`),
  refuses('CR CR LF in place of the empty line', R, `${LINE}\r\n${HOST}\r\n\r\r\n`),
  refuses('a bare CR within a value', R, get('X: a\rb')),
  refuses('a bare CR that begins a value', R, get('X:\ra')),
  refuses('a bare LF within a value', R, get('X: a\nb'), { insecure: refusing() }),
  refuses('a bare CR that hides a field', R, get('X: a\rContent-Length: 3')),
  refuses('a bare LF that hides a field', R, `${LINE}\r\n${HOST}\r\nX: a\nContent-Length: 3\r\n\r\nabc`, {
    insecure: reading('GET / abc'),
  }),
  refuses('a vertical tab as the end of a line', R, `${LINE}\x0b${HOST}\r\n\r\n`),
  refuses('a form feed as the end of a line', R, `${LINE}\r\n${HOST}\x0c\r\n\r\n`, {
    insecure: reading('GET /'),
  }),
  refuses('NEL as the end of the request line', R, `${LINE}\x85${HOST}\r\n\r\n`),
  refuses('a bare LF within the request line', R, line('GET /a\nb HTTP/1.1')),
  refuses('a bare CR within the request line', R, line('GET /a\rb HTTP/1.1')),
  reads('an empty line behind a request without a body', R, `${get()}\r\n${NEXT}`, ['GET /', 'GET /next']),
  reads('an empty line behind a body', R, `${post(['Content-Length: 1'], 'a')}\r\n${NEXT}`, ['POST / a', 'GET /next']),
  refuses('a bare LF behind a body', R, `${post(['Content-Length: 1'], 'a')}\n${NEXT}`, {
    seen: 'POST / a',
    insecure: reading(['POST / a', 'GET /next']),
  }),
  refuses('a bare CR behind a body', R, `${post(['Content-Length: 1'], 'a')}\r${NEXT}`, { seen: 'POST / a' }),
  reads('an empty line behind chunks', R, `${chunked('1\r\na\r\n0\r\n\r\n')}\r\n${NEXT}`, ['POST / a', 'GET /next']),
  reads('a request that is cut in its request line', R, 'GET /', [], { behind: 'waiting' }),
  reads('a request that is cut behind its request line', R, `${LINE}\r\n`, [], { behind: 'waiting' }),
  reads('a request that is cut before its last LF', R, `${LINE}\r\n${HOST}\r\n\r`, [], { behind: 'waiting' }),
]
