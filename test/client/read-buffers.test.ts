// What kept connections of an agent are read into: bodies of every size whole and of their own, sockets that behave as
// sockets do, and nothing overwritten, whatever a listener does.
import assert from 'node:assert/strict'
import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import net from 'node:net'
import { Duplex } from 'node:stream'
import test, { type TestContext } from 'node:test'
import tls from 'node:tls'
import { Agent } from '../../src/client/agent.ts'
import type { ClientSocket } from '../../src/client/client-connection.ts'
import { kClientConnection, kContext } from '../../src/client/client-internals.ts'
import { listen, stopWatchingEnds } from '../../src/client/exchange-listeners.ts'
import { connectReading, mayBePooled, ownBytes } from '../../src/client/read-buffers.ts'
import { get, request } from '../../src/client/requests.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { cert, key } from '../support/fixtures.ts'
import { listening, pause } from '../support/leaving.ts'
import { turns } from '../support/peers.ts'

/** A body in which every place is told from its neighbours and from the same place in another one. */
function bodyOf(bytes: number, seed: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 8) * 7 + (i >> 16) * 11 + seed * 13) & 255),
  )
}

/** A server on `net` that answers `GET /<bytes>/<seed>` with such a body. */
async function serve(t: TestContext): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      for (const [, size, seed] of String(bytes).matchAll(/GET \/(\d+)\/(\d+) /g)) {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
        socket.write(bodyOf(Number(size), Number(seed)))
      }
    })
  })
  const port = await listening(server)
  t.after(() => server.close())
  return port
}

function keptAgent(t: TestContext, options: object = {}): Agent {
  const agent = new Agent({ keepAlive: true, ...options })
  t.after(() => agent.destroy())
  return agent
}

/** The answer and the pieces of its body, as they were handed over: nobody copied them. */
async function fetch(agent: Agent, port: number, bytes: number, seed: number) {
  const asked = get({ port, host: '127.0.0.1', agent: agent as never, path: `/${bytes}/${seed}` })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const pieces: Buffer[] = []
  response.on('data', (piece) => pieces.push(piece))
  await once(response, 'end')
  return { pieces, response }
}

const SIZES = [0, 1, 13, 64, 65, 400, 511, 512, 513, 2000, 16_384, 32_767, 32_768, 65_536, 65_537, 200_000, 3_000_000]

test('bodies of every size come whole, and stay so while others are read', async (t) => {
  const port = await serve(t)
  const agent = keptAgent(t, { maxSockets: 4 })
  const kept: { bytes: number; seed: number; pieces: Buffer[] }[] = []
  const asked = [0, 1, 2].flatMap((round) =>
    SIZES.map(async (bytes, i) => {
      const seed = round * SIZES.length + i
      const { pieces } = await fetch(agent, port, bytes, seed)
      kept.push({ bytes, seed, pieces })
    }),
  )
  await Promise.all(asked)
  assert.equal(kept.length, 3 * SIZES.length)
  for (const { bytes, seed, pieces } of kept) {
    assert.ok(Buffer.concat(pieces).equals(bodyOf(bytes, seed)), `the body of ${bytes} bytes, seed ${seed}`)
  }
})

test('pieces of a body can be transferred; those of a small answer lie alone in their memory', async (t) => {
  const port = await serve(t)
  const agent = keptAgent(t)
  for (const bytes of [1, 13, 64, 65, 300, 512, 600, 5000]) {
    const { pieces } = await fetch(agent, port, bytes, 3)
    for (const piece of pieces) {
      if (bytes <= 300) assert.deepEqual([piece.byteOffset, piece.buffer.byteLength], [0, piece.length])
      const moved = structuredClone(piece.buffer, { transfer: [piece.buffer as ArrayBuffer] })
      assert.equal(moved.byteLength > 0, true)
    }
  }
})

