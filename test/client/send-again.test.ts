// The race that a kept connection brings: the server closes it while a request is on its way. Against a server that loses
// that race on purpose: it ends each connection some time after an answer, unannounced.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import test, { type TestContext } from 'node:test'
import { Agent, type AgentOptions } from '../../src/client/agent.ts'
import type { ClientRequest } from '../../src/client/client-request.ts'
import type { RequestOptions } from '../../src/client/request-options.ts'
import { request as makeRequest } from '../../src/client/requests.ts'
import { text } from '../support/peers.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

interface Setup {
  agent: Agent
  port: number
  requestsSeen: string[]
  connections: () => number
  /** The answer, or the error. */
  ask(options?: RequestOptions, body?: string): Promise<string>
}

/** @param onRequest what a connection does at its `count`-th request */
async function setUp(
  t: TestContext,
  options: AgentOptions,
  onRequest: (socket: net.Socket, count: number) => void,
): Promise<Setup> {
  const requestsSeen: string[] = []
  let connections = 0
  const server = net.createServer((socket) => {
    let count = 0
    connections++
    socket.setNoDelay()
    socket.on('data', (bytes) => {
      requestsSeen.push(String(bytes).split(' HTTP')[0])
      onRequest(socket, ++count)
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...options })
  t.after(() => {
    agent.destroy()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  const ask = async (more: RequestOptions = {}, body?: string) => {
    const request = makeRequest({ host: '127.0.0.1', port, agent: agent as never, ...more })
    request.end(body)
    try {
      const [response] = await once(request, 'response')
      return await text(response)
    } catch (error) {
      const { code, closedBy } = error as { code?: string; closedBy?: string }
      return `${code} by ${closedBy}`
    }
  }
  return { agent, port, requestsSeen, connections: () => connections, ask }
}

/** Answers the first request of a connection and lets go of the second unread. */
function answerOnce(socket: net.Socket, count: number): void {
  if (count === 1) socket.write(ANSWER)
  else socket.destroy()
}

for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT']) {
  test(`${method} without a body is sent again on a fresh connection`, async (t) => {
    const { ask, connections, requestsSeen } = await setUp(t, { retryOnStaleSocket: true }, (socket, count) => {
      if (count === 1) socket.write(method === 'HEAD' ? ANSWER.slice(0, -2) : ANSWER)
      else socket.resetAndDestroy()
    })
    await ask({ method, path: '/1' })
    assert.equal(await ask({ method, path: '/2' }), method === 'HEAD' ? '' : 'ok')
    assert.deepEqual(requestsSeen, [`${method} /1`, `${method} /2`, `${method} /2`])
    assert.equal(connections(), 2)
  })
}

const notRepeated: [name: string, options: RequestOptions, body?: string][] = [
  ['a POST', { method: 'POST' }],
  ['a PUT with a body', { method: 'PUT' }, 'body'],
  ['a GET with a body', {}, 'body'],
]
for (const [name, options, body] of notRepeated) {
  test(`${name} is not sent again: it may have been acted upon`, async (t) => {
    const { ask, connections } = await setUp(t, { retryOnStaleSocket: true }, answerOnce)
    await ask()
    assert.equal(await ask(options, body), 'ECONNRESET by server')
    assert.equal(connections(), 1)
  })
}

test('a chunked request is not sent again: only its head is kept', async (t) => {
  for (const send of [
    (request: ClientRequest) => request.flushHeaders(),
    (request: ClientRequest) => request.setHeader('Transfer-Encoding', 'chunked'),
  ]) {
    const { agent, ask, connections, port } = await setUp(t, { retryOnStaleSocket: true }, answerOnce)
    await ask()
    const request = makeRequest({ host: '127.0.0.1', port, agent: agent as never, method: 'PUT' })
    send(request)
    request.end('body')
    const [error] = await once(request, 'error')
    assert.deepEqual([(error as NodeJS.ErrnoException).code, connections()], ['ECONNRESET', 1])
  }
})

test('what failed on a fresh connection is not sent again', async (t) => {
  const { ask, connections } = await setUp(t, { retryOnStaleSocket: true }, (socket) => socket.destroy())
  assert.equal(await ask(), 'ECONNRESET by server')
  assert.equal(connections(), 1)
})

test('what was answered in part is not sent again', async (t) => {
  const { ask, connections } = await setUp(t, { retryOnStaleSocket: true }, (socket, count) => {
    if (count === 1) socket.write(ANSWER)
    else socket.end('HTTP/1.1 2')
  })
  await ask()
  assert.equal(await ask(), 'ECONNRESET by server')
  assert.equal(connections(), 1)
})

test('events of a request that is sent again come once, its timeout goes with it', async (t) => {
  let connections = 0
  const { agent, ask, port } = await setUp(t, { retryOnStaleSocket: true }, (socket, count) => {
    if (count > 1) socket.destroy()
    else if (++connections === 1) socket.write(ANSWER)
  })
  await ask()
  const events: string[] = []
  const request = makeRequest({ host: '127.0.0.1', port, agent: agent as never })
  for (const event of ['prefinish', 'finish', 'timeout', 'error', 'close']) request.on(event, () => events.push(event))
  request.setTimeout(50, () => request.destroy())
  request.end()
  await new Promise((resolve) => request.on('close', resolve))
  assert.deepEqual(events, ['prefinish', 'finish', 'timeout', 'error', 'close'])
})

test('a request that is destroyed while it is sent again ends with an error and leaves nothing', async (t) => {
  const { agent, ask, port } = await setUp(t, { retryOnStaleSocket: true }, answerOnce)
  await ask()
  const free = Object.values(agent.freeSockets)[0]?.[0] as unknown as net.Socket
  const request = makeRequest({ host: '127.0.0.1', port, agent: agent as never })
  request.end()
  free.once('close', () => request.destroy())
  const [error] = await once(request, 'error')
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNRESET')
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual([Object.keys(agent.sockets), Object.keys(agent.requests)], [[], []])
})

const ROUNDS = 1000

for (const retryOnStaleSocket of [true, false]) {
  test(`the race, lost a thousand times, ${retryOnStaleSocket ? 'fails no request' : 'fails requests as documented'}`, async (t) => {
    const { ask, requestsSeen } = await setUp(t, { retryOnStaleSocket }, answerOnce)
    const failures = new Set<string>()
    let failed = 0
    for (let round = 0; round < ROUNDS; round++) {
      const outcome = await ask({ path: `/${round}` })
      if (outcome === 'ok') continue
      failed++
      failures.add(outcome)
    }
    const lost = requestsSeen.length - new Set(requestsSeen).size
    if (retryOnStaleSocket) {
      assert.deepEqual([failed, lost], [0, ROUNDS - 1])
    } else {
      assert.ok(failed >= ROUNDS / 2 - 1, `${failed}`)
      assert.deepEqual([...failures], ['ECONNRESET by server'])
    }
  })
}

for (const way of ['a free socket', 'the socket of the request before']) {
  test(`who waits for the end of a request that goes out again, on ${way}, hears of no error`, async (t) => {
    const { agent, ask, connections, port } = await setUp(t, { retryOnStaleSocket: true }, (socket, count) => {
      if (count === 1 && connections() === 1) socket.write(ANSWER, () => socket.resetAndDestroy())
      else socket.write(ANSWER)
    })
    const first = ask()
    if (way === 'a free socket') await first
    const request = makeRequest({ host: '127.0.0.1', port, agent: agent as never })
    const ended: unknown[] = []
    const answered = once(request, 'response')
    // In the turn in which the answer has come, the end of the socket has not.
    request.end((...args: unknown[]) => ended.push(...args))
    const [response] = await answered
    assert.equal(await text(response), 'ok')
    assert.deepEqual(
      ended.filter((value) => value instanceof Error),
      [],
    )
    await first
  })
}
