// When a broken message is refused: never so that its 4xx can be read as the answer to another request.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { nowMs } from '../../src/node/clock.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { type Served, type ServeOptions, serve } from '../support/memory.ts'
import { pause, turns } from '../support/peers.ts'
import { GET, GET_CLOSE, head } from '../support/raw.ts'

const CHUNKED = head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')
const DEADLINES: ServeOptions = { headersTimeout: 40, requestTimeout: 60, connectionsCheckingInterval: 20 }

/** What breaks behind a good request, and the status it is due. */
const BREAKS: [what: string, bytes: string, status: number, options?: ServeOptions][] = [
  ['a broken start line', 'rubbish\r\n\r\n', 400],
  ['a head too large', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}`, 431],
  ['a broken chunk', `${CHUNKED}zz\r\n`, 400],
  ['a broken chunk behind a good one', `${CHUNKED}1\r\na\r\nzz\r\n`, 400],
  [
    'a coding that nobody knows',
    `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip')}a`,
    400,
    { httpValidation: 'strict' } as ServeOptions,
  ],
  ['half a head and a FIN', 'GET / HT', 400],
  ['half a body and a FIN', `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5')}ab`, 400],
  ['a head that takes too long', 'GET / HT', 408, DEADLINES],
  ['a body that takes too long', `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5')}ab`, 408, DEADLINES],
]

/** A server that answers GET when it is told to, and POST not before its body has ended. */
function serveSlowly(options?: ServeOptions): Served & { answer(): void } {
  let first: ServerResponse | undefined
  const served = serve((request, response) => {
    if (request.method === 'GET') first ??= response
    else request.on('error', () => {}).on('end', () => response.end('posted'))
    if (request.method !== 'GET') request.resume()
  }, options)
  served.peer.socket.on('end', () => served.peer.end())
  return { ...served, answer: () => void first?.end('slow') }
}

function breakOff({ peer }: Served, what: string, bytes: string): void {
  peer.send(GET, bytes)
  if (what.endsWith('FIN')) peer.end()
}

test('what is broken behind an unanswered request is refused behind its answer', { concurrency: true }, async (t) => {
  await Promise.all(
    BREAKS.map(([what, bytes, status, options]) =>
      t.test(what, async () => {
        const served = serveSlowly(options)
        breakOff(served, what, bytes)
        await pause(150)
        assert.equal(served.peer.received, '')
        served.answer()
        assert.ok(await served.peer.gone(), 'the connection ends')
        assert.match(served.peer.received, new RegExp(`^HTTP/1.1 200 OK[\\s\\S]*\r\n\r\nslowHTTP/1.1 ${status} `))
      }),
    ),
  )
})

test('no status is sent when the answers before it are not ready in time', { concurrency: true }, async (t) => {
  await Promise.all(
    BREAKS.map(([what, bytes, , options]) =>
      t.test(what, async () => {
        const served = serveSlowly({ ...options, httpValidation: 'strict' } as ServeOptions)
        breakOff(served, what, bytes)
        assert.ok(await served.peer.gone(), 'the connection ends')
        assert.equal(served.peer.received, '')
      }),
    ),
  )
})

test('by default the 400 stands for one answer that does not come, and for nothing else', async () => {
  const one = serveSlowly()
  const two = serveSlowly()
  one.peer.send(GET, 'rubbish\r\n\r\n')
  two.peer.send(GET + GET, 'rubbish\r\n\r\n')
  await Promise.all([one.peer.gone(), two.peer.gone()])
  assert.equal(one.peer.received, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  assert.equal(two.peer.received, '')
})

/** As programs do it, without a look at what else the socket carries. */
function refuseByHand(told: string[]): (error: Error, socket: Duplex) => void {
  return (error, socket) => {
    told.push(String((error as NodeJS.ErrnoException).code))
    socket.end('HTTP/1.1 400 Mine\r\nConnection: close\r\n\r\n')
  }
}

test('a listener for clientError is told when the turn has come', { concurrency: true }, async (t) => {
  await Promise.all(
    BREAKS.map(([what, bytes, , options]) =>
      t.test(what, async () => {
        const served = serveSlowly(options)
        const told: string[] = []
        served.server.on('clientError', refuseByHand(told))
        breakOff(served, what, bytes)
        await pause(150)
        assert.deepEqual([served.peer.received, told], ['', []])
        served.answer()
        await served.peer.gone()
        assert.match(served.peer.received, /^HTTP\/1.1 200 OK[\s\S]*\r\n\r\nslowHTTP\/1.1 400 Mine/)
        assert.equal(told.length, 1)
      }),
    ),
  )
})

test('a listener for clientError that is told because time is over can send nothing', async () => {
  const served = serveSlowly()
  const told: string[] = []
  served.server.on('clientError', refuseByHand(told))
  served.peer.send(GET, 'rubbish\r\n\r\n')
  await served.peer.gone()
  assert.deepEqual([served.peer.received, told], ['', ['HPE_INVALID_METHOD']])
})

for (const [name, rest] of [
  ['a request', GET],
  ['rubbish', 'rubbish\r\n\r\n'],
  ['a NUL', '\0'],
]) {
  for (const listens of [true, false]) {
    const who = listens ? 'with a listener for clientError' : 'without a listener'
    test(`${name} behind a request that closes spoils nothing, however long its answer takes: ${who}`, async () => {
      const served = serveSlowly()
      const told: string[] = []
      if (listens) served.server.on('clientError', refuseByHand(told))
      served.peer.send(GET_CLOSE + rest)
      await pause(50)
      served.peer.send(rest)
      await pause(1200)
      assert.equal(served.peer.received, '')
      served.answer()
      assert.ok(await served.peer.gone())
      assert.match(served.peer.received, /^HTTP\/1.1 200 OK[\s\S]*\r\n\r\nslow$/)
      assert.deepEqual(told, [])
    })
  }
}

test('what comes while a refusal waits prolongs nothing and is not told', async () => {
  const served = serveSlowly()
  const told: string[] = []
  served.server.on('clientError', refuseByHand(told))
  const beganAt = nowMs()
  served.peer.send(GET, 'rubbish\r\n\r\n')
  const timer = setInterval(() => served.peer.send('x'), 10)
  await served.peer.gone()
  clearInterval(timer)
  assert.ok(nowMs() - beganAt < 1900)
  assert.equal(told.length, 1)
})

test('a body that breaks behind its own answer gets no second one', async () => {
  for (const bytes of ['zz\r\n', '1\r\na']) {
    const { peer } = serve((_, response) => void response.end('early'), DEADLINES)
    peer.socket.on('end', () => peer.end())
    peer.send(CHUNKED)
    await peer.collect({ until: /early$/ })
    await turns()
    peer.send(bytes)
    assert.ok(await peer.gone())
    assert.match(peer.received, /\r\n\r\nearly$/)
  }
})

test('an answer that is complete is not cut by what breaks behind its head', async () => {
  const body = 'x'.repeat(50_000)
  const { peer } = serve((_, response) => void response.end(Buffer.from(body)), { streamHighWaterMark: 1000 })
  peer.socket.on('end', () => peer.end())
  peer.socket.pause()
  peer.send(head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip'), 'a')
  await turns()
  peer.socket.resume()
  assert.ok(await peer.gone())
  assert.ok(peer.received.endsWith(body))
})
