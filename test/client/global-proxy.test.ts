// `http.setGlobalProxyFromEnv`, and the environment that does the same from the start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { promisify } from 'node:util'
import { setGlobalProxyFromEnv } from '../../src/client/global-proxy.ts'
import http from '../../src/http.ts'
import https from '../../src/https.ts'

const HTTP = { HTTP_PROXY: 'http://127.0.0.1:1' }
const HTTPS = { https_proxy: 'http://127.0.0.1:1' }

/** Which of the global agents are others while the settings are in force. */
function replacedBy(env: Record<string, string>): [http: boolean, https: boolean] {
  const [httpAgent, httpsAgent] = [http.globalAgent, https.globalAgent]
  const restore = setGlobalProxyFromEnv(env)
  const replaced: [boolean, boolean] = [http.globalAgent !== httpAgent, https.globalAgent !== httpsAgent]
  restore()
  assert.equal(http.globalAgent, httpAgent)
  assert.equal(https.globalAgent, httpsAgent)
  return replaced
}

function optionsOf(agent: object): object {
  return { ...(agent as { options: object }).options }
}

test('agents are replaced for the protocols that have a proxy', () => {
  assert.deepEqual(replacedBy(HTTP), [true, false])
  assert.deepEqual(replacedBy(HTTPS), [false, true])
  assert.deepEqual(replacedBy({ ...HTTP, ...HTTPS }), [true, true])
  assert.deepEqual(replacedBy({ no_proxy: '*' }), [false, false])
})

test('the agents that come have the options of those that go', () => {
  const before = optionsOf(http.globalAgent)
  const restore = setGlobalProxyFromEnv(HTTP)
  assert.deepEqual(optionsOf(http.globalAgent), { ...before, proxyEnv: HTTP })
  restore()
})

test('what is no object is refused', () => {
  for (const env of [42, 'http_proxy', null, [], true, () => {}]) {
    assert.throws(() => setGlobalProxyFromEnv(env as never), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
  }
})

test('a proxy that means nothing is refused, and then neither agent is replaced', () => {
  const before = http.globalAgent
  for (const env of [
    { http_proxy: 'not a url' },
    { ...HTTP, https_proxy: 'not a url' },
    { ...HTTPS, http_proxy: 'proxy.example:3128' },
  ]) {
    assert.throws(() => setGlobalProxyFromEnv(env), { code: 'ERR_PROXY_INVALID_CONFIG' })
    assert.equal(http.globalAgent, before)
  }
})

const source = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href)

async function print(program: string, env: Record<string, string> = {}): Promise<unknown> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/proxy/i.test(name)))
  const args = ['--import', 'tsx', '--input-type=module', '-e', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...clean, ...env } })
  return JSON.parse(stdout)
}

/** Prints whether the global agents go by the environment. */
const GLOBAL = `
  const { default: http } = await import(${source('http.ts')})
  const { default: https } = await import(${source('https.ts')})
  const own = new http.Agent()
  console.log(JSON.stringify([http.globalAgent, https.globalAgent, own].map((agent) => !!agent.options.proxyEnv)))
`

test('without a setting from the process, what it does is that of process.env', async () => {
  const program = `
    const { default: http } = await import(${source('http.ts')})
    http.setGlobalProxyFromEnv()
    console.log(JSON.stringify(http.globalAgent.options.proxyEnv === process.env))
  `
  assert.equal(await print(program, HTTP), true)
})

test('NODE_USE_ENV_PROXY=1 does it from the start, for the global agents only', async () => {
  assert.deepEqual(await print(GLOBAL, { ...HTTP, NODE_USE_ENV_PROXY: '1' }), [true, true, false])
  assert.deepEqual(await print(GLOBAL, { ...HTTP, NODE_USE_ENV_PROXY: 'true' }), [false, false, false])
  assert.deepEqual(await print(GLOBAL, HTTP), [false, false, false])
})

test('what was set for https before it was loaded holds when it is, and can be taken back', async () => {
  const program = `
    const { default: http } = await import(${source('http.ts')})
    const restore = http.setGlobalProxyFromEnv({ https_proxy: 'http://127.0.0.1:1' })
    const seen = []
    const { default: https } = await import(${source('https.ts')})
    seen.push(!!https.globalAgent.options.proxyEnv)
    restore()
    seen.push(!!https.globalAgent.options.proxyEnv)
    console.log(JSON.stringify(seen))
  `
  assert.deepEqual(await print(program), [true, false])
})
