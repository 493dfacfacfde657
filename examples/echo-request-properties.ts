// What a server can read off a request: its URL, its HTTP version, its method and its headers.
// Run:  npx tsx examples/echo-request-properties.ts [port]  and open the address it prints.
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  console.log('url:', req.url)
  console.log('httpVersion:', req.httpVersion)
  console.log('method:', req.method)
  console.log('headers:', JSON.stringify(req.headers))
  res.end('ok')
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
