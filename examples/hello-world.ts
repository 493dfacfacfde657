// A server on a chosen host, whose answer is written in a piece of its own before the end.
// Run:  npx tsx examples/hello-world.ts [port]  and open the address it prints.
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const host = 'localhost'

const server = http.createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.write('Hello, World!\n')
  res.end()
})

server.listen(Number(process.argv[2] ?? 0), host, () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://${host}:${port}`)
})
