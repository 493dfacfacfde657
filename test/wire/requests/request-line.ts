// Raw requests about the request line: method, single spaces, version (RFC 9112 §3, §2.3).

import { HOST, line, lines, NEXT, type RequestCase, reading, reads, refuses } from '../request-case.ts'

const M = 'RFC 9112 §3.1'
const L = 'RFC 9112 §3'
const V = 'RFC 9112 §2.3'

const anyVersion = (version: string) => ({
  insecure: reading('GET /', { behind: version.startsWith('1.') ? 'open' : 'closed' }),
})

export const methods: RequestCase[] = [
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH', 'QUERY', 'PURGE'].map(
    (method) => reads(`the method ${method}`, M, line(`${method} / HTTP/1.1`), `${method} /`),
  ),
  reads('HEAD is answered without a body', 'RFC 9110 §9.3.2', line('HEAD / HTTP/1.1') + NEXT, ['HEAD /', 'GET /next']),
  refuses('a method in small letters', M, line('get / HTTP/1.1')),
  refuses('a method that nobody knows', M, line('FOO / HTTP/1.1')),
  refuses('a method with another behind it', M, line('GETX / HTTP/1.1')),
  refuses('a method that is cut', M, line('GE / HTTP/1.1')),
  refuses('an empty method', M, line(' / HTTP/1.1')),
  refuses('a method with a sign that no token has', M, line('G@T / HTTP/1.1')),
  refuses('a method in quotes', M, line('"GET" / HTTP/1.1')),
  refuses('a method with a NUL', M, line('GET\0 / HTTP/1.1')),
  refuses('a method above ASCII', M, line('G\xc9T / HTTP/1.1')),
  refuses('a method with a colon', M, line('GET: / HTTP/1.1')),
  refuses('the preface of HTTP/2', 'RFC 9113 §3.4', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refuses('the hello of TLS', M, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'),
  refuses('a response', M, lines('HTTP/1.1 200 OK', 'Content-Length: 0')),
]

export const spaces: RequestCase[] = [
  refuses('two spaces before the target', L, line('GET  / HTTP/1.1')),
  refuses('two spaces before the version', L, line('GET /  HTTP/1.1')),
  refuses('a tab before the target', L, line('GET\t/ HTTP/1.1')),
  refuses('a tab before the version', L, line('GET /\tHTTP/1.1')),
  refuses('a space behind the version', L, line('GET / HTTP/1.1 ')),
  refuses('a tab behind the version', L, line('GET / HTTP/1.1\t')),
  refuses('a word behind the version', L, line('GET / HTTP/1.1 x')),
  refuses('a vertical tab before the target', L, line('GET\x0b/ HTTP/1.1')),
  refuses('a form feed before the version', L, line('GET /\x0cHTTP/1.1')),
  refuses('a no-break space before the target', L, line('GET\xa0/ HTTP/1.1')),
  refuses('no target', L, line('GET HTTP/1.1')),
  refuses('an empty target', L, line('GET  HTTP/1.1')),
  refuses('a method alone', L, line('GET')),
  refuses('a method and a space', L, line('GET ')),
  refuses('a space within the target', L, line('GET /a b HTTP/1.1')),
  refuses('a second request in the first line', L, `GET / HTTP/1.1 GET /b HTTP/1.1\r\n${HOST}\r\n\r\n`),
]

export const versions: RequestCase[] = [
  refuses('no version (HTTP/0.9)', V, line('GET /')),
  refuses('no version and nothing else', V, 'GET /\r\n'),
  refuses('no version, a bare LF, fields and a body', V, `GET /\n${HOST}\r\nContent-Length: 3\r\n\r\nabc`),
  refuses('a space in place of the version', V, line('GET / ')),
  ...['0.9', '1.2', '1.9', '2.0', '3.0', '9.9'].map((version) =>
    refuses(`HTTP/${version}`, V, line(`GET / HTTP/${version}`), anyVersion(version)),
  ),
  reads('HTTP/1.0', V, line('GET / HTTP/1.0'), 'GET /', { behind: 'closed' }),
  refuses('HTTP/2', V, line('GET / HTTP/2')),
  refuses('HTTP/1', V, line('GET / HTTP/1')),
  refuses('HTTP/1.', V, line('GET / HTTP/1.')),
  refuses('HTTP/.1', V, line('GET / HTTP/.1')),
  refuses('HTTP/', V, line('GET / HTTP/')),
  refuses('HTTP', V, line('GET / HTTP')),
  refuses('HTTP/1.10', V, line('GET / HTTP/1.10')),
  refuses('HTTP/01.1', V, line('GET / HTTP/01.1')),
  refuses('HTTP/1.01', V, line('GET / HTTP/1.01')),
  refuses('HTTP/11.1', V, line('GET / HTTP/11.1')),
  refuses('HTTP/1,1', V, line('GET / HTTP/1,1')),
  refuses('HTTP/1 .1', V, line('GET / HTTP/1 .1')),
  refuses('HTTP/-1.1', V, line('GET / HTTP/-1.1')),
  refuses('HTTP/1.x', V, line('GET / HTTP/1.x')),
  refuses('HTTP /1.1', V, line('GET / HTTP /1.1')),
  refuses('HTTP/ 1.1', V, line('GET / HTTP/ 1.1')),
  refuses('http/1.1', V, line('GET / http/1.1')),
  refuses('HTTPS/1.1', V, line('GET / HTTPS/1.1')),
  refuses('HTTQ/1.1', V, line('GET / HTTQ/1.1')),
  refuses('XHTTP/1.1', V, line('GET / XHTTP/1.1')),
  refuses('RTSP/1.0', V, line('GET / RTSP/1.0')),
  refuses('RTSP with a method of its own', V, line('DESCRIBE / RTSP/1.0')),
  refuses('ICE/1.0', V, line('SOURCE / ICE/1.0')),
]
