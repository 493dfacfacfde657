// Headers that follow the body: a checksum which is only known once everything has been written.
// Run:  npx tsx examples/trailers.ts [port]
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  const hash = createHash('md5')
  res.writeHead(200, { 'Content-Type': 'text/plain', Trailer: 'Content-MD5' })
  for (const line of ['one\n', 'two\n', 'three\n']) {
    hash.update(line)
    res.write(line)
  }
  res.addTrailers({ 'Content-MD5': hash.digest('hex') })
  res.end()
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

http.get({ hostname: '127.0.0.1', port }, (res) => {
  const hash = createHash('md5')
  console.log('transfer-encoding:', res.headers['transfer-encoding'])
  console.log('announced:', res.headers.trailer)
  res.on('data', (chunk: Buffer) => hash.update(chunk))
  res.on('end', () => {
    // Trailers are there only now.
    console.log('trailers:', res.trailers)
    console.log('body intact:', res.trailers['content-md5'] === hash.digest('hex'))
    server.close()
  })
})
