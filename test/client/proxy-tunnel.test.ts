// Tunnels: what a proxy is asked, what becomes of each of its answers, and that nothing is left waiting.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { ProxyConfig } from '../../src/client/proxy-config.ts'
import { ProxyTunnel, type TunnelError, type TunnelPlan, tunnelAuthority } from '../../src/client/proxy-tunnel.ts'
import https from '../../src/https.ts'
import { cert, key } from '../support/fixtures.ts'
import { RawConnection } from '../support/raw.ts'

type Outcome = { error: TunnelError | null; inner: net.Socket | undefined }

interface Tunnelling {
  tunnel: ProxyTunnel
  proxy: RawConnection
  /** Settles when the callback is called; how often that was. */
  outcome: Promise<Outcome>
  calls: () => number
  href: string
}

/** Listens as a proxy whose connections come out of `next`. */
async function startProxy() {
  const connections: RawConnection[] = []
  const server = net.createServer((socket) => {
    connections.push(new RawConnection(socket))
    server.emit('taken')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const next = async () => {
    if (connections.length === 0) await once(server, 'taken')
    return connections.shift() as RawConnection
  }
  return { port: (server.address() as AddressInfo).port, next }
}

/** What is spoken inside is nothing here: it is ready at once. */
function secureAtOnce(socket: net.Socket): net.Socket {
  setImmediate(() => socket.emit('secureConnect'))
  return socket
}

async function tunnelling(plan: Partial<TunnelPlan> = {}, credentials = ''): Promise<Tunnelling> {
  const { port, next } = await startProxy()
  const config = new ProxyConfig(`http://${credentials}127.0.0.1:${port}`, null)
  let calls = 0
  let settle: (outcome: Outcome) => void = () => {}
  const outcome = new Promise<Outcome>((resolve) => {
    settle = resolve
  })
  const callback: TunnelPlan['callback'] = (error, inner) => {
    calls++
    settle({ error: error as TunnelError | null, inner: inner as net.Socket | undefined })
  }
  const base = { proxy: config, authority: 'far.example:443', mayBeKept: false, timeoutMs: 0, secure: secureAtOnce }
  const tunnel = new ProxyTunnel(net.connect(port, '127.0.0.1'), { ...base, callback, ...plan })
  return { tunnel, proxy: await next(), outcome, calls: () => calls, href: config.href }
}

const HEAD = /\r\n\r\n/
const MESSAGE = 'Failed to establish tunnel to far.example:443 via'

test('a tunnel is asked for by its end, and for nothing else', async () => {
  const { proxy } = await tunnelling()
  assert.equal(await proxy.expect(HEAD), 'CONNECT far.example:443 HTTP/1.1\r\nhost: far.example:443\r\n\r\n')
  proxy.destroy()
})

test('the proxy learns who asks, and whether the tunnel may stay', async () => {
  const { proxy } = await tunnelling({ mayBeKept: true }, 'us%20er:pass@')
  const lines = (await proxy.expect(HEAD)).split('\r\n')
  assert.deepEqual(lines.slice(1, 3), ['proxy-authorization: Basic dXMgZXI6cGFzcw==', 'proxy-connection: keep-alive'])
  proxy.destroy()
})

/** Answers that make a tunnel. */
const agreements = [
  'HTTP/1.1 200 Connection established\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\n',
  'HTTP/1.1 200\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
  // RFC 9110 §9.3.6: any 2xx; §15.2: interim answers may come before.
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
]

for (const answer of agreements) {
  test(`${JSON.stringify(answer)} is a tunnel, also when it comes byte by byte`, async () => {
    for (const pieces of [[answer], [...answer]]) {
      const { proxy, outcome, calls } = await tunnelling()
      await proxy.expect(HEAD)
      for (const piece of pieces) {
        proxy.send(piece)
        if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve))
      }
      const { error, inner } = await outcome
      assert.equal(error, null)
      inner?.write('inside')
      await proxy.expect(/^inside$/)
      proxy.destroy()
      await pause(5)
      assert.equal(calls(), 1)
    }
  })
}

test('bytes right behind the answer are the tunnel’s', async () => {
  const { proxy, outcome } = await tunnelling()
  proxy.send('HTTP/1.1 200 OK\r\n\r\nearly')
  const { inner } = await outcome
  inner?.resume()
  assert.equal(String(...(await once(inner as net.Socket, 'data'))), 'early')
  proxy.destroy()
})

