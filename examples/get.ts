// The short way to a GET: get() takes a URL and ends the request by itself. A response has to be consumed.
// Run:  npx tsx examples/get.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  const body = 'hello world'
  res.writeHead(200, { 'Content-Length': Buffer.byteLength(body), 'Content-Type': 'text/plain' })
  res.end(body)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const req = http.get(`http://127.0.0.1:${port}/index.html`, (res) => {
  console.log('status:', res.statusCode, res.statusMessage)
  res.resume()
  res.on('end', () => server.close())
})

req.on('error', (err) => {
  console.error('request failed:', err.message)
  server.close()
})
