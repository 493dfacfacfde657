// One process that sends a gibibyte to itself and gets one back, watching its memory: over nethttp, or over bare `net`
// to know what Node's own sockets take. Prints what it saw as JSON. Run by test/streaming.test.ts.
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { type Duplex, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import http from 'nethttp'

const BLOCK = Buffer.alloc(64 * 1024, 'x')
const TOTAL_BYTES = 1024 ** 3
const counts = { up: 0, down: 0 }

function* blocks(): Generator<Buffer> {
  for (let sent = 0; sent < TOTAL_BYTES; sent += BLOCK.length) yield BLOCK
}

const gibibyte = (): Readable => Readable.from(blocks(), { objectMode: false })

/** The far side: counts what comes, and when that has ended sends as much back. */
function answer(incoming: Readable, outgoing: Writable): void {
  incoming.on('data', (chunk: Buffer) => {
    counts.up += chunk.length
  })
  incoming.on('end', () => pipeline(gibibyte(), outgoing))
}

function startServer(overHttp: boolean): net.Server {
  if (overHttp) return http.createServer(answer)
  return net.createServer({ allowHalfOpen: true }, (socket) => answer(socket, socket))
}

async function exchange(overHttp: boolean, port: number): Promise<Readable> {
  if (!overHttp) {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await pipeline(gibibyte(), socket as Duplex, { end: true }).catch(() => {})
    return socket
  }
  const request = http.request({ host: '127.0.0.1', port, method: 'POST' })
  const responded = once(request, 'response')
  await pipeline(gibibyte(), request)
  const [response] = await responded
  return response
}

const overHttp = process.argv[2] !== 'net'
const server = startServer(overHttp)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
globalThis.gc?.()
const before = process.memoryUsage().rss
let most = before
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss)
}, 20)
const incoming = await exchange(overHttp, (server.address() as AddressInfo).port)
incoming.on('data', (chunk: Buffer) => {
  counts.down += chunk.length
})
await once(incoming, 'end')
clearInterval(watch)
server.close()
console.log(JSON.stringify({ ...counts, grownMiB: Math.round((most - before) / 1024 ** 2) }))