/** Answers that are none, what the message quotes of them, and the status they have. */
const refusals: [answer: string, quoted: string, status: number | undefined][] = [
  [
    'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno',
    'HTTP/1.1 407 Proxy Authentication Required',
    407,
  ],
  ['HTTP/1.1 500\r\n\r\n', 'HTTP/1.1 500', 500],
  ['HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n', 'HTTP/1.1 302 Found', 302],
  ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'HTTP/1.1 101 Switching Protocols', 101],
  ['NOT-HTTP MALFORMED RESPONSE\r\n\r\n', 'NOT-HTTP MALFORMED RESPONSE', undefined],
  ['HTTP/1.1 200x\r\n\r\n', 'HTTP/1.1 200x', undefined],
  ['HTTP/1.1 200 OK\r\nbad field\r\n\r\n', 'HTTP/1.1 200 OK', undefined],
  [`${'x'.repeat(1000)}\r\n\r\n`, 'x'.repeat(200), undefined],
]

for (const [answer, quoted, status] of refusals) {
  test(`${JSON.stringify(answer.slice(0, 60))} is no tunnel`, async () => {
    const { proxy, outcome, calls, href } = await tunnelling()
    proxy.send(answer)
    const { error, inner } = await outcome
    assert.equal(error?.code, 'ERR_PROXY_TUNNEL')
    assert.equal(error.message, `${MESSAGE} ${href}: ${quoted}`)
    assert.equal(error.statusCode, status)
    assert.equal(error.cause instanceof Error, status === undefined)
    assert.equal(inner, undefined)
    assert.equal(await proxy.gone(), true)
    assert.equal(calls(), 1)
  })
}

test('a head without end is not read for ever', async () => {
  const { proxy, outcome } = await tunnelling()
  proxy.send(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20000)}`)
  const { error } = await outcome
  assert.equal(error?.code, 'ERR_PROXY_TUNNEL')
  assert.equal(error.message, 'Proxy response headers exceeded 16384 bytes')
})

test('interim answers without end are not read for ever', async () => {
  const { proxy, outcome } = await tunnelling()
  proxy.send('HTTP/1.1 102 Processing\r\n\r\n'.repeat(1001))
  assert.equal((await outcome).error?.code, 'ERR_PROXY_TUNNEL')
})

test('a proxy that leaves before it has answered is told by an error', async () => {
  for (const answer of ['', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 100 Continue\r\n\r\n']) {
    const { proxy, outcome, calls } = await tunnelling()
    proxy.end(answer)
    const { error } = await outcome
    assert.equal(error?.code, 'ERR_PROXY_TUNNEL')
    assert.equal(error.message, 'Connection to establish proxy tunnel ended unexpectedly')
    assert.equal(await proxy.gone(), true)
    assert.equal(calls(), 1)
  }
})

test('a proxy that is not there is told by the error of its connection', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const agent = new https.Agent({ proxyEnv: { https_proxy: `http://127.0.0.1:${port}` } })
  const [error] = await once(https.get({ host: 'far.example', agent }), 'error')
  assert.equal(error.code, 'ECONNREFUSED')
})

test('silence ends the wait, before the answer and behind it', async () => {
  for (const answer of ['', 'HTTP/1.1 200 OK\r\n\r\n']) {
    const { proxy, outcome } = await tunnelling({ timeoutMs: 30, secure: (socket) => socket })
    proxy.send(answer)
    const { error } = await outcome
    assert.equal(error?.code, 'ERR_PROXY_TUNNEL')
    assert.equal(error.message, 'Connection to establish proxy tunnel timed out after 30ms')
    assert.equal(error.proxyTunnelTimeout, 30)
    assert.equal(await proxy.gone(), true)
  }
})

test('the wait is over when the tunnel stands', async () => {
  const { proxy, outcome } = await tunnelling({ timeoutMs: 30 })
  proxy.send('HTTP/1.1 200 OK\r\n\r\n')
  const { inner } = await outcome
  inner?.on('timeout', () => assert.fail('the time of the tunnel is not that of its connection'))
  await pause(60)
  assert.equal(inner?.destroyed, false)
  proxy.destroy()
})

test('what cannot be spoken inside is told by its error', async () => {
  const throwing = await tunnelling({
    secure() {
      throw new Error('never')
    },
  })
  throwing.proxy.send('HTTP/1.1 200 OK\r\n\r\n')
  assert.equal((await throwing.outcome).error?.message, 'never')
  assert.equal(await throwing.proxy.gone(), true)
  const failing = await tunnelling({
    secure(socket) {
      setImmediate(() => socket.emit('error', new Error('not so')))
      return socket
    },
  })
  failing.proxy.send('HTTP/1.1 200 OK\r\n\r\n')
  assert.equal((await failing.outcome).error?.message, 'not so')
  assert.equal(await failing.proxy.gone(), true)
  assert.equal(failing.calls(), 1)
})

test('a tunnel that nobody wants any more ends, and nobody is called', async () => {
  const { tunnel, proxy, calls } = await tunnelling()
  await proxy.expect(HEAD)
  assert.equal(tunnel.abandon(), true)
  assert.equal(tunnel.abandon(), false)
  assert.equal(await proxy.gone(), true)
  assert.equal(calls(), 0)
})

