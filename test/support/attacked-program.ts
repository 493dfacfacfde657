// A server in a process of its own, for the attacks: so that its memory and its event loop are its own. Started with
// `--expose-gc` by test/support/attacked.ts; tells its port, answers questions about itself.
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import http from 'nethttp'

const BLOCK = Buffer.alloc(16 * 1024, 'x')
/** What /endless has made for all its readers. */
let produced = 0
let requests = 0
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()

/** 64 MB, made as they are asked for. */
function endless(): Readable {
  let blocks = 4096
  return new Readable({
    read() {
      produced += BLOCK.length
      this.push(blocks-- > 0 ? BLOCK : null)
    },
  })
}

const server = http.createServer((request, response) => {
  requests++
  request.on('error', () => {})
  response.on('error', () => {})
  if (request.url === '/endless') endless().pipe(response)
  else if (request.url === '/fields') {
    const views = [request.headers, request.headersDistinct, request.trailers].map((view) => Object.keys(view).length)
    response.end(String(views))
  } else if (request.method === 'GET') response.end('ok')
  else request.resume().on('end', () => response.end('ok'))
})
Object.assign(server, { keepAliveTimeout: 60_000 })
server.listen(0, '127.0.0.1', 1024, () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (id) => {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const longestTurnMs = delay.max / 1e6
  delay.reset()
  server.getConnections((_, connections) => {
    process.send?.({ id, state: { rss, heapUsed, external, connections, produced, requests, longestTurnMs } })
  })
})
process.on('disconnect', () => process.exit())
