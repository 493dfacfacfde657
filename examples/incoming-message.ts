// A request is a readable stream: its body arrives in pieces, and with an encoding set no character is cut in two.
// Run:  npx tsx examples/incoming-message.ts [port]  then:  curl -d 'some text' <address>
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  req.setEncoding('utf8')
  req.on('data', (chunk: string) => console.log('chunk:', chunk))
  req.on('end', () => console.log('the whole request is here'))

  // The answer need not wait for the body.
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.end('Hello, World!\n')
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
