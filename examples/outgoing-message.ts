// A client's request and a server's response are both outgoing messages: setHeader(), write() and end() serve either.
// Run:  npx tsx examples/outgoing-message.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  console.log('the response is one:', res instanceof http.OutgoingMessage)
  res.setHeader('Content-Type', req.headers['content-type'] ?? 'text/plain')
  res.write('Hello, ')
  req.pipe(res)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const req = http.request({ hostname: '127.0.0.1', port, path: '/api/data', method: 'POST' }, (res) => {
  console.log('content-type:', res.headers['content-type'])
  res.setEncoding('utf8')
  res.on('data', (chunk: string) => console.log('chunk:', chunk))
  res.on('end', () => {
    console.log('the whole response is here')
    server.close()
  })
})

console.log('the request is one:', req instanceof http.OutgoingMessage)
req.setHeader('Content-Type', 'text/plain')
req.write('World')
req.end('!')