test('pieces of one read are not copied when it lies in memory of its own', async (t) => {
  const chunk = `c8\r\n${'x'.repeat(200)}\r\n`
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(64)}0\r\n\r\n`)
    })
  })
  const port = await listening(server)
  t.after(() => server.close())
  const { pieces } = await fetch(keptAgent(t), port, 0, 0)
  assert.equal(pieces.length, 64)
  // One write mostly comes in one read, and always in few.
  assert.ok(new Set(pieces.map((piece) => piece.buffer)).size <= 4)
})

test('text of small answers, cut in the middle of a character, stays what it was while others are read', async (t) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {}).setNoDelay(true)
    socket.on('data', async (bytes) => {
      const text = Buffer.from(`€ of ${/GET \/(\d+) /.exec(String(bytes))?.[1]} €`)
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n`)
      for (const cut of [text.subarray(0, 2), text.subarray(2, -1), text.subarray(-1)]) {
        socket.write(cut)
        await pause(2)
      }
    })
  })
  const port = await listening(server)
  t.after(() => server.close())
  const agent = keptAgent(t)
  async function read(i: number, encoding: BufferEncoding): Promise<void> {
    const asked = get({ port, host: '127.0.0.1', agent: agent as never, path: `/${i}` })
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    const parts: string[] = []
    response.setEncoding(encoding).on('data', (part) => parts.push(part))
    await once(response, 'end')
    assert.equal(parts.join(''), Buffer.from(`€ of ${i} €`).toString(encoding))
  }
  for (let round = 0; round < 4; round++) {
    await Promise.all(Array.from({ length: 24 }, (_, i) => read(i, i % 3 === 0 ? 'hex' : 'utf8')))
  }
})

test('who listens to the socket gets what `net` would give: memory of its own', async (t) => {
  const port = await serve(t)
  const agent = keptAgent(t)
  const seen: Buffer[] = []
  for (const bytes of [13, 100_000]) {
    const asked = get({ port, host: '127.0.0.1', agent: agent as never, path: `/${bytes}/1` })
    const [socket] = (await once(asked, 'socket')) as [net.Socket]
    const note = (chunk: Buffer) => seen.push(chunk)
    socket.on('data', note)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    await once(response.resume(), 'end')
    socket.off('data', note)
  }
  for (const chunk of seen) assert.deepEqual([chunk.byteOffset, chunk.buffer.byteLength], [0, chunk.length])
  const all = Buffer.concat(seen)
  assert.ok(all.subarray(-100_000).equals(bodyOf(100_000, 1)))
})

test('a body that nobody reads stops its sender, and comes whole afterwards', async (t) => {
  const port = await serve(t)
  const agent = keptAgent(t)
  const bytes = 6_000_000
  const asked = get({ port, host: '127.0.0.1', agent: agent as never, path: `/${bytes}/5` })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const { socket } = response
  await pause(50)
  const before = socket.bytesRead
  await pause(50)
  assert.equal(socket.bytesRead, before)
  assert.ok(before < 1_000_000, `${before} bytes were read`)
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece as Buffer)
  assert.ok(Buffer.concat(pieces).equals(bodyOf(bytes, 5)))
})

test('a socket that is handed to a program keeps no more than its stream has room for', async (t) => {
  const block = Buffer.alloc(1_000_000, 'x')
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
      for (let i = 0; i < 10; i++) socket.write(block)
    })
  })
  const port = await listening(server)
  t.after(() => server.close())
  const headers = { Connection: 'Upgrade', Upgrade: 'x' }
  const asked = request({ port, host: '127.0.0.1', agent: keptAgent(t) as never, headers }).end()
  const [, socket, head] = (await once(asked, 'upgrade')) as [IncomingMessage, net.Socket, Buffer]
  // One byte at a time: each call would read another 64 KiB, were it that of `net`.
  let taken = head.length
  for (let i = 0; i < 200; i++) {
    if (socket.read(1) !== null) taken++
    await pause(0)
  }
  assert.ok(taken > 100 + head.length, `${taken} bytes taken`)
  assert.ok(socket.readableLength <= 2 * 65_536 + socket.readableHighWaterMark, `${socket.readableLength} bytes wait`)
  socket.pause()
  await pause(20)
  const { bytesRead } = socket
  await pause(20)
  assert.equal(socket.bytesRead, bytesRead)
  for await (const chunk of socket) {
    taken += (chunk as Buffer).length
    if (taken >= 10_000_000) break
  }
  assert.equal(taken, 10_000_000)
})

