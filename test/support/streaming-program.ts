// One process that takes in a gibibyte through a server, piece by piece, and asks nothing of it: prints as JSON how many
// collections of the whole heap and of the young generation V8 made meanwhile. Run by test/node/collection-pace.test.ts.
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import http from 'nethttp'

const TOTAL_BYTES = 1024 ** 3
const BLOCK = Buffer.alloc(1024 ** 2, 'x')

const collections = { whole: 0, young: 0 }
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind } = (entry as PerformanceEntry & { detail: { kind: number } }).detail
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections.whole += 1
    if (kind === constants.NODE_PERFORMANCE_GC_MINOR) collections.young += 1
  }
})

/** Over a bare socket: a client of HTTP would make things of its own. */
function upload(socket: net.Socket): void {
  let sent = 0
  const write = () => {
    while (sent < TOTAL_BYTES) {
      sent += BLOCK.length
      if (!socket.write(BLOCK)) return
    }
  }
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${TOTAL_BYTES}\r\nConnection: close\r\n\r\n`)
  socket.on('drain', write)
  write()
}

let bytes = 0
const server = http.createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  request.on('end', () => response.end('ok'))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const socket = net.connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
observer.observe({ entryTypes: ['gc'] })
upload(socket)
socket.resume()
await once(socket, 'close')
server.close()
await new Promise((resolve) => setTimeout(resolve, 50))
console.log(JSON.stringify({ bytes, ...collections }))
