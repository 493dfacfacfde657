// A client step by step: a URL with options beside it, a body, then the status, the headers and the body that return.
// Run:  npx tsx examples/client-walk-through.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  res.writeHead(201, { 'Content-Type': 'application/json', 'X-Client': req.headers['user-agent'] })
  req.pipe(res)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const url = new URL(`http://127.0.0.1:${port}/api`)
const options = { method: 'POST', headers: { 'User-Agent': 'MyClient' } }

const req = http.request(url, options)
req.write('{"key": "value"}', 'utf8')
req.end() // without it the server goes on waiting for the rest

const [res] = (await once(req, 'response')) as [http.IncomingMessage]
console.log('status:', res.statusCode)
console.log('headers:', res.headers)

let data = ''
res.setEncoding('utf8')
for await (const chunk of res) data += chunk
console.log('body:', data)

server.close()
