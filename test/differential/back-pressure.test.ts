// A body that fills its reader's buffer and ends there must not hold the connection for the next message.
import { once } from 'node:events'
import { scenario } from '../support/differential.ts'
import { listen } from '../support/peers.ts'
import { exchange, head } from '../support/raw.ts'

const SIZE = 3 * 1024 * 1024
const BODY = 'x'.repeat(SIZE)

scenario('a request whose body met back-pressure is followed by another on its connection', async ({ http }, log) => {
  const server = http.createServer(async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += chunk.length
    log(`${request.method}`, bytes)
    response.end('read')
  })
  const post = `${head('POST / HTTP/1.1', 'Host: a', `Content-Length: ${SIZE}`)}${BODY}`
  const { text } = await exchange(await listen(server, log), [
    post,
    /read$/,
    head('GET / HTTP/1.1', 'Host: a', 'Connection: close'),
  ])
  log('answers', text.split('read').length - 1)
})

scenario('a response whose body met back-pressure frees its socket for the next request', async ({ http }, log) => {
  const server = http.createServer((request, response) => {
    if (request.url === '/chunked') response.write('first')
    response.end(BODY)
  })
  const port = await listen(server, log)
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  log.defer(() => agent.destroy())
  for (const path of ['/', '/chunked', '/', '/chunked', '/']) {
    const request = http.get({ host: '127.0.0.1', port, path, agent })
    const [response] = await once(request, 'response')
    let bytes = 0
    for await (const chunk of response) bytes += chunk.length
    log(path, bytes, request.reusedSocket)
  }
})
