// `https.Server` and `https.createServer`: the same server on TLS connections.

import { type TLSSocket, type TlsOptions, Server as TlsServer } from 'node:tls'
import { callableClass } from '../node/callable-class.ts'
import {
  applyServerOptions,
  connectionListener,
  type HttpServer,
  type RequestListener,
  serverMethods,
  setUpServer,
} from '../server/http-server.ts'
import { asOptions, type ServerOptions } from '../server/server-options.ts'

type HttpsServerOptions = ServerOptions & TlsOptions

class HttpsServerBody extends TlsServer {}

export interface HttpsServerConstructor {
  new (options?: HttpsServerOptions | RequestListener, requestListener?: RequestListener): HttpServer
  (options?: HttpsServerOptions | RequestListener, requestListener?: RequestListener): HttpServer
  prototype: HttpServer
}

function construct(
  this: unknown,
  options?: HttpsServerOptions | RequestListener,
  requestListener?: RequestListener,
): unknown {
  if (!(this instanceof Server)) return new Server(options, requestListener)
  const listener = typeof options === 'function' ? options : requestListener
  const settings = (typeof options === 'function' ? {} : asOptions(options)) as HttpsServerOptions
  const server = this as HttpServer
  applyServerOptions(server, settings)
  // RFC 7301: this server speaks HTTP/1.1, unless the program has protocols of its own.
  const ALPNProtocols = settings.ALPNProtocols || settings.ALPNCallback ? undefined : ['http/1.1']
  TlsServer.call(server as never, { noDelay: true, ALPNProtocols, ...settings } as never, connectionListener as never)
  setUpServer(server, listener)
  server.on('tlsClientError', serverOnTlsClientError)
  return undefined
}

Object.assign(HttpsServerBody.prototype, serverMethods)

/** `new https.Server([options][, requestListener])`: options and events of `tls.Server` and of `http.Server`. */
export const Server = callableClass<HttpsServerConstructor>('Server', construct, HttpsServerBody as never)
export type Server = HttpServer

/** A handshake that fails is an error of a client like others. */
function serverOnTlsClientError(this: HttpServer, error: Error, socket: TLSSocket): void {
  if (!this.emit('clientError', error, socket)) socket.destroy(error)
}

export function createServer(
  options?: HttpsServerOptions | RequestListener,
  requestListener?: RequestListener,
): HttpServer {
  return new Server(options, requestListener)
}
