// `agent: false` passes the pool by: each request gets a connection of its own, closed after the answer.
// Run:  npx tsx examples/agent-false.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  res.end(`connection: ${req.headers.connection}`)
})

let connections = 0
server.on('connection', () => {
  connections++
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

for (let i = 1; i <= 2; i++) {
  const req = http.get({ hostname: '127.0.0.1', port, path: '/', agent: false })
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  for await (const chunk of res) console.log(`request ${i} was sent with`, chunk.toString())
}

console.log('connections made:', connections)
server.close()
