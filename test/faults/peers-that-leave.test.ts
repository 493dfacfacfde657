// At every byte of an exchange the peer closes, resets, half-closes or falls silent, on both sides. What is asked of each:
// every event of an end comes once, no answer is taken for whole that is not, and nothing is left open.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'

const FAULTS = ['close', 'reset', 'half-close', 'stall'] as const
type Fault = (typeof FAULTS)[number]
const AT_ONCE = 40
const STALL_MS = 15

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

const REQUESTS: Record<string, { bytes: string; whole: number }> = {
  GET: { bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', whole: 1 },
  POST: { bytes: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', whole: 1 },
  chunked: {
    bytes: 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n',
    whole: 1,
  },
  pipelined: {
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx',
    whole: 2,
  },
  upgrade: { bytes: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', whole: 1 },
}

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

function play(socket: net.Socket, fault: Fault): void {
  if (fault === 'close') socket.destroy()
  else if (fault === 'reset' && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy()
  else if (fault === 'reset') socket.destroy()
  else if (fault === 'half-close') socket.end()
  setTimeout(() => socket.destroy(), STALL_MS)
}

/** Every position of the bytes with every fault. */
const positions = (bytes: string) =>
  Array.from({ length: bytes.length + 1 }, (_, at) => at).flatMap((at) => FAULTS.map((fault) => ({ at, fault })))

async function leftOpen(server: net.Server): Promise<number> {
  const count = () => new Promise<number>((resolve) => server.getConnections((_, number) => resolve(number)))
  const deadline = performance.now() + 2000
  while ((await count()) > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5))
  return count()
}

interface Ends {
  once: Record<string, number>
  isComplete: boolean
}

function watch(emitter: NodeJS.EventEmitter, names: readonly string[]): Ends {
  const ends: Ends = { once: {}, isComplete: false }
  for (const name of names) emitter.on(name, () => (ends.once[name] = (ends.once[name] ?? 0) + 1))
  return ends
}

for (const isSecure of [false, true]) {
  for (const [name, { bytes, whole }] of Object.entries(REQUESTS)) {
    if (isSecure && name !== 'POST') continue
    test(`a client leaves at every byte of ${name}${isSecure ? ' over https' : ''}`, { timeout: 60_000 }, async () => {
      const all: { requests: number; ends: Ends[]; responses: Ends[] } = { requests: 0, ends: [], responses: [] }
      const listener = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => {
        all.requests++
        all.ends.push(watch(request, ['end', 'close', 'aborted', 'error']))
        all.responses.push(watch(response, ['finish', 'close', 'error']))
        request.resume().on('end', () => response.end('ok'))
      }
      const server = isSecure ? nethttps.createServer(certificate(), listener) : nethttp.createServer(listener)
      const port = await listening(server)
      await inTurn(positions(bytes), ({ at, fault }) => leave(port, isSecure, bytes.slice(0, at), fault))
      assert.equal(await leftOpen(server), 0, 'no socket is left')
      assert.ok(all.requests >= whole, 'requests were seen')
      await new Promise((resolve) => setTimeout(resolve, 20))
      for (const { once } of [...all.ends, ...all.responses]) {
        assert.equal(once.close, 1, `close comes once: ${JSON.stringify(once)}`)
        for (const [event, times] of Object.entries(once)) assert.equal(times, 1, event)
      }
      server.close()
    })
  }
}

function certificate(): { key: Buffer; cert: Buffer } {
  const read = (part: string) => readFileSync(`demo/certificate/localhost-only.${part}.pem`)
  return { key: read('key'), cert: read('cert') }
}

function leave(port: number, isSecure: boolean, bytes: string, fault: Fault): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => (bytes === '' ? play(socket, fault) : socket.write(bytes, () => play(socket, fault)))
    const options = { port, host: '127.0.0.1' }
    const socket: net.Socket = isSecure
      ? tls.connect({ ...options, rejectUnauthorized: false }, begin)
      : net.connect(options, begin)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => resolve())
  })
}

const RESPONSES: Record<string, { bytes: string; needsEnd?: boolean }> = {
  'a length': { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello' },
  chunks: { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n' },
  'an interim response': { bytes: 'HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na' },
  'no body': { bytes: 'HTTP/1.1 204 x\r\n\r\n' },
}

for (const [name, { bytes }] of Object.entries(RESPONSES)) {
  test(`a server leaves at every byte of an answer with ${name}`, { timeout: 60_000 }, async () => {
    const plan = new Map<string, { at: number; fault: Fault }>()
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (chunk) => {
        const { at, fault } = plan.get(/GET \/(\S+)/.exec(chunk.toString())?.[1] ?? '') as { at: number; fault: Fault }
        if (at === 0) play(socket, fault)
        else socket.write(bytes.slice(0, at), () => play(socket, fault))
      })
    })
    const port = await listening(server)
    const agent = new nethttp.Agent({ keepAlive: true, maxSockets: AT_ONCE })
    await inTurn(positions(bytes), async ({ at, fault }) => {
      const key = `${at}-${fault}`
      plan.set(key, { at, fault })
      const { ends, response, isComplete } = await ask(port, key)
      assert.equal(ends.once.close, 1, `close of the request comes once at ${key}`)
      assert.ok((ends.once.error ?? 0) <= 1, `at most one error at ${key}`)
      assert.ok(isComplete === (at === bytes.length), `complete: ${isComplete} at ${key} of ${bytes.length}`)
      if (at < bytes.length)
        assert.ok((ends.once.error ?? 0) + (response?.once.error ?? 0) >= 1, `an error is told at ${key}`)
    })
    agent.destroy()
    assert.equal(await leftOpen(server), 0)
    server.close()
  })
}

function ask(port: number, path: string): Promise<{ ends: Ends; response: Ends | null; isComplete: boolean }> {
  return new Promise((resolve) => {
    let response: Ends | null = null
    let isComplete = false
    const request = nethttp.get({ port, host: '127.0.0.1', path: `/${path}`, agent: false }, (message) => {
      response = watch(message, ['end', 'close', 'error', 'aborted'])
      message.on('end', () => {
        isComplete = message.complete
      })
      message.resume()
    })
    const ends = watch(request, ['close', 'error', 'response'])
    request.on('close', () => setTimeout(() => resolve({ ends, response, isComplete }), 2))
  })
}
