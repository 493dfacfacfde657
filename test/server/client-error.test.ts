// What becomes of a client that breaks the protocol: the application is told, or the client is answered; and the
// connection ends.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { apiError, connectionReset } from '../../src/node/errors.ts'
import { ProtocolError, RULES, type RuleName } from '../../src/protocol/errors.ts'
import { statusOf } from '../../src/server/client-error.ts'
import { listenersOn, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { GET } from '../support/raw.ts'

test('every rule is answered with its status', () => {
  for (const name of Object.keys(RULES) as RuleName[])
    assert.equal(statusOf(new ProtocolError(name, 0)), RULES[name].status, name)
})

test('a request that took too long is answered with 408, anything else with 400', () => {
  assert.equal(statusOf(apiError('ERR_HTTP_REQUEST_TIMEOUT')), 408)
  assert.equal(statusOf(connectionReset('aborted')), 400)
  assert.equal(statusOf(new Error('x')), 400)
})

const broken: [name: string, bytes: string, status: string][] = [
  ['a broken request', 'get / HTTP/1.1\r\n\r\n', '400 Bad Request'],
  ['a head that is too large', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}`, '431 Request Header Fields Too Large'],
  [
    'chunk extensions that are too long',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}`,
    '413 Payload Too Large',
  ],
]
for (const [name, bytes, status] of broken) {
  test(`${name} is answered with ${status}, and the connection ends`, async () => {
    const { connections, peer } = serve(() => {})
    peer.send(bytes)
    await peer.gone()
    assert.equal(peer.received, `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
    assert.equal(connections(), 0)
  })
}

test('the application is told of the error with its place and its bytes, and owns the socket', async () => {
  const { peer, server, socket } = serve()
  const told: [ProtocolError, Duplex][] = []
  server.on('clientError', (error, its) => told.push([error, its]))
  peer.send('GET / HTTP/1.1\r\nX Y: 1\r\n\r\n')
  await turns()
  const [[error, its]] = told as [[ProtocolError, Duplex]]
  assert.ok(error instanceof ProtocolError)
  assert.deepEqual([error.code, error.bytesParsed], ['HPE_INVALID_HEADER_TOKEN', 17])
  assert.equal(Buffer.from(error.rawPacket ?? []).toString(), 'GET / HTTP/1.1\r\nX Y: 1\r\n\r\n')
  assert.equal(its, socket)
  await turns()
  assert.deepEqual([socket.destroyed, peer.received], [false, ''])
  socket.end('HTTP/1.1 400 Mine\r\n\r\n')
  assert.match(await peer.expect(/\r\n\r\n/), /^HTTP\/1\.1 400 Mine/)
})

test('errors of a socket that the application owns end no process and are not told again', async () => {
  const { peer, server, socket } = serve()
  let told = 0
  server.on('clientError', () => told++)
  peer.send('x')
  await turns()
  assert.equal(listenersOn(socket).error, 1)
  socket.destroy(new Error('why'))
  await turns()
  assert.equal(told, 1)
})

test('an application that listens for errors of the socket itself hears of them', async () => {
  const { peer, server, socket } = serve()
  const heard: string[] = []
  socket.on('error', ({ message }) => heard.push(message))
  server.on('clientError', () => {})
  peer.send('x')
  await turns()
  socket.destroy(new Error('why'))
  await turns()
  assert.deepEqual(heard, ['why'])
})

test('an error of the socket goes to the application as well', async () => {
  const { connections, server, socket } = serve()
  const messages: string[] = []
  server.on('clientError', (error: Error) => messages.push(error.message))
  socket.destroy(new Error('why'))
  await turns()
  assert.deepEqual(messages, ['why'])
  assert.equal(connections(), 0)
})

test('an answer that has begun is cut, not followed by another', async () => {
  const { peer } = serve((_, response) => void response.write('half'))
  peer.send(GET.replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 5\r\n\r\n'))
  await peer.collect({ until: /half/ })
  peer.send('hello', 'rubbish')
  await peer.gone()
  assert.doesNotMatch(peer.received, /400/)
})

test('a broken request behind one that is not answered waits for the answer', async () => {
  const answers: (() => void)[] = []
  const { peer } = serve((_, response) => void answers.push(() => response.end('late')))
  peer.send(GET, 'rubbish')
  await turns()
  assert.equal(peer.received, '')
  answers[0]?.()
  await peer.gone()
  assert.match(peer.received, /^HTTP\/1\.1 200 OK[\s\S]*\r\n\r\nlateHTTP\/1\.1 400 Bad Request/)
})

test('bytes behind a broken message are not read', async () => {
  const urls: unknown[] = []
  const { peer } = serve(({ url }, response) => {
    urls.push(url)
    response.end()
  })
  peer.send('GET / HTTP/1.1\r\n: x\r\n\r\n', GET)
  peer.send(GET)
  await peer.gone()
  assert.deepEqual(urls, [])
})
