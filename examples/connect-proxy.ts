// A tunnelling proxy and its client: CONNECT asks for a way to another server, and then the two only pass bytes on.
// Run:  npx tsx examples/connect-proxy.ts [port]
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import http from 'nethttp'

// The site at the far end of the tunnel.
const origin = http.createServer((_req, res) => {
  res.end('hello from the far end')
})
origin.listen(0, '127.0.0.1')
await once(origin, 'listening')
const target = `127.0.0.1:${(origin.address() as AddressInfo).port}`

const proxy = http.createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.end('this is a proxy')
})

proxy.on('connect', (req, clientSocket, head) => {
  const { hostname, port } = new URL(`http://${req.url}`)
  const originSocket = net.connect(Number(port || 80), hostname, () => {
    clientSocket.write('HTTP/1.1 200 Connection Established\r\nProxy-Agent: nethttp\r\n\r\n')
    originSocket.write(head)
    originSocket.pipe(clientSocket)
    clientSocket.pipe(originSocket)
  })
  originSocket.on('error', () => clientSocket.destroy())
  clientSocket.on('error', () => originSocket.destroy())
})

proxy.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(proxy, 'listening')
const { port } = proxy.address() as AddressInfo

const req = http.request({ port, hostname: '127.0.0.1', method: 'CONNECT', path: target })
req.end()

req.on('connect', (res, socket) => {
  console.log('tunnel open:', res.statusCode, res.statusMessage)

  // From here on the socket speaks to the origin.
  socket.write(`GET / HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`)
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => console.log(chunk.toString()))
  socket.on('end', () => {
    proxy.close()
    origin.close()
  })
})
