// A POST whose Content-Length is known beforehand, which keeps the body from being sent in chunks.
// Run:  npx tsx examples/post-content-length.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  console.log('server: content-length', req.headers['content-length'])
  console.log('server: transfer-encoding', req.headers['transfer-encoding'])
  req.pipe(res)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const postData = new URLSearchParams({ msg: 'Hello World!' }).toString()

const options = {
  hostname: '127.0.0.1',
  port,
  path: '/upload',
  method: 'POST',
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': Buffer.byteLength(postData), // bytes, not characters
  },
}

const req = http.request(options, (res) => {
  console.log('client: status', res.statusCode)
  console.log('client: headers', JSON.stringify(res.headers))
  res.setEncoding('utf8')
  res.on('data', (chunk: string) => console.log('client: body', chunk))
  res.on('end', () => {
    console.log('client: done')
    server.close()
  })
})

req.on('error', (err) => {
  console.error('client: request failed:', err.message)
  server.close()
})

req.write(postData)
req.end()
