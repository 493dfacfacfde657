// Leaving HTTP: the client asks for another protocol, the server agrees, and the socket is theirs; here it echoes.
// Run:  npx tsx examples/upgrade.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.end('only upgrades here')
})

server.on('upgrade', (req, socket) => {
  console.log('server: asked for', req.headers.upgrade)
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n')
  socket.pipe(socket)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const req = http.request({
  port,
  hostname: '127.0.0.1',
  headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
})
req.end()

req.on('upgrade', (res, socket) => {
  console.log('client: upgraded to', res.headers.upgrade)
  socket.write('ping')
  socket.once('data', (chunk) => {
    console.log('client: echoed', chunk.toString())
    socket.end()
    server.close()
  })
})
