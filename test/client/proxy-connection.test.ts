// The connection to a proxy: where to, and over TLS when the proxy is spoken to so.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import tls, { TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ProxyConfig } from '../../src/client/proxy-config.ts'
import { connectToProxy, proxyConnectOptions } from '../../src/client/proxy-connection.ts'
import http from '../../src/http.ts'
import { cert, key } from '../support/fixtures.ts'

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return (server.address() as AddressInfo).port
}

test('the address is the proxy’s; of the options there is what holds for any address', () => {
  const options = {
    host: 'far.example',
    port: 1,
    localAddress: '127.0.0.2',
    lookup() {},
    ca: 'x',
    timeout: 5,
    noDelay: true,
  }
  const { host, port, noDelay, timeout, ...others } = proxyConnectOptions(
    new ProxyConfig('http://[::1]:8080', null),
    options,
  )
  assert.deepEqual([host, port, noDelay, timeout], ['::1', 8080, true, 5])
  assert.deepEqual(others, { keepAlive: undefined, keepAliveInitialDelay: undefined })
})

test('a proxy behind TLS is asked for by its name, if it has one', () => {
  const nameOf = (url: string) => proxyConnectOptions(new ProxyConfig(url, null), {}).servername
  assert.equal(nameOf('https://proxy.example'), 'proxy.example')
  assert.equal(nameOf('https://127.0.0.1'), '')
  assert.equal(nameOf('https://[::1]'), '')
  assert.equal(nameOf('http://proxy.example'), undefined)
})

test('a plain proxy is connected to at once', async () => {
  const server = net.createServer((socket) => socket.end('hello'))
  const proxy = new ProxyConfig(`http://127.0.0.1:${await listen(server)}`, null)
  const socket = connectToProxy(proxy, {}, () => assert.fail('not by the callback')) as net.Socket
  assert.equal(String(...(await once(socket, 'data'))), 'hello')
})

test('a proxy behind TLS is checked against the authorities of the process, whatever the options trust', async () => {
  const names: unknown[] = []
  const server = tls.createServer({
    key,
    cert,
    SNICallback: (name, done) => done(null, void names.push(name) as never),
  })
  server.on('tlsClientError', () => {})
  const proxy = new ProxyConfig(`https://localhost:${await listen(server)}`, null)
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const options = { ca: cert, rejectUnauthorized: false, timeout: 0 }
    const none = connectToProxy(proxy, options, (error, made) => (error ? reject(error) : resolve(made as Duplex)))
    assert.equal(none, undefined)
  })
  assert.ok(socket instanceof TLSSocket)
  const [error] = await once(socket, 'error')
  assert.equal(error.code, 'DEPTH_ZERO_SELF_SIGNED_CERT')
  assert.deepEqual(names, ['localhost'])
})

test('http and https go by a proxy behind TLS that the process trusts', async () => {
  const origin = tls.createServer({ key, cert }, (socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret'))
  })
  const originPort = await listen(origin)
  const heads: string[] = []
  const proxy = tls.createServer({ key, cert }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', (head) => {
      heads.push(String(head).split('\r\n', 1)[0])
      if (!heads[heads.length - 1].startsWith('CONNECT')) {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain')
        return
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const upstream = net.connect(originPort, '127.0.0.1')
      upstream.on('error', () => {})
      socket.pipe(upstream).pipe(socket)
    })
  })
  const env = {
    ...process.env,
    PROXY: `https://localhost:${await listen(proxy)}`,
    NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../fixtures/localhost-cert.pem', import.meta.url)),
  }
  const program = fileURLToPath(new URL('../support/proxy-program.ts', import.meta.url))
  const urls = ['http://far.example/a', `https://localhost:${originPort}/b`]
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...urls], { env })
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(answers, [
    { body: 'plain', authorized: true, encrypted: true },
    { body: 'secret', authorized: true, encrypted: true },
  ])
  assert.deepEqual(heads, ['GET http://far.example/a HTTP/1.1', `CONNECT localhost:${originPort} HTTP/1.1`])
})

test('the time of an agent holds for its connection to a proxy', async () => {
  const port = await listen(net.createServer((socket) => socket.on('error', () => {})))
  const agent = new http.Agent({ timeout: 20, proxyEnv: { http_proxy: `http://127.0.0.1:${port}` } })
  const request = http.get({ host: 'far.example', agent } as never)
  request.on('error', () => {})
  await once(request, 'timeout')
  request.destroy()
})
