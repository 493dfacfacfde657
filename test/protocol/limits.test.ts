// The table of limits: each entry is whole, is used, and has Node's default where Node has one.
import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'
import test from 'node:test'
import { LIMITS, type Limit } from '../../src/protocol/limits.ts'
import { readSources } from '../support/source-files.ts'

const ENTRIES = Object.entries(LIMITS) as [name: string, limit: Limit][]

test('every limit has a value, a unit, an option or none, and says what it guards', () => {
  for (const [name, { guards, option, unit, value }] of ENTRIES) {
    assert.ok(Number.isSafeInteger(value) && value >= 0, name)
    assert.ok(['bytes', 'ms', 'count'].includes(unit), name)
    assert.ok(option === null || /^(?:(?:server|agent)\.)?[a-z][A-Za-z]+$/.test(option), name)
    assert.ok(guards.length > 10, name)
  }
})

test('a limit of time has it in its name, and no other has', () => {
  for (const [name, { unit }] of ENTRIES) assert.equal(name.endsWith('Ms'), unit === 'ms', name)
})

test('every limit is used by some source file', () => {
  const source = readSources()
    .map(({ code }) => code)
    .join('\n')
  const unused = ENTRIES.map(([name]) => name).filter((name) => !new RegExp(`LIMITS\\.${name}\\b`).test(source))
  assert.deepEqual(unused, [])
})

test('the defaults of Node are the defaults here', () => {
  const server = http.createServer() as http.Server & { connectionsCheckingInterval: number }
  const agent = new http.Agent() as http.Agent & { keepAliveMsecs: number }
  const tlsAgent = new https.Agent() as https.Agent & { maxCachedSessions: number }
  const defaults: [name: keyof typeof LIMITS, value: number][] = [
    ['maxHeaderSize', http.maxHeaderSize],
    ['headersTimeoutMs', server.headersTimeout],
    ['requestTimeoutMs', server.requestTimeout],
    ['keepAliveTimeoutMs', server.keepAliveTimeout],
    ['connectionsCheckingIntervalMs', server.connectionsCheckingInterval],
    ['socketTimeoutMs', server.timeout],
    ['maxRequestsPerSocket', server.maxRequestsPerSocket ?? 0],
    ['agentMaxFreeSockets', agent.maxFreeSockets],
    ['agentKeepAliveMs', agent.keepAliveMsecs],
    ['globalAgentTimeoutMs', (http.globalAgent as http.Agent & { options: http.AgentOptions }).options.timeout ?? 0],
    ['maxCachedSessions', tlsAgent.maxCachedSessions],
  ]
  for (const [name, value] of defaults) assert.equal(LIMITS[name].value, value, name)
})
