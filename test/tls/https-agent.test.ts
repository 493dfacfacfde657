// The agent on TLS connections: the names of its origins are those of the running Node, and its sessions are kept.
import assert from 'node:assert/strict'
import type { EventEmitter } from 'node:events'
import https from 'node:https'
import test from 'node:test'
import tls from 'node:tls'
import { Agent as HttpAgent } from '../../src/client/agent.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { Agent } from '../../src/tls/https-agent.ts'
import { request as httpsRequest } from '../../src/tls/https-requests.ts'
import { cert, key } from '../support/fixtures.ts'
import { seen } from '../support/peers.ts'

const origins: Record<string, unknown>[] = [
  {},
  { host: 'a', port: 443 },
  { host: 'a', servername: 'a' },
  { host: 'a', servername: 'b' },
  { host: 'a', rejectUnauthorized: false },
  { host: 'a', rejectUnauthorized: true },
  { host: 'a', honorCipherOrder: false },
  { host: 'a', secureOptions: 0 },
  { host: 'a', ca: 'x', cert: 'y', key: 'z', pfx: 'p', ciphers: 'c' },
  { host: 'a', ca: ['x', 'y'] },
  { host: 'a', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', secureProtocol: 'm' },
  { host: 'a', crl: 'x', ecdhCurve: 'y', dhparam: 'z', sessionIdContext: 's', sigalgs: 't' },
  { host: 'a', privateKeyIdentifier: 'x', privateKeyEngine: 'y', clientCertEngine: 'z' },
  { host: 'a', port: 1, localAddress: 'b', family: 6, socketPath: '/tmp/x' },
]
for (const origin of origins) {
  test(`the origin ${JSON.stringify(origin)} goes by the name that Node gives it`, () => {
    assert.equal(new Agent().getName(origin), new https.Agent().getName(origin as never))
  })
}

const identities: [name: string, one: Record<string, unknown>, other: Record<string, unknown>][] = [
  ['a list of pfx objects', { pfx: [{ buf: Buffer.from('a') }] }, { pfx: [{ buf: Buffer.from('b') }] }],
  ['a pfx object', { pfx: { buf: Buffer.from('a') } }, { pfx: { buf: Buffer.from('b') } }],
  ['the passphrase of a pfx', { pfx: [{ buf: 'a', passphrase: 'x' }] }, { pfx: [{ buf: 'a', passphrase: 'y' }] }],
  ['a list of keys', { key: [{ pem: 'a' }] }, { key: [{ pem: 'b' }] }],
  ['bytes that are no text', { pfx: Buffer.from([0xff, 1]) }, { pfx: Buffer.from([0xfe, 1]) }],
]
for (const [name, one, other] of identities) {
  test(`two client identities that differ in ${name} are two origins (CVE-2026-56850)`, () => {
    const agent = new Agent()
    assert.notEqual(agent.getName(one), agent.getName(other))
    assert.equal(agent.getName(one), agent.getName({ ...one }))
  })
}

test('a new agent has the properties of one of Node, with the same values', () => {
  for (const options of [
    undefined,
    { keepAlive: true, maxCachedSessions: 5, maxSockets: 2 },
    { maxCachedSessions: 0 },
  ]) {
    const [agent, expected] = [new Agent(options), new https.Agent(options)] as unknown as Record<string, unknown>[]
    for (const name of ['defaultPort', 'protocol', 'maxCachedSessions', 'keepAlive', 'maxSockets', '_sessionCache']) {
      assert.deepEqual(agent?.[name], expected?.[name], name)
    }
  }
  assert.equal(new Agent().maxCachedSessions, LIMITS.maxCachedSessions.value)
})

test('an agent can be called, constructed and extended, and is one of http', () => {
  assert.ok(Agent() instanceof Agent)
  assert.ok(new Agent() instanceof HttpAgent)
  class More extends Agent {}
  assert.ok(new More() instanceof Agent)
})

test('sessions are kept, found and let go by their keys', () => {
  const agent = new Agent({ maxCachedSessions: 1 })
  agent._cacheSession('a', Buffer.from('1'))
  assert.equal(String(agent._getSession('a')), '1')
  agent._cacheSession('b', Buffer.from('2'))
  assert.deepEqual([agent._getSession('a'), String(agent._getSession('b'))], [undefined, '2'])
  agent._evictSession('b')
  assert.equal(agent._getSession('b'), undefined)
})

/** A TLS server that answers nothing, and its port. */
async function listening(): Promise<{ server: tls.Server; port: number }> {
  const server = tls.createServer({ cert, key }, (socket) => socket.on('error', () => {}).resume())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as { port: number }).port }
}

