// The same server on TLS connections: the ways to make one, what it offers in the handshake, and its errors.
import assert from 'node:assert/strict'
import https from 'node:https'
import net from 'node:net'
import test from 'node:test'
import tls from 'node:tls'
import { createServer, Server } from '../../src/tls/https-server.ts'
import { cert, key } from '../support/fixtures.ts'
import { seen } from '../support/peers.ts'
import { GET, RawConnection } from '../support/raw.ts'

const listener = () => {}

const ways: [name: string, make: () => unknown][] = [
  ['createServer()', () => createServer()],
  ['createServer(listener)', () => createServer(listener)],
  ['createServer(options, listener)', () => createServer({}, listener)],
  ['new Server()', () => new Server()],
  ['Server(listener), called', () => Server(listener)],
]
for (const [name, make] of ways) {
  test(`${name} makes a server`, () => {
    const server = make()
    assert.ok(server instanceof Server)
    assert.ok(server instanceof tls.Server)
    assert.deepEqual(server.listeners('request'), name.includes('listener') ? [listener] : [])
  })
}

test('a new server has the properties of one of Node, with the same values', () => {
  const [server, expected] = [createServer(), https.createServer()] as unknown as Record<string, unknown>[]
  const names = ['timeout', 'maxHeadersCount', 'headersTimeout', 'requestTimeout', 'httpAllowHalfOpen']
  names.push('keepAliveTimeout', 'requireHostHeader', 'ALPNProtocols', 'noDelay')
  for (const name of names) assert.deepEqual(server?.[name], expected?.[name], name)
})

test('a server that chooses its protocols itself offers no others', () => {
  const own = createServer({ ALPNProtocols: ['x'] }) as unknown as Record<string, unknown>
  const expected = https.createServer({ ALPNProtocols: ['x'] }) as unknown as Record<string, unknown>
  assert.deepEqual(own.ALPNProtocols, expected.ALPNProtocols)
  const called = createServer({ ALPNCallback: () => 'x' } as never) as unknown as Record<string, unknown>
  assert.equal(called.ALPNProtocols, undefined)
})

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

test('requests over TLS are answered, as HTTP/1.1', async () => {
  const server = createServer({ cert, key }, (request, response) => {
    response.end(`${request.url} ${(request.socket as unknown as tls.TLSSocket).encrypted}`)
  })
  const port = await listen(server)
  const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'] })
  await seen(socket, 'secureConnect')
  assert.equal(socket.alpnProtocol, 'http/1.1')
  const peer = new RawConnection(socket)
  peer.send(GET)
  assert.match(await peer.expect(/true$/), /^HTTP\/1\.1 200 OK[\s\S]*\/ true$/)
  server.close()
  assert.equal(await peer.gone(), true)
})

test('a handshake that fails is a client’s error', async () => {
  const server = createServer({ cert, key })
  const port = await listen(server)
  const failed = seen<[NodeJS.ErrnoException, net.Socket]>(server, 'clientError')
  const client = net.connect(port, '127.0.0.1').on('error', () => {})
  client.write('GET / HTTP/1.1\r\n\r\n')
  const [error, socket] = await failed
  assert.match(String(error.code), /^ERR_SSL_/)
  socket.destroy()
  client.destroy()
  server.close()
})

test('a handshake that fails unheard ends its connection', async () => {
  const server = createServer({ cert, key })
  const port = await listen(server)
  const client = net.connect(port, '127.0.0.1').on('error', () => {})
  client.resume().write('rubbish rubbish rubbish')
  await seen(client, 'close')
  server.close()
})
