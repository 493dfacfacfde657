// `http.request` and `http.get`: what they make, and by which agent.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Agent } from '../../src/client/agent.ts'
import { ClientRequest } from '../../src/client/client-request.ts'
import { getGlobalAgent, setGlobalAgent } from '../../src/client/global-agent.ts'
import { get, request } from '../../src/client/requests.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { ask } from '../support/memory.ts'
import { HEAD_END, turns } from '../support/peers.ts'

test('request makes a request that waits to be ended, get one that is ended', () => {
  const options = { createConnection: () => undefined }
  for (const [make, isEnded] of [
    [request, false],
    [get, true],
  ] as const) {
    const made = make(options)
    made.on('error', () => {})
    assert.ok(made instanceof ClientRequest)
    assert.equal(made.writableEnded, isEnded)
    made.destroy()
  }
})

test('the listener hears of the response', async () => {
  const { peer, request: made } = ask()
  let status: unknown
  made.once('response', (response) => {
    status = response.statusCode
    response.resume()
  })
  made.end()
  await peer.expect(HEAD_END)
  peer.send('HTTP/1.1 204 No Content\r\n\r\n')
  await turns()
  assert.equal(status, 204)
})

test('the global agent keeps its connections for a while', () => {
  const agent = getGlobalAgent() as unknown as Agent
  assert.ok(agent instanceof Agent)
  assert.deepEqual([agent.keepAlive, agent.scheduling], [true, 'lifo'])
  assert.equal(agent.options.timeout, LIMITS.globalAgentTimeoutMs.value)
})

test('a program may replace the global agent', () => {
  const before = getGlobalAgent()
  const asked: unknown[] = []
  setGlobalAgent({ protocol: 'http:', addRequest: (its) => asked.push(its) })
  try {
    const made = request({})
    assert.deepEqual(asked[0] === made, true)
    made.on('error', () => {}).destroy()
  } finally {
    setGlobalAgent(before)
  }
})

test('a request without an agent makes a new one for itself', () => {
  class Own extends Agent {}
  const before = getGlobalAgent()
  setGlobalAgent(new Own() as never)
  try {
    const made = request({ agent: false, createConnection: undefined as never, host: '127.0.0.1', port: 1 })
    made.on('error', () => {})
    assert.ok(made.agent instanceof Own)
    assert.notEqual(made.agent, getGlobalAgent())
    made.destroy()
  } finally {
    setGlobalAgent(before)
  }
})
