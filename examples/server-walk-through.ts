// A server step by step: read the URL, the method, the headers and the body, then set two headers and a status.
// Run:  npx tsx examples/server-walk-through.ts [port]  then:  curl -d 'some text' <address>
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  const url = new URL(`http://localhost${req.url}`)
  console.log('path:', url.pathname)
  console.log('query:', Object.fromEntries(url.searchParams))
  console.log('method:', req.method)
  console.log('headers:', req.headers)

  let body = ''
  req.setEncoding('utf8')
  req.on('data', (chunk: string) => {
    body += chunk
  })
  req.on('end', () => {
    console.log('body:', body)

    res.setHeader('a', '1')
    res.setHeader('b', '2')
    res.statusCode = 404
    res.write('你好！')
    res.end()
  })
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
