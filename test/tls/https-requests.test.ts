// `https.request` and `https.get`: by the global agent of https, over TLS.
import assert from 'node:assert/strict'
import type net from 'node:net'
import test from 'node:test'
import { Agent as HttpAgent } from '../../src/client/agent.ts'
import { request as httpRequest } from '../../src/client/requests.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { Agent } from '../../src/tls/https-agent.ts'
import { get, getGlobalAgent, request, setGlobalAgent } from '../../src/tls/https-requests.ts'
import { createServer } from '../../src/tls/https-server.ts'
import { cert, key } from '../support/fixtures.ts'
import { seen, text } from '../support/peers.ts'

test('the global agent is one of https, and keeps its connections for a while', () => {
  const agent = getGlobalAgent()
  assert.ok(agent instanceof Agent)
  assert.deepEqual([agent.keepAlive, agent.scheduling, agent.protocol], [true, 'lifo', 'https:'])
  assert.equal(agent.options.timeout, LIMITS.globalAgentTimeoutMs.value)
})

test('a program may replace the global agent', () => {
  const before = getGlobalAgent()
  const asked: unknown[] = []
  setGlobalAgent({ protocol: 'https:', defaultPort: 443, addRequest: (its: unknown) => asked.push(its) } as never)
  try {
    const made = request('https://a/b')
    made.on('error', () => {}).destroy()
    assert.equal(asked[0], made)
    assert.deepEqual([made.protocol, made.getHeader('host'), made.path], ['https:', 'a', '/b'])
  } finally {
    setGlobalAgent(before)
  }
})

test('a URL of http is refused', () => {
  assert.throws(() => request('http://a'), { code: 'ERR_INVALID_PROTOCOL' })
})

test('an agent can tell by the stack, and before its own constructor, which of the two it is used for (agent-base)', () => {
  const asked: boolean[] = []
  const isSecure = () => /\(https\.js:|node:https:/.test(String(new Error().stack))
  class StackAgent extends (HttpAgent as unknown as new () => object) {
    private readonly own = { defaultPort: 443 }
    get protocol() {
      return this.own && isSecure() ? 'https:' : 'http:'
    }
    set protocol(_protocol: string) {}
    createSocket() {
      asked.push(isSecure())
    }
  }
  request('https://a', { agent: new StackAgent() as never })
  httpRequest('http://a', { agent: new StackAgent() as never })
  assert.deepEqual(asked, [true, false])
})

test('requests are answered over TLS, in all the ways to make one', async () => {
  const server = createServer({ cert, key }, (its, response) => void response.end(`${its.method} ${its.url}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true })
  const made = [
    get(`https://127.0.0.1:${port}/a`, { agent }),
    get({ host: '127.0.0.1', port, path: '/b', agent }),
    request(new URL(`https://127.0.0.1:${port}/c`), { agent, method: 'PUT' }).end(),
  ]
  const bodies = made.map(async (its) => {
    const [response] = await seen<[IncomingMessage]>(its, 'response')
    return text(response)
  })
  assert.deepEqual(await Promise.all(bodies), ['GET /a', 'GET /b', 'PUT /c'])
  agent.destroy()
  server.close()
})

test('a certificate that nobody vouches for is refused', async () => {
  const server = createServer({ cert, key }, (_, response) => void response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  const [error] = await seen<[NodeJS.ErrnoException]>(get({ host: '127.0.0.1', port, agent: new Agent() }), 'error')
  assert.match(String(error.code), /SELF_SIGNED|UNABLE_TO_VERIFY|CERT/)
  server.close()
})
