// Headers from setHeader() and writeHead() are merged; where both name one, writeHead() wins.
// Run:  npx tsx examples/write-head-over-set-header.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  res.setHeader('Content-Type', 'text/html')
  res.setHeader('X-Foo', 'bar')
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.end('ok')
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

http.get(`http://127.0.0.1:${port}/`, (res) => {
  console.log('content-type:', res.headers['content-type'])
  console.log('x-foo:', res.headers['x-foo'])
  res.resume()
  res.on('end', () => server.close())
})