test('TLS can be spoken over a socket that CONNECT gave', async (t) => {
  const bytes = 300_000
  const origin = tls.createServer({ key, cert }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(bodyOf(bytes, 2)))
  })
  const originPort = await listening(origin)
  const proxy = net.createServer((client) => {
    client.on('error', () => {})
    client.once('data', () => {
      const onward = net.connect(originPort, '127.0.0.1').on('error', () => {})
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
  })
  const port = await listening(proxy)
  t.after(() => [origin.close(), proxy.close()])
  const agent = keptAgent(t) as never
  const asked = request({ port, host: '127.0.0.1', agent, method: 'CONNECT', path: 'localhost:443' }).end()
  const [, socket] = (await once(asked, 'connect')) as [IncomingMessage, net.Socket]
  const secure = tls.connect({ socket, ca: cert, servername: 'localhost' }, () => secure.write('ask'))
  const pieces: Buffer[] = []
  for await (const piece of secure) {
    pieces.push(piece as Buffer)
    const count = pieces.reduce((sum, { length }) => sum + length, 0)
    if (count === bytes) secure.write('ask again')
    if (count === 2 * bytes) break
  }
  assert.ok(Buffer.concat(pieces).equals(Buffer.concat([bodyOf(bytes, 2), bodyOf(bytes, 2)])))
})

test('the second of two addresses is read as the first would be', async (t) => {
  const port = await serve(t)
  const lookup = (_host: string, _options: object, found: (error: null, addresses: object[]) => void) =>
    found(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ])
  const options = { host: 'two.test', port, lookup, autoSelectFamily: true, agent: keptAgent(t), path: '/100000/4' }
  const [response] = (await once(get(options as never), 'response')) as [IncomingMessage]
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece as Buffer)
  assert.ok(Buffer.concat(pieces).equals(bodyOf(100_000, 4)))
})

test('a listener that throws ends the connection; what others of its kind keep stays as it was', async (t) => {
  const port = await serve(t)
  const agent = keptAgent(t)
  const bytes = 3_000_000
  const asked = get({ port, host: '127.0.0.1', agent: agent as never, path: `/${bytes}/9` })
  asked.on('error', () => {})
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const closed = once(response, 'close').catch(() => {})
  response.on('error', () => {})
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  const caught: string[] = []
  process.on('uncaughtException', ({ message }) => caught.push(message))
  const pieces: Buffer[] = []
  response.on('data', (piece) => pieces.push(piece))
  response.on('data', (piece: Buffer) => {
    // Not of what was read before somebody listened.
    if (piece.length >= 32_768 && pieces.length > 20) throw new Error('of the listener')
  })
  await closed
  await pause(20)
  process.removeAllListeners('uncaughtException')
  for (const listener of listeners) process.on('uncaughtException', listener)
  assert.equal(caught[0], 'of the listener')
  const all = Buffer.concat(pieces)
  assert.ok(all.length < bytes)
  assert.ok(all.equals(bodyOf(bytes, 9).subarray(0, all.length)))
  assert.equal(response.aborted, true)
})

/** A connection whose reads the test makes, as `net` makes them. */
function connectByHand() {
  const given: { onread?: { buffer(): Buffer; callback(count: number, buffer: Buffer): boolean } }[] = []
  const socket = new Duplex({ highWaterMark: 16_384, read() {}, write: (_chunk, _encoding, done) => done() })
  const connection = connectReading(
    (...args) => {
      given.push(args[0] as object)
      return socket
    },
    [{ port: 1 }, 'more'],
  )
  assert.equal(connection, socket)
  const onread = given[0]?.onread
  assert.ok(onread)
  let buffer = onread.buffer()
  const read = (bytes: Buffer) => {
    bytes.copy(buffer)
    const isReadingOn = onread.callback(bytes.length, buffer)
    buffer = onread.buffer()
    return isReadingOn
  }
  return { read, socket, onread, bufferNow: () => buffer }
}