test('a tunnel that stands is not given up with its first request', async () => {
  const { tunnel, proxy, outcome } = await tunnelling()
  proxy.send('HTTP/1.1 200 OK\r\n\r\n')
  const { inner } = await outcome
  assert.equal(tunnel.abandon(), false)
  assert.equal(inner?.destroyed, false)
  proxy.destroy()
})

/** The end of a tunnel, and how it is asked for. */
const authorities: [host: string | undefined, port: unknown, authority: string][] = [
  ['far.example', 443, 'far.example:443'],
  ['FAR.example', '8443', 'FAR.example:8443'],
  ['far.example', ' 0x1bb', 'far.example:443'],
  ['127.0.0.1', 80, '127.0.0.1:80'],
  ['::1', 443, '[::1]:443'],
  ['[::1]', 443, '[::1]:443'],
  ['b\u00fccher.example', 443, 'xn--bcher-kva.example:443'],
  [undefined, 443, 'localhost:443'],
]

for (const [host, port, authority] of authorities) {
  test(`${host} at ${port} is the end ${authority}`, () => assert.equal(tunnelAuthority(host, port), authority))
}

test('nothing but a host and a port gets into the request for a tunnel', () => {
  for (const host of ['a b', 'a\r\nX: y', 'a\0', 'a/b', 'a?b', 'a#b', 'u@a', 'a\\b', 'a\u2028b']) {
    assert.throws(() => tunnelAuthority(host, 443), { code: 'ERR_INVALID_CHAR' }, JSON.stringify(host))
  }
  for (const port of ['4\r\n3', 65536, -1, 'x', undefined]) {
    assert.throws(() => tunnelAuthority('a', port), { code: 'ERR_SOCKET_BAD_PORT' })
  }
})

/** A request by a proxy that takes the connection and says nothing. */
async function requestInVain(options: object) {
  const { port, next } = await startProxy()
  const agent = new https.Agent({ ca: cert, proxyEnv: { https_proxy: `http://127.0.0.1:${port}` } })
  const request = https.get({ host: 'far.example', agent, ...options })
  const proxy = await next()
  await proxy.expect(HEAD)
  return { request, proxy, agent }
}

test('a request that is destroyed does not wait for its tunnel', async () => {
  const { request, proxy, agent } = await requestInVain({})
  const told: string[] = []
  request.on('error', ({ message }) => told.push(message))
  request.destroy()
  await new Promise((resolve) => request.on('close', resolve))
  assert.deepEqual(told, ['socket hang up'])
  assert.equal(await proxy.gone(), true)
  assert.equal(agent.totalSocketCount, 0)
})

test('a request that is destroyed with an error, or by its signal, has that error', async () => {
  const controller = new AbortController()
  const { request, proxy } = await requestInVain({ signal: controller.signal })
  controller.abort()
  const [error] = await once(request, 'error')
  assert.equal(error.code, 'ABORT_ERR')
  assert.equal(await proxy.gone(), true)
  const other = await requestInVain({})
  other.request.destroy(new Error('mine'))
  assert.equal((await once(other.request, 'error'))[0].message, 'mine')
})

test('a request that was destroyed before it had a tunnel gets none', async () => {
  const { port } = await startProxy()
  const agent = new https.Agent({ proxyEnv: { https_proxy: `http://127.0.0.1:${port}` } })
  const request = https.get({ host: 'far.example', agent, signal: AbortSignal.abort() } as object)
  const [error] = await once(request, 'error')
  assert.equal(error.code, 'ABORT_ERR')
})

test('options of TLS that make no sense are an error of the request', async () => {
  const { request, proxy } = await requestInVain({ minVersion: 'nonsense' })
  proxy.send('HTTP/1.1 200 OK\r\n\r\n')
  const [error] = await once(request, 'error')
  assert.equal(error.code, 'ERR_TLS_INVALID_PROTOCOL_VERSION')
  assert.equal(await proxy.gone(), true)
})

test('a session of TLS is used again in another tunnel', async () => {
  const reused: boolean[] = []
  const origin = https.createServer({ key, cert }, (_request, response) => {
    reused.push((response.socket as unknown as TLSSocket).isSessionReused())
    response.end('x')
  })
  origin.listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const { port } = origin.address() as AddressInfo
  const proxy = await startProxy()
  const agent = new https.Agent({ ca: cert, proxyEnv: { https_proxy: `http://127.0.0.1:${proxy.port}` } })
  for (let count = 0; count < 2; count++) {
    const answered = once(https.get({ host: 'localhost', port, agent }), 'response')
    const connection = await proxy.next()
    await connection.expect(HEAD)
    connection.send('HTTP/1.1 200 OK\r\n\r\n')
    connection.socket.pipe(net.connect(port, '127.0.0.1')).pipe(connection.socket)
    const [response] = await answered
    for await (const _ of response) {
      // Read to its end, so that the session is there.
    }
  }
  assert.deepEqual(reused, [false, true])
  origin.close()
})
