// When a server's connection waits and when it goes on: for readers of bodies, and for answers that have not left.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { pending, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { GET, head } from '../support/raw.ts'

const POST = (length: number) => head('POST / HTTP/1.1', 'Host: a', `Content-Length: ${length}`)
const get = (url: string) => head(`GET ${url} HTTP/1.1`, 'Host: a')

test('a client whose body nobody reads is held back, and goes on when somebody does', async () => {
  let request: IncomingMessage | undefined
  const { peer, server, socket } = serve(
    (its) => {
      request = its
      its.pause()
      its.on('data', () => {}).pause()
    },
    { streamHighWaterMark: 1000 },
  )
  const body = 'x'.repeat(100_000)
  peer.send(POST(body.length))
  for (let at = 0; at < body.length; at += 1000) peer.send(body.slice(at, at + 1000))
  await turns()
  assert.equal(socket.isPaused(), true)
  assert.ok((request?.readableLength ?? 0) < 5000, 'not much more than the mark was read')
  let received = 0
  request?.on('data', (chunk) => {
    received += chunk.length
  })
  request?.resume()
  await new Promise((resolve) => request?.on('end', resolve))
  assert.equal(received, body.length)
  server.closeAllConnections()
})

test('a client that does not read its answers sends no more requests', async () => {
  let count = 0
  const { peer, server } = serve(
    (_, response) => {
      count++
      response.end('x'.repeat(2000))
    },
    { streamHighWaterMark: 4000 },
  )
  peer.socket.pause()
  for (let i = 0; i < 100; i++) peer.send(GET)
  await turns(5)
  assert.ok(count < 50, `${count} requests were read`)
  peer.socket.resume()
  const deadline = performance.now() + 1000
  while (count < 100 && performance.now() < deadline) await turns(1)
  assert.equal(count, 100)
  server.closeAllConnections()
})

test('answers that wait for a slower one are counted, and too many of them stop the reading', async () => {
  const { answers, listener } = pending()
  const { peer, server, socket } = serve(listener, { streamHighWaterMark: 2000 })
  peer.send(get('/1') + get('/2'))
  await turns()
  answers.get('/2')?.write('x'.repeat(5000))
  peer.send(get('/3'))
  await turns()
  assert.equal(socket.isPaused(), true, 'the next request is the last for now')
  peer.send(get('/4'))
  await turns()
  assert.equal(answers.has('/4'), false)
  answers.get('/1')?.end('one')
  answers.get('/2')?.end()
  await turns(5)
  assert.equal(answers.has('/4'), true)
  server.closeAllConnections()
})

test('a client that reads nothing is not read from because a waiting answer grows', async () => {
  const { answers, listener } = pending()
  const { peer, server, socket } = serve(listener, { streamHighWaterMark: 2000 })
  peer.socket.pause()
  peer.send(get('/1'))
  await turns()
  answers.get('/1')?.write('x'.repeat(20_000))
  peer.send(get('/2'))
  await turns()
  assert.equal(socket.isPaused(), true)
  answers.get('/2')?.write('x')
  await turns()
  assert.equal(socket.isPaused(), true)
  server.closeAllConnections()
})

test('as many requests as the limit says are read before their answers, and one more for each that leaves', async () => {
  const limit = LIMITS.maxPipelinedRequests.value
  const waiting: ServerResponse[] = []
  const { peer, server } = serve((_, response) => void waiting.push(response))
  for (let i = 0; i < limit + 5; i++) {
    peer.send(GET)
    await turns(1)
  }
  assert.equal(waiting.length, limit)
  waiting.shift()?.end('ok')
  await turns(5)
  assert.equal(waiting.length, limit, 'one has left, one has come')
  server.closeAllConnections()
})

for (const isReaderFirst of [true, false]) {
  const order = isReaderFirst ? 'the reader goes on first' : 'the answers leave first'
  test(`one that waits for a reader and for answers waits for both: ${order}`, async () => {
    const answers: ServerResponse[] = []
    let upload: IncomingMessage | undefined
    const { peer, server, socket } = serve(
      (request, response) => {
        answers.push(response)
        if (request.method === 'POST') upload = request.on('data', () => {}).pause()
      },
      { streamHighWaterMark: 1000 },
    )
    const readOn = () => upload?.resume()
    const answer = () => {
      answers[0]?.end('one')
      answers[1]?.end()
    }
    peer.send(get('/1') + get('/2'))
    await turns()
    answers[1]?.write('x'.repeat(5000))
    peer.send(POST(50_000) + 'x'.repeat(3000))
    await turns()
    assert.equal(socket.isPaused(), true)
    if (isReaderFirst) readOn()
    else answer()
    await turns()
    assert.equal(socket.isPaused(), true, 'for the other')
    if (isReaderFirst) answer()
    else readOn()
    await turns()
    assert.equal(socket.isPaused(), false)
    server.closeAllConnections()
  })
}