/** As the exchange's listener is on it, alone. */
async function asOfExchange(socket: Duplex, listener: (chunk: Buffer) => void): Promise<void> {
  const request = { [kContext]: new AsyncResource('TEST') }
  ;(socket as ClientSocket)[kClientConnection] = { isListening: true, isOver: false, request, read: listener } as never
  listen(socket as ClientSocket)
  // There is no exchange that could end.
  stopWatchingEnds(socket as ClientSocket)
  await turns()
}

test('a large read is handed on where it lies, and read over only when `net` has another buffer', async () => {
  const { read, socket, bufferNow } = connectByHand()
  const chunks: Buffer[] = []
  await asOfExchange(socket, (chunk) => chunks.push(chunk))
  const buffers = [bufferNow()]
  for (const seed of [1, 2, 3]) {
    read(bodyOf(40_000, seed))
    buffers.push(bufferNow())
  }
  assert.equal(new Set(buffers).size, 4)
  // The first buffer is everybody's.
  assert.notEqual(chunks[0]?.buffer, buffers[0]?.buffer)
  assert.deepEqual(
    chunks.slice(1).map(({ buffer }) => buffer),
    buffers.slice(1, 3).map(({ buffer }) => buffer),
  )
  read(Buffer.from('small'))
  assert.equal(bufferNow(), buffers[0])
  for (const [i, chunk] of chunks.slice(0, 3).entries()) assert.ok(chunk.equals(bodyOf(40_000, i + 1)))
  assert.equal(String(chunks[3]), 'small')
})

test('a read in the middle of a read ends the connection with an error that says so', async () => {
  const { read, socket, onread, bufferNow } = connectByHand()
  socket.on('error', () => {})
  const answers: boolean[] = []
  let isNested = false
  await asOfExchange(socket, () => {
    if (!isNested) return
    isNested = false
    answers.push(onread.callback(5, bufferNow()))
  })
  read(bodyOf(40_000, 1))
  isNested = true
  read(bodyOf(40_000, 2))
  assert.deepEqual(answers, [false])
  assert.equal(socket.destroyed, true)
  assert.match(String(socket.errored), /middle of a read/)
})

test('a connection keeps no buffer to itself when its answer is over', async () => {
  const { read, socket, bufferNow } = connectByHand()
  const shared = bufferNow()
  await asOfExchange(socket, () => {})
  const connection = (socket as ClientSocket)[kClientConnection] as { isOver: boolean }
  read(Buffer.alloc(40_000))
  assert.notEqual(bufferNow(), shared)
  socket.once('data', () => {
    connection.isOver = true
  })
  read(Buffer.alloc(40_000))
  assert.equal(bufferNow(), shared)
})

test('a full stream is said so, and a program with a reader of its own keeps it', () => {
  const { read, socket } = connectByHand()
  assert.equal(read(Buffer.alloc(10)), true)
  assert.equal(read(Buffer.alloc(60_000)), false)
  assert.equal(socket.readableLength, 60_010)
  const calls: unknown[][] = []
  const connect = (...args: unknown[]) => {
    calls.push(args)
    return socket
  }
  const own = { port: 1, onread: { buffer: Buffer.alloc(9), callback: () => true } }
  for (const args of [[own], [80, 'localhost'], ['/a/path'], []]) {
    assert.equal(connectReading(connect, args), socket)
    assert.deepEqual(calls.at(-1), args)
  }
})

test('options that are inherited are heeded', async (t) => {
  const port = await serve(t)
  const socket = keptAgent(t).createConnection(Object.create({ port, host: '127.0.0.1' }))
  assert.ok(socket)
  await once(socket, 'connect')
  socket.end('GET /3/1 HTTP/1.1\r\n\r\n')
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  assert.match(String(chunk), /^HTTP\/1\.1 200 /)
  socket.destroy()
})

test('what a reader of a body gets is its own', () => {
  const pool = Buffer.from('in the pool')
  const own = ownBytes(pool)
  assert.ok(pool.equals(own))
  assert.notEqual(own.buffer, pool.buffer)
  // A connection of a program's own may give plain arrays of bytes.
  assert.deepEqual([...ownBytes(Uint8Array.of(1, 2, 3))], [1, 2, 3])
  assert.deepEqual([mayBePooled(512), mayBePooled(513)], [true, false])
})
