// A GET by request() and an options object: the body is put together from its pieces, end() sends the request.
// Run:  npx tsx examples/request-get.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  res.write(`${req.method} `)
  res.end(req.url)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const options = { hostname: '127.0.0.1', port, path: '/api/data', method: 'GET' }

const req = http.request(options, (res) => {
  let data = ''
  res.setEncoding('utf8')
  res.on('data', (chunk: string) => {
    data += chunk
  })
  res.on('end', () => {
    console.log('body:', data)
    server.close()
  })
})

req.on('error', (err) => {
  console.error('request failed:', err.message)
  server.close()
})

req.end()
