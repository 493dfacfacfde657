// Broken and odd messages, raw: what each answers or raises is compared with the running Node. Where nethttp is
// meant to be stricter by the RFC, or where generations of Node differ, `differs` says why and what is expected.

export interface ExpectedRequest {
  reason: string
  /** The codes the status line may have; none where the connection just closes. */
  status: number[]
  /** How many requests the listener is to see. */
  requests: number
}

export interface WireRequest {
  name: string
  bytes: string
  differs?: ExpectedRequest
}

const host = 'Host: a\r\n'
const get = (fields: string, line = 'GET / HTTP/1.1') => `${line}\r\n${host}${fields}\r\n`
const post = (fields: string, body = '') => `POST / HTTP/1.1\r\n${host}${fields}\r\n${body}`
const chunked = (body: string) => post('Transfer-Encoding: chunked\r\n', body)

export const requests: WireRequest[] = [
  { name: 'a whole GET', bytes: get('') },
  { name: 'empty lines before the request line', bytes: `\r\n\r\n${get('')}` },
  { name: 'a space before the method', bytes: ` ${get('')}` },
  { name: 'no method', bytes: get('', '/ HTTP/1.1') },
  { name: 'an unknown method', bytes: get('', 'FOO / HTTP/1.1') },
  { name: 'a method in small letters', bytes: get('', 'get / HTTP/1.1') },
  { name: 'a method with a broken character', bytes: get('', 'G@T / HTTP/1.1') },
  { name: 'no target', bytes: get('', 'GET HTTP/1.1') },
  {
    name: 'two spaces after the method',
    bytes: get('', 'GET  / HTTP/1.1'),
    differs: { reason: 'RFC 9112 3: single spaces', status: [400], requests: 0 },
  },
  {
    name: 'two spaces before the version',
    bytes: get('', 'GET /  HTTP/1.1'),
    differs: { reason: 'RFC 9112 3: single spaces', status: [400], requests: 0 },
  },
  { name: 'a space in the target', bytes: get('', 'GET /a b HTTP/1.1') },
  { name: 'a tab in the request line', bytes: get('', 'GET\t/ HTTP/1.1') },
  { name: 'a control character in the target', bytes: get('', 'GET /\x01 HTTP/1.1') },
  { name: 'a NUL in the target', bytes: get('', 'GET /\0 HTTP/1.1') },
  { name: 'a DEL in the target', bytes: get('', 'GET /\x7f HTTP/1.1') },
  {
    name: 'a fragment in the target',
    bytes: get('', 'GET /a#b HTTP/1.1'),
    differs: { reason: 'RFC 9112 3.2: a target has no fragment', status: [400], requests: 0 },
  },
  { name: 'a target without a slash', bytes: get('', 'GET path HTTP/1.1') },
  {
    name: 'no version',
    bytes: get('', 'GET /'),
    differs: { reason: 'RFC 9112 3: the version is no option', status: [400, 505], requests: 0 },
  },
  {
    name: 'HTTP/0.9',
    bytes: get('', 'GET / HTTP/0.9'),
    differs: { reason: 'RFC 9110 15.6.6: a version that is not spoken', status: [400, 505], requests: 0 },
  },
  { name: 'HTTP/1.2', bytes: get('', 'GET / HTTP/1.2') },
  {
    name: 'HTTP/2.0',
    bytes: get('', 'GET / HTTP/2.0'),
    differs: { reason: 'RFC 9110 15.6.6: a version that is not spoken', status: [400, 505], requests: 0 },
  },
  { name: 'HTTP/11.1', bytes: get('', 'GET / HTTP/11.1') },
  { name: 'http in small letters', bytes: get('', 'GET / http/1.1') },
  { name: 'another protocol', bytes: get('', 'GET / ICE/1.0') },
  { name: 'something after the version', bytes: get('', 'GET / HTTP/1.1 x') },
  { name: 'an HTTP/2 preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
  { name: 'a TLS hello', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n' },
  { name: 'no Host', bytes: 'GET / HTTP/1.1\r\n\r\n' },
  { name: 'an empty Host', bytes: 'GET / HTTP/1.1\r\nHost:\r\n\r\n' },
  {
    name: 'two Host lines',
    bytes: get('Host: b\r\n'),
  },
  {
    name: 'two equal Host lines',
    bytes: get('Host: a\r\n'),
  },
  { name: 'HTTP/1.0 without a Host', bytes: 'GET / HTTP/1.0\r\n\r\n' },
  { name: 'a space before the colon', bytes: get('X-A : 1\r\n') },
  { name: 'a line without a colon', bytes: get('X-A\r\n') },
  { name: 'an empty name', bytes: get(': 1\r\n') },
  { name: 'a space in the name', bytes: get('X A: 1\r\n') },
  { name: 'a broken character in the name', bytes: get('X(A): 1\r\n') },
  { name: 'a byte above ASCII in the name', bytes: get('X\xe4: 1\r\n') },
  { name: 'a NUL in the value', bytes: get('X-A: 1\x002\r\n') },
  { name: 'a control character in the value', bytes: get('X-A: 1\x012\r\n') },
  { name: 'a DEL in the value', bytes: get('X-A: 1\x7f2\r\n') },
  { name: 'a byte above ASCII in the value', bytes: get('X-A: \xe4\r\n') },
  { name: 'a bare CR in the value', bytes: get('X-A: 1\r2\r\n') },
  { name: 'a bare LF ending a field line', bytes: `GET / HTTP/1.1\r\n${host}X-A: 1\n\r\n` },
  { name: 'a bare LF ending the request line', bytes: `GET / HTTP/1.1\n${host}\r\n` },
  { name: 'a bare LF ending the head', bytes: `GET / HTTP/1.1\r\n${host}\n` },
  { name: 'bare LFs throughout', bytes: 'GET / HTTP/1.1\nHost: a\n\n' },
  { name: 'a folded field line', bytes: get('X-A: 1\r\n 2\r\n') },
  { name: 'a first field line that is folded', bytes: `GET / HTTP/1.1\r\n X-A: 1\r\n${host}\r\n` },
  { name: 'a Content-Length that is no number', bytes: post('Content-Length: abc\r\n') },
  { name: 'an empty Content-Length', bytes: post('Content-Length:\r\n') },
  { name: 'a negative Content-Length', bytes: post('Content-Length: -1\r\n') },
  { name: 'a Content-Length with a plus', bytes: post('Content-Length: +1\r\n', 'a') },
  { name: 'a Content-Length in hexadecimal', bytes: post('Content-Length: 0x1\r\n', 'a') },
  { name: 'a Content-Length with a space inside', bytes: post('Content-Length: 1 1\r\n', 'a') },
  { name: 'a Content-Length that overflows', bytes: post('Content-Length: 99999999999999999999\r\n') },
  { name: 'two different Content-Length lines', bytes: post('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab') },
  { name: 'two equal Content-Length lines', bytes: post('Content-Length: 1\r\nContent-Length: 1\r\n', 'a') },
  { name: 'a list of Content-Lengths', bytes: post('Content-Length: 1, 1\r\n', 'a') },
  {
    name: 'a Content-Length with spaces around',
    bytes: post('Content-Length: \t 1 \t\r\n', 'a'),
    differs: { reason: 'Node 20 refuses it, later ones do not', status: [200], requests: 1 },
  },
  {
    name: 'Content-Length and Transfer-Encoding',
    bytes: post('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  },
  {
    name: 'Transfer-Encoding and Content-Length',
    bytes: post('Transfer-Encoding: chunked\r\nContent-Length: 1\r\n', '0\r\n\r\n'),
  },
  {
    name: 'an unknown Transfer-Encoding',
    bytes: post('Transfer-Encoding: foo\r\n', 'a'),
  },
  { name: 'chunked that is not last', bytes: post('Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n') },
  { name: 'chunked that is last', bytes: post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n') },
  { name: 'chunked twice', bytes: post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n') },
  {
    name: 'chunked on two lines',
    bytes: post('Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  },
  {
    name: 'an obscured chunked',
    bytes: post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
  },
  { name: 'Chunked in other letters', bytes: post('Transfer-Encoding: Chunked\r\n', '0\r\n\r\n') },
  {
    name: 'an empty Transfer-Encoding',
    bytes: post('Transfer-Encoding:\r\n'),
    differs: { reason: 'Node 20 takes it, later ones do not', status: [400], requests: 0 },
  },
  { name: 'Transfer-Encoding in HTTP/1.0', bytes: 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
  { name: 'a whole chunked body', bytes: chunked('1\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size that is no number', bytes: chunked('x\r\na\r\n0\r\n\r\n') },
  { name: 'an empty chunk size', bytes: chunked('\r\na\r\n0\r\n\r\n') },
  { name: 'a negative chunk size', bytes: chunked('-1\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size with 0x', bytes: chunked('0x1\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size that overflows', bytes: chunked('fffffffffffffffff\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size with a space before', bytes: chunked(' 1\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size with a space after', bytes: chunked('1 \r\na\r\n0\r\n\r\n') },
  { name: 'chunk extensions', bytes: chunked('1;a=b;c="d e"\r\na\r\n0;x\r\n\r\n') },
  { name: 'a chunk extension with a bare LF', bytes: chunked('1;a\nb\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk longer than its size', bytes: chunked('1\r\nab\r\n0\r\n\r\n') },
  { name: 'a chunk ended by a bare LF', bytes: chunked('1\r\na\n0\r\n\r\n') },
  { name: 'a chunk size ended by a bare LF', bytes: chunked('1\na\r\n0\r\n\r\n') },
  { name: 'a chunk ended by something else', bytes: chunked('1\r\naXX0\r\n\r\n') },
  { name: 'trailers', bytes: chunked('0\r\nX-T: 1\r\n\r\n') },
  { name: 'a broken trailer', bytes: chunked('0\r\nX T: 1\r\n\r\n') },
  { name: 'a trailer with a bare CR', bytes: chunked('0\r\nX-T: 1\r2\r\n\r\n') },
  { name: 'a body cut short', bytes: post('Content-Length: 5\r\n', 'abc') },
  { name: 'a chunked body cut short', bytes: chunked('5\r\nab') },
  { name: 'a head cut short', bytes: `GET / HTTP/1.1\r\n${host}` },
  { name: 'a request line cut short', bytes: 'GET /' },
  { name: 'a second request after the body', bytes: `${post('Content-Length: 1\r\n', 'a')}${get('')}` },
  {
    name: 'rubbish after the body',
    bytes: `${post('Content-Length: 1\r\n', 'a')}rubbish\r\n\r\n`,
    differs: { reason: 'RFC 9112 9.3.2: answers leave in order', status: [200], requests: 1 },
  },
  { name: 'a line break after the body', bytes: `${post('Content-Length: 1\r\n', 'a')}\r\n${get('')}` },
  {
    name: 'something after a request that asks to close',
    bytes: `${get('Connection: close\r\n')}${get('')}`,
    differs: { reason: 'RFC 9112 9.3.2: answers leave in order', status: [200], requests: 1 },
  },
  { name: 'GET with a body', bytes: `${get('Content-Length: 1\r\n')}a` },
  { name: 'a very long target', bytes: get('', `GET /${'a'.repeat(20_000)} HTTP/1.1`) },
  { name: 'a very long field', bytes: get(`X-A: ${'a'.repeat(20_000)}\r\n`) },
  { name: 'a very long name', bytes: get(`X-${'a'.repeat(20_000)}: 1\r\n`) },
  {
    name: 'very many fields',
    bytes: get('X-A: 1\r\n'.repeat(3_000)),
    differs: { reason: 'Node 20 counts the size of a head differently', status: [431], requests: 0 },
  },
  { name: 'chunk extensions beyond reason', bytes: chunked(`1;${'a'.repeat(20_000)}\r\na\r\n0\r\n\r\n`) },
  { name: 'Connection fields of all kinds', bytes: get('Connection: , keep-alive ,,x,\r\n') },
  { name: 'an absolute target', bytes: get('', 'GET http://b/c HTTP/1.1') },
]

export interface WireResponse {
  name: string
  bytes: string
  /** Why it is refused by nethttp where Node takes it. */
  refused?: string
}

const response = (fields: string, body = '', line = 'HTTP/1.1 200 OK') => `${line}\r\n${fields}\r\n${body}`
const chunkedResponse = (body: string) => response('Transfer-Encoding: chunked\r\n', body)

export const responses: WireResponse[] = [
  { name: 'a whole response', bytes: response('Content-Length: 2\r\n', 'ok') },
  { name: 'a response until the end of the connection', bytes: response('', 'ok') },
  { name: 'no reason', bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 200') },
  { name: 'an empty reason', bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 200 ') },
  { name: 'a reason above ASCII', bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 200 \xe4') },
  {
    name: 'a control character in the reason',
    bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 200 a\x01'),
    refused: 'RFC 9112 4: no control characters',
  },
  { name: 'HTTP/1.0', bytes: response('', 'ok', 'HTTP/1.0 200 OK') },
  {
    name: 'HTTP/0.9',
    bytes: response('', 'ok', 'HTTP/0.9 200 OK'),
  },
  {
    name: 'HTTP/2.0',
    bytes: response('', 'ok', 'HTTP/2.0 200 OK'),
    refused: 'RFC 9110 2.5: a version that is not spoken',
  },
  { name: 'another protocol', bytes: response('', 'ok', 'ICY 200 OK') },
  { name: 'no protocol', bytes: 'hello' },
  { name: 'a request', bytes: 'GET / HTTP/1.1\r\n\r\n' },
  { name: 'an empty line before the response', bytes: `\r\n${response('Content-Length: 0\r\n')}` },
  { name: 'a status of two digits', bytes: response('', '', 'HTTP/1.1 20 OK') },
  { name: 'a status of four digits', bytes: response('', '', 'HTTP/1.1 2000 OK') },
  { name: 'a status that is no number', bytes: response('', '', 'HTTP/1.1 abc OK') },
  { name: 'status 099', bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 099 Low') },
  { name: 'status 999', bytes: response('Content-Length: 0\r\n', '', 'HTTP/1.1 999 High') },
  { name: 'two spaces before the status', bytes: response('', '', 'HTTP/1.1  200 OK') },
  { name: 'a space before the colon', bytes: response('X-A : 1\r\nContent-Length: 0\r\n') },
  { name: 'a space in a name', bytes: response('X A: 1\r\nContent-Length: 0\r\n') },
  { name: 'an empty name', bytes: response(': 1\r\nContent-Length: 0\r\n') },
  { name: 'a line without a colon', bytes: response('X-A\r\nContent-Length: 0\r\n') },
  { name: 'a NUL in a value', bytes: response('X-A: 1\x002\r\nContent-Length: 0\r\n') },
  { name: 'a bare CR in a value', bytes: response('X-A: 1\r2\r\nContent-Length: 0\r\n') },
  { name: 'a bare LF ending a field line', bytes: response('X-A: 1\nContent-Length: 0\r\n') },
  { name: 'a folded field line', bytes: response('X-A: 1\r\n 2\r\nContent-Length: 0\r\n') },
  { name: 'a byte above ASCII in a value', bytes: response('X-A: \xe4\r\nContent-Length: 0\r\n') },
  { name: 'a Content-Length that is no number', bytes: response('Content-Length: abc\r\n') },
  { name: 'a negative Content-Length', bytes: response('Content-Length: -1\r\n') },
  { name: 'a Content-Length that overflows', bytes: response('Content-Length: 99999999999999999999\r\n') },
  { name: 'two different Content-Length lines', bytes: response('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab') },
  { name: 'two equal Content-Length lines', bytes: response('Content-Length: 1\r\nContent-Length: 1\r\n', 'a') },
  {
    name: 'Content-Length and chunked',
    bytes: response('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  },
  { name: 'an unknown Transfer-Encoding', bytes: response('Transfer-Encoding: foo\r\n', 'ok') },
  { name: 'chunked that is not last', bytes: response('Transfer-Encoding: chunked, foo\r\n', 'ok') },
  {
    name: 'chunked in HTTP/1.0',
    bytes: response('Transfer-Encoding: chunked\r\n', '1\r\na\r\n0\r\n\r\n', 'HTTP/1.0 200 OK'),
  },
  { name: 'a whole chunked body', bytes: chunkedResponse('1\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk size that is no number', bytes: chunkedResponse('x\r\na\r\n0\r\n\r\n') },
  { name: 'a chunk longer than its size', bytes: chunkedResponse('1\r\nab\r\n0\r\n\r\n') },
  { name: 'a chunk ended by a bare LF', bytes: chunkedResponse('1\r\na\n0\r\n\r\n') },
  { name: 'a broken trailer', bytes: chunkedResponse('1\r\na\r\n0\r\nX T: 1\r\n\r\n') },
  { name: 'a body longer than its length', bytes: response('Content-Length: 1\r\n', 'abc') },
  { name: 'a body cut short', bytes: response('Content-Length: 5\r\n', 'abc') },
  { name: 'a chunked body cut short', bytes: chunkedResponse('5\r\nabc') },
  { name: 'a second response nobody asked for', bytes: response('Content-Length: 1\r\n', 'a').repeat(2) },
  { name: '101 nobody asked for', bytes: response('Upgrade: x\r\nConnection: upgrade\r\n', '', 'HTTP/1.1 101 Go') },
  { name: '204 with a body', bytes: response('Content-Length: 2\r\n', 'ok', 'HTTP/1.1 204 No Content') },
  { name: '205 with a length', bytes: response('Content-Length: 2\r\n', 'ok', 'HTTP/1.1 205 Reset') },
  { name: 'a very long field', bytes: response(`X-A: ${'a'.repeat(20_000)}\r\nContent-Length: 0\r\n`) },
  { name: 'a very long reason', bytes: response('Content-Length: 0\r\n', '', `HTTP/1.1 200 ${'a'.repeat(20_000)}`) },
  { name: 'only a status line', bytes: 'HTTP/1.1 200 OK\r\n' },
  { name: 'nothing', bytes: '' },
]
