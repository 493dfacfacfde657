// What is not HTTP never becomes a request. A `clientError` listener owns the socket and answers on it by hand.
// Run:  npx tsx examples/client-error.ts [port]  then:  echo nonsense | nc 127.0.0.1 <port>
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  res.end()
})

server.on('clientError', (err, socket) => {
  console.log('client error:', err.message)
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  else socket.destroy()
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
