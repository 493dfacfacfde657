// Compiled, never run: the package has the types of what it stands in for.
import type nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import http, { createServer, type IncomingMessage, type ServerResponse } from 'nethttp'
import https from 'nethttp/https'

export const drop: typeof import('node:http') = http
export const dropSecure: typeof import('node:https') = https

class Tagged extends http.IncomingMessage {
  tag = 'a request of a class of its own'
}
class Quiet extends http.ServerResponse<Tagged> {
  quiet = true
}

export const server: nodeHttp.Server<typeof Tagged, typeof Quiet> = http.createServer(
  { IncomingMessage: Tagged, ServerResponse: Quiet },
  (request, response) => response.end(request.tag + response.quiet),
)
export const plain = createServer((request: IncomingMessage, response: ServerResponse) => response.end(request.url))

export class OneByOne extends http.Agent {
  override maxSockets = 1
}
export const request: nodeHttp.ClientRequest = https.request({ agent: new nodeHttps.Agent({ keepAlive: true }) })
