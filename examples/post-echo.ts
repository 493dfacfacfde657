// A form posted to a server which sends it back. Of unknown length, both bodies travel in chunks, as streams.
// Run:  npx tsx examples/post-echo.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  res.write('Server got client data: ')
  req.pipe(res)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const options = {
  method: 'POST',
  protocol: 'http:',
  hostname: '127.0.0.1',
  port,
  path: '/post',
  headers: {
    connection: 'keep-alive',
    'content-type': 'application/x-www-form-urlencoded',
  },
}

const client = http.request(options, (res) => {
  res.pipe(process.stdout)
  res.on('end', () => {
    console.log()
    server.close()
  })
})

client.write(new URLSearchParams({ a: '1' }).toString())
client.end()
