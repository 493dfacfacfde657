// The smallest useful server, built from the `request` event; the charset tells a browser how to show the text.
// Run:  npx tsx examples/plain-server.ts [port]  and open the address it prints.
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer()

server.on('request', (_req, res) => {
  console.log('收到信息')
  res.writeHead(200, { 'Content-Type': 'text/plain;charset=utf-8' })
  res.end('小火柴')
})

// Without a host name the server takes connections on every address of the machine.
server.listen(Number(process.argv[2] ?? 0))

server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://localhost:${port}`)
})
