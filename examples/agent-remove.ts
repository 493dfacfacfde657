// The `agentRemove` event takes a socket out of its agent's pool: the request goes on, the agent forgets the socket.
// Run:  npx tsx examples/agent-remove.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  res.end('ok')
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const pooled = () => Object.values(http.globalAgent.sockets).flat().length

http
  .get({ hostname: '127.0.0.1', port }, (res) => {
    console.log('status:', res.statusCode)
    res.resume()
    res.on('end', () => server.close())
  })
  .on('socket', (socket) => {
    console.log('in the pool before:', pooled())
    socket.emit('agentRemove')
    console.log('in the pool after:', pooled())
  })