test('a connection takes its arguments in the ways of Node', async () => {
  const { port, server } = await listening()
  const agent = new Agent()
  const open = { rejectUnauthorized: false }
  for (const args of [
    [{ port, host: '127.0.0.1', ...open }],
    [port, '127.0.0.1', open],
    [port, { host: '127.0.0.1', ...open }],
    [String(port), '127.0.0.1', open, () => {}],
  ]) {
    const socket = agent.createConnection(...args) as tls.TLSSocket
    await seen(socket, 'secureConnect')
    assert.equal(socket.remotePort, port)
    socket.destroy()
  }
  server.close()
})

test('the session of one connection is used by the next, and forgotten when one fails', async () => {
  const { port, server } = await listening()
  const agent = new Agent()
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2', _agentKey: 'key' }
  const first = agent.createConnection(options) as tls.TLSSocket
  await seen(first, 'secureConnect')
  assert.equal(first.isSessionReused(), false)
  assert.ok(agent._getSession('key') !== undefined)
  const second = agent.createConnection(options) as tls.TLSSocket
  await seen(second, 'secureConnect')
  assert.equal(second.isSessionReused(), true)
  second.on('error', () => {}).destroy(new Error('why'))
  await seen(second, 'close')
  assert.equal(agent._getSession('key'), undefined)
  first.destroy()
  server.close()
})

test('a session made under an identity check of its own is not for others, and takes none (CVE-2026-58040)', async () => {
  const { port, server } = await listening()
  const agent = new Agent()
  const lax = () => undefined
  const options = { port, host: '127.0.0.1', servername: 'wrong.example', ca: cert, maxVersion: 'TLSv1.2' as const }
  const own = agent.createConnection({
    ...options,
    _agentKey: 'key',
    checkServerIdentity: lax,
  } as never) as tls.TLSSocket
  await seen(own, 'secureConnect')
  assert.equal(agent._getSession('key'), undefined)
  const checked = agent.createConnection({ ...options, _agentKey: 'key' } as never) as tls.TLSSocket
  const [error] = await seen<[NodeJS.ErrnoException]>(checked, 'error')
  assert.equal(error.code, 'ERR_TLS_CERT_ALTNAME_INVALID')
  own.destroy()
  server.close()
})

test('a connection made under a request’s own check serves no request that waits, nor any of others that request', async (t) => {
  const { port, server } = await listening()
  ;(server as unknown as EventEmitter).on('secureConnection', (socket: tls.TLSSocket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: cert })
  t.after(() => {
    agent.destroy()
    server.close()
  })
  const asked: string[] = []
  const ask = (servername: string, own?: string) =>
    new Promise<string>((resolve) => {
      const check = () => void asked.push(own as string)
      const options = { port, host: '127.0.0.1', servername, agent, ...(own ? { checkServerIdentity: check } : {}) }
      const request = httpsRequest(options as never, (response: IncomingMessage) => {
        response.resume().on('close', () => resolve(request.reusedSocket ? 'reused' : 'fresh'))
      })
      request.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
      request.end()
    })
  // Wrong for everybody but those who check in their own way.
  const outcomes = await Promise.all([ask('wrong.example', 'a'), ask('wrong.example'), ask('wrong.example', 'b')])
  assert.deepEqual(outcomes, ['fresh', 'ERR_TLS_CERT_ALTNAME_INVALID', 'fresh'])
  assert.deepEqual(asked, ['a', 'b'])
  // A free connection that was checked in the usual way is no answer to one who wants to check.
  const next = async (own?: string) => {
    const outcome = await ask('localhost', own)
    await new Promise((resolve) => setTimeout(resolve, 20))
    return outcome
  }
  assert.deepEqual([await next(), await next(), await next('c'), await next()], ['fresh', 'reused', 'fresh', 'fresh'])
  assert.deepEqual(asked, ['a', 'b', 'c'])
})
