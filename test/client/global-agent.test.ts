// The global agents: who makes them, when, and by which proxies they go.
import assert from 'node:assert/strict'
import test from 'node:test'
import { GlobalAgent, getGlobalAgent, httpGlobalAgent, setGlobalAgent } from '../../src/client/global-agent.ts'
import type { ProxyEnv } from '../../src/client/proxy-config.ts'
import '../../src/client/requests.ts'

function made(proxyEnv: ProxyEnv | undefined) {
  return { addRequest() {}, proxyEnv }
}

const PROXY = { http_proxy: 'http://127.0.0.1:1' }
const OTHER = { http_proxy: 'http://127.0.0.1:2' }

function isMade(agent: GlobalAgent): boolean {
  return agent.current !== undefined
}

function envOf(agent: GlobalAgent): unknown {
  return (agent.current as { proxyEnv?: unknown } | undefined)?.proxyEnv
}

test('an agent is there from when its module is loaded', () => {
  const agent = new GlobalAgent('http:')
  assert.equal(isMade(agent), false)
  agent.makeWith(made)
  assert.equal(isMade(agent), true)
  assert.equal(envOf(agent), undefined)
})

test('settings replace the agent, and what they return brings it back', () => {
  const agent = new GlobalAgent('http:')
  agent.makeWith(made)
  const before = agent.current
  const restore = agent.useProxy(PROXY)
  assert.equal(envOf(agent), PROXY)
  restore()
  assert.equal(agent.current, before)
})

test('each of several settings brings back what it found', () => {
  const agent = new GlobalAgent('http:')
  agent.makeWith(made)
  const [before, restore] = [agent.current, agent.useProxy(PROXY)]
  const [between, restoreOther] = [agent.current, agent.useProxy(OTHER)]
  restore()
  assert.equal(agent.current, before)
  restoreOther()
  assert.equal(agent.current, between)
})

test('settings wait for the module', () => {
  const agent = new GlobalAgent('http:')
  const restore = agent.useProxy(PROXY)
  assert.equal(isMade(agent), false)
  agent.makeWith(made)
  assert.equal(envOf(agent), PROXY)
  restore()
  assert.equal(isMade(agent), true)
  assert.equal(envOf(agent), undefined)
})

test('settings taken back before the module comes leave nothing', () => {
  const agent = new GlobalAgent('http:')
  agent.useProxy(PROXY)()
  agent.makeWith(made)
  assert.equal(envOf(agent), undefined)
})

test('settings that name no proxy for the protocol leave the agent alone', () => {
  const agent = new GlobalAgent('https:')
  agent.makeWith(made)
  const before = agent.current
  agent.useProxy(PROXY)()
  assert.equal(agent.current, before)
})

test('settings that mean nothing are refused, and change nothing', () => {
  const agent = new GlobalAgent('http:')
  agent.makeWith(made)
  const before = agent.current
  assert.throws(() => agent.useProxy({ http_proxy: 'nonsense' }), { code: 'ERR_PROXY_INVALID_CONFIG' })
  assert.equal(agent.current, before)
})

test('the agent of http is what a program makes it', () => {
  const before = getGlobalAgent()
  const mine = made(undefined)
  setGlobalAgent(mine)
  assert.equal(getGlobalAgent(), mine)
  assert.equal(httpGlobalAgent.current, mine)
  setGlobalAgent(before)
})
