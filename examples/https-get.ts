// A GET over TLS. The local server's certificate is signed by itself, so the client is told to trust just that one.
// Run:  npx tsx examples/https-get.ts [port]
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import https from 'nethttp/https'

const key = readFileSync(new URL('../test/fixtures/localhost-key.pem', import.meta.url))
const cert = readFileSync(new URL('../test/fixtures/localhost-cert.pem', import.meta.url))

const server = https.createServer({ key, cert }, (_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' })
  res.write('<!doctype html>\n')
  res.end('<title>a private page</title>')
})

server.listen(Number(process.argv[2] ?? 0), 'localhost')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

https.get(`https://localhost:${port}/`, { ca: cert }, (res) => {
  const socket = res.socket as TLSSocket
  console.log('authorized:', socket.authorized)
  console.log('certificate of:', socket.getPeerCertificate().subject.CN)

  let data = ''
  res.setEncoding('utf8')
  res.on('data', (chunk: string) => {
    data += chunk
  })
  res.on('end', () => {
    console.log(data)
    server.close()
  })
})
