// A server with classes of one's own for requests and responses.
import http, { IncomingMessage, ServerResponse } from 'node:http'

class MyRequest extends IncomingMessage {
  get path(): string {
    return new URL(this.url ?? '/', 'http://localhost').pathname
  }
}

class MyResponse extends ServerResponse<MyRequest> {
  json(value: unknown): this {
    this.setHeader('Content-Type', 'application/json')
    return this.end(JSON.stringify(value))
  }
}

type MyServer = http.Server<typeof MyRequest, typeof MyResponse>

export const server: MyServer = http.createServer(
  { IncomingMessage: MyRequest, ServerResponse: MyResponse },
  (request, response) => response.json({ path: request.path }),
)
server.on('request', (request, response) => response.json(request.path))
const headers: http.OutgoingHttpHeaders = { 'X-A': 1, 'Set-Cookie': ['a', 'b'] }
export const codes: Record<number, string | undefined> = http.STATUS_CODES
export const listener: http.RequestListener<typeof MyRequest, typeof MyResponse> = (_request, response) => {
  response.writeHead(200, headers).json(http.METHODS)
}
