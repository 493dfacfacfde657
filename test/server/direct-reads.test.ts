// How the bytes of a socket get to its connection: the same requests by the short way and through the stream, and
// everybody who listens hears all.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { Duplex } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { canReadDirectly, socketPush } from '../../src/server/direct-reads.ts'
import { listening } from '../support/leaving.ts'
import { type NetPeers, netPeers } from '../support/net-peers.ts'
import { turns, until } from '../support/peers.ts'

const GET = 'GET /one HTTP/1.1\r\nHost: a\r\n\r\n'
const POST = 'POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'

/** Sends the request and waits for its answer. */
async function send({ client, answers }: NetPeers, text: string): Promise<void> {
  const before = answers()
  client.write(text)
  await until(() => answers() > before)
  assert.equal(answers(), before + 1)
}

test('a connection of net is read without data being told', async (t) => {
  const peers = await netPeers(t)
  const told: unknown[] = []
  const { emit } = peers.socket
  peers.socket.emit = function (this: net.Socket, event: string, ...values: unknown[]) {
    told.push(event)
    return emit.call(this, event, ...values)
  } as never
  await send(peers, GET)
  await send(peers, POST)
  assert.deepEqual(peers.requests, ['GET /one ', 'POST /two hello'])
  assert.equal(told.includes('data'), false)
  assert.equal(peers.socket.bytesRead, GET.length + POST.length)
})

test('a program that listens as well hears every byte, from when it listens to when it stops', async (t) => {
  const peers = await netPeers(t)
  let heard = ''
  const hear = (bytes: Buffer): void => {
    heard += bytes
  }
  await send(peers, GET)
  peers.socket.on('data', hear)
  await send(peers, POST)
  await send(peers, GET)
  peers.socket.off('data', hear)
  await send(peers, POST)
  assert.equal(heard, POST + GET)
  assert.equal(peers.requests.length, 4)
})

test('a socket that is paused keeps what comes, and its connection gets it in order', async (t) => {
  const peers = await netPeers(t)
  peers.socket.pause()
  peers.client.write(GET)
  await until(() => peers.socket.readableLength > 0)
  assert.deepEqual([peers.socket.readableLength, peers.requests], [GET.length, []])
  peers.client.write(POST)
  await until(() => peers.socket.readableLength > GET.length)
  peers.socket.resume()
  await until(() => peers.answers() === 2)
  assert.deepEqual(peers.requests, ['GET /one ', 'POST /two hello'])
})

test('a socket that was filled to its mark while it was paused goes on to be read', async (t) => {
  const peers = await netPeers(t)
  await send(peers, GET)
  const bytes = 3_000_000
  peers.socket.pause()
  peers.client.write(`POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`)
  peers.client.write('x'.repeat(bytes))
  await until(() => peers.socket.readableLength >= peers.socket.readableHighWaterMark)
  peers.socket.resume()
  await until(() => peers.answers() === 2, 5000)
  assert.equal(peers.requests[1].length, 'POST /large '.length + bytes)
  await send(peers, GET)
})

test('a program that takes the bytes over gets them, and the connection none', async (t) => {
  const peers = await netPeers(t)
  await send(peers, GET)
  let heard = ''
  peers.socket.removeAllListeners('data')
  peers.socket.on('data', (bytes) => {
    heard += bytes
  })
  peers.client.write(GET)
  await until(() => heard.length === GET.length)
  await turns()
  assert.equal(heard, GET)
  assert.equal(peers.requests.length, 1)
})

test('what a program puts into the socket is read: bytes, text in an encoding, the end', async (t) => {
  const peers = await netPeers(t)
  peers.socket.push(Buffer.from(GET))
  peers.socket.push(POST.slice(0, 20), 'latin1')
  peers.socket.push(Buffer.from(POST.slice(20)).toString('hex'), 'hex')
  await until(() => peers.answers() === 2)
  assert.deepEqual(peers.requests, ['GET /one ', 'POST /two hello'])
  const ended = once(peers.socket, 'end')
  peers.socket.push(null)
  await ended
  peers.socket.on('error', () => {})
  assert.equal(peers.socket.push(Buffer.from(GET)), false)
  await turns()
  assert.equal(peers.requests.length, 2)
})

test('behind a change of protocol the socket is as it was', async (t) => {
  const server = nethttp.createServer()
  const port = await listening(server as never)
  const client = net.connect(port, '127.0.0.1')
  t.after(() => {
    client.destroy()
    server.close()
  })
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nfirst')
  const [, socket, head] = (await once(server as never, 'upgrade')) as [unknown, net.Socket, Buffer]
  assert.equal(String(head), 'first')
  assert.equal(Object.hasOwn(socket, 'push'), false)
  const heard = once(socket, 'data')
  client.write('second')
  assert.equal(String((await heard)[0]), 'second')
  socket.destroy()
})

test('only sockets that read as those of net do are read so', () => {
  const plain = new net.Socket()
  const pulled = Object.assign(new net.Socket(), { _read() {} })
  const watched = Object.assign(new net.Socket(), { push: () => true })
  const duplex = new Duplex({ read() {}, write() {} })
  const sockets = [plain, pulled, watched, duplex]
  assert.deepEqual(
    sockets.map((socket) => canReadDirectly(socket)),
    [true, false, false, false],
  )
  const server = nethttp.createServer()
  for (const socket of sockets) server.emit('connection', socket as never)
  assert.deepEqual(
    sockets.map(({ push }) => (push as unknown) === socketPush),
    [true, false, false, false],
  )
  for (const socket of sockets) socket.destroy()
})
