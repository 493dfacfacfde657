// A server whose one connection is of net or tls: what it makes of the requests, and what its client gets.
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import net from 'node:net'
import type { TestContext } from 'node:test'
import tls from 'node:tls'
import nethttp from '../../src/http.ts'
import nethttps from '../../src/https.ts'
import type { RequestListener } from '../../src/server/http-server.ts'
import { cert, key } from './fixtures.ts'
import { listening } from './leaving.ts'

export interface NetPeers {
  client: net.Socket
  /** The server's end. */
  socket: net.Socket
  /** What the server made of it: each request with its body. */
  requests: string[]
  /** The fields of each. */
  headers: IncomingHttpHeaders[]
  answers(): number
}

/** Both ends of a connection that the server has got; both go with the test. */
export async function netPeers(t: TestContext, isSecure = false): Promise<NetPeers> {
  const requests: string[] = []
  const headers: IncomingHttpHeaders[] = []
  const answer: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      headers.push(request.headers)
      requests.push(`${request.method} ${request.url} ${body}`)
      response.end('ok')
    })
  }
  const server = isSecure ? nethttps.createServer({ cert, key }, answer) : nethttp.createServer(answer)
  const port = await listening(server as never)
  const connected = once(server as never, isSecure ? 'secureConnection' : 'connection')
  const client = isSecure
    ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : net.connect(port, '127.0.0.1')
  client.setNoDelay(true)
  const [socket] = (await connected) as [net.Socket]
  let text = ''
  client.on('data', (bytes) => {
    text += bytes
  })
  t.after(() => {
    client.destroy()
    server.close()
  })
  return { client, socket, requests, headers, answers: () => text.split('HTTP/1.1 200 OK').length - 1 }
}
