import assert from 'node:assert/strict'
import test from 'node:test'
import { limits, raw, start } from './run.ts'

const close = 'Host: example\r\nConnection: close\r\n\r\n'

test('echo-request-properties prints what a request consists of and answers ok', limits, async (t) => {
  const example = start(t, 'echo-request-properties.ts')
  const answer = await raw(await example.address(), `GET /some?thing=1 HTTP/1.1\r\nX-Mine: Yes\r\n${close}`)
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
  assert.match(answer, /\r\n\r\nok$/)

  const [, headers = ''] = await example.printed(/^headers: (.*)$/m)
  assert.deepEqual(JSON.parse(headers), { 'x-mine': 'Yes', host: 'example', connection: 'close' })
  await example.printed(/^url: \/some\?thing=1\nhttpVersion: 1\.1\nmethod: GET\n/m)
  await example.stop('SIGINT')
})

test('echo-request-properties tells an HTTP/1.0 request from an HTTP/1.1 one', limits, async (t) => {
  const example = start(t, 'echo-request-properties.ts')
  const answer = await raw(await example.address(), 'HEAD / HTTP/1.0\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/)
  await example.printed(/^url: \/\nhttpVersion: 1\.0\nmethod: HEAD\nheaders: \{\}\n/m)
})

test('plain-server notes the message and answers in the charset it names', limits, async (t) => {
  const example = start(t, 'plain-server.ts')
  const response = await fetch(await example.address())
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/plain;charset=utf-8')
  assert.equal(await response.text(), '小火柴')
  await example.printed(/^收到信息$/m)
  await example.stop('SIGTERM')
})

test('hello-world listens on localhost and sends its written piece as a chunk', limits, async (t) => {
  const example = start(t, 'hello-world.ts')
  const address = await example.address()
  assert.equal(address.hostname, 'localhost')
  const answer = await raw(address, `GET / HTTP/1.1\r\n${close}`)
  assert.match(answer, /\r\nContent-Type: text\/plain\r\n/)
  assert.match(answer, /\r\nTransfer-Encoding: chunked\r\n/)
  assert.match(answer, /\r\n\r\ne\r\nHello, World!\n\r\n0\r\n\r\n$/)
  await example.stop('SIGINT')
})

test('incoming-message answers early and prints no half characters', limits, async (t) => {
  const example = start(t, 'incoming-message.ts')
  const body = Buffer.from('a你b')
  const answer = await raw(
    await example.address(),
    `POST / HTTP/1.1\r\nHost: example\r\nContent-Length: ${body.length}\r\n\r\n`,
    body.subarray(0, 2),
    body.subarray(2),
    `GET / HTTP/1.1\r\n${close}`,
  )
  assert.equal(answer.match(/^HTTP\/1\.1 200 OK\r\n/gm)?.length, 2)
  assert.equal(answer.match(/^Hello, World!$/gm)?.length, 2)
  const [printed] = await example.printed(/^chunk: [\s\S]*?^the whole request is here$/m)
  assert.equal(printed.replaceAll(/\n?chunk: |\nthe whole request is here/g, ''), 'a你b')
  await example.stop('SIGTERM')
})

test('client-error answers nonsense with a raw 400 and goes on serving', limits, async (t) => {
  const example = start(t, 'client-error.ts')
  const address = await example.address()
  assert.equal(await raw(address, 'this is not http\r\n\r\n'), 'HTTP/1.1 400 Bad Request\r\n\r\n')
  await example.printed(/^client error: \S/m)
  assert.equal((await fetch(address)).status, 200)
  await example.stop('SIGINT')
})

test('server-walk-through prints the whole request and answers a 404 with two headers', limits, async (t) => {
  const example = start(t, 'server-walk-through.ts')
  const address = await example.address()
  const body = '喂, '.repeat(20_000)
  const response = await fetch(new URL('/a/b?c=d&e=', address), { method: 'PUT', body, headers: { 'X-Mine': 'Yes' } })
  assert.equal(response.status, 404)
  assert.equal(response.statusText, 'Not Found')
  assert.equal(response.headers.get('a'), '1')
  assert.equal(response.headers.get('b'), '2')
  assert.equal(await response.text(), '你好！')

  const [, printed] = await example.printed(/^body: (.*)\n/m)
  assert.equal(printed, body)
  await example.printed(/^path: \/a\/b\nquery: \{ c: 'd', e: '' \}\nmethod: PUT\nheaders: \{\n[^}]*'x-mine': 'Yes'/m)
  await example.stop('SIGTERM')
})

test('server-walk-through takes a path that looks like a host', limits, async (t) => {
  const example = start(t, 'server-walk-through.ts')
  assert.match(await raw(await example.address(), `GET //: HTTP/1.1\r\n${close}`), /^HTTP\/1\.1 404 Not Found\r\n/)
  await example.printed(/^path: \/\/:\nquery: \{\}\nmethod: GET\n/m)
})

test('a server listens on the port it is given', limits, async (t) => {
  const first = start(t, 'echo-request-properties.ts')
  const { port } = await first.address()
  await first.stop('SIGTERM')
  const second = start(t, 'echo-request-properties.ts', port)
  assert.equal((await second.address()).port, port)
})
