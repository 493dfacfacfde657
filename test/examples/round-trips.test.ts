import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { limits, start } from './run.ts'

test('get prints the status and ends', limits, async (t) => {
  assert.deepEqual(await start(t, 'get.ts').lines(), ['status: 200 OK'])
})

test('request-get puts the body together from its pieces', limits, async (t) => {
  assert.deepEqual(await start(t, 'request-get.ts').lines(), ['body: GET /api/data'])
})

test('client-walk-through prints the status, the headers and the body', limits, async (t) => {
  const lines = await start(t, 'client-walk-through.ts').lines()
  const text = lines.join('\n')
  assert.equal(lines[0], 'status: 201')
  assert.match(text, /^headers: \{\n[^}]*'content-type': 'application\/json'/m)
  assert.match(text, /'x-client': 'MyClient'/)
  assert.equal(lines.at(-1), 'body: {"key": "value"}')
})

test('https-get trusts the certificate of the local server and prints the page', limits, async (t) => {
  assert.deepEqual(await start(t, 'https-get.ts').lines(), [
    'authorized: true',
    'certificate of: localhost',
    '<!doctype html>',
    '<title>a private page</title>',
  ])
})

test('post-echo prints the form that came back', limits, async (t) => {
  assert.deepEqual(await start(t, 'post-echo.ts').lines(), ['Server got client data: a=1'])
})

test('post-content-length sends its length and no chunks', limits, async (t) => {
  const lines = await start(t, 'post-content-length.ts').lines()
  assert.deepEqual(lines.slice(0, 3), [
    'server: content-length 18',
    'server: transfer-encoding undefined',
    'client: status 200',
  ])
  assert.match(lines[3] ?? '', /^client: headers \{"date":.*\}$/)
  assert.deepEqual(lines.slice(4), ['client: body msg=Hello+World%21', 'client: done'])
})

test('outgoing-message finds the request and the response to be of one class', limits, async (t) => {
  const lines = await start(t, 'outgoing-message.ts').lines()
  assert.deepEqual(lines.slice(0, 3), [
    'the request is one: true',
    'the response is one: true',
    'content-type: text/plain',
  ])
  const chunks = lines.slice(3, -1).map((line) => line.replace(/^chunk: /, ''))
  assert.equal(chunks.join(''), 'Hello, World!')
  assert.equal(lines.at(-1), 'the whole response is here')
})

test('write-head-over-set-header keeps the one header and replaces the other', limits, async (t) => {
  assert.deepEqual(await start(t, 'write-head-over-set-header.ts').lines(), ['content-type: text/plain', 'x-foo: bar'])
})

test('trailers delivers a checksum after the body', limits, async (t) => {
  const checksum = createHash('md5').update('one\ntwo\nthree\n').digest('hex')
  assert.deepEqual(await start(t, 'trailers.ts').lines(), [
    'transfer-encoding: chunked',
    'announced: Content-MD5',
    `trailers: { 'content-md5': '${checksum}' }`,
    'body intact: true',
  ])
})

test('connect-proxy reaches the origin through the tunnel', limits, async (t) => {
  const text = (await start(t, 'connect-proxy.ts').lines()).join('\n')
  assert.match(text, /^tunnel open: 200 Connection Established\nHTTP\/1\.1 200 OK\r\n/)
  assert.match(text, /\r\n\r\n\n?hello from the far end$/)
})

test('upgrade talks to the server over the socket it was given', limits, async (t) => {
  assert.deepEqual(await start(t, 'upgrade.ts').lines(), [
    'server: asked for websocket',
    'client: upgraded to WebSocket',
    'client: echoed ping',
  ])
})

test('agent-false makes a connection for each request', limits, async (t) => {
  assert.deepEqual(await start(t, 'agent-false.ts').lines(), [
    'request 1 was sent with connection: close',
    'request 2 was sent with connection: close',
    'connections made: 2',
  ])
})

test('agent-keep-alive sends the second request on the connection of the first', limits, async (t) => {
  assert.deepEqual(await start(t, 'agent-keep-alive.ts').lines(), [
    'request 1 reused a socket: false',
    'request 2 reused a socket: true',
    'connections made: 1',
  ])
})

test('agent-max-sockets serves twenty-five requests on ten connections', limits, async (t) => {
  assert.deepEqual(await start(t, 'agent-max-sockets.ts').lines(), [
    'with a socket: 10',
    'waiting: 15',
    'answered with 200: 25',
    'connections made: 10',
  ])
})

test('agent-remove takes the socket out of the pool and still gets its answer', limits, async (t) => {
  assert.deepEqual(await start(t, 'agent-remove.ts').lines(), [
    'in the pool before: 1',
    'in the pool after: 0',
    'status: 200',
  ])
})
