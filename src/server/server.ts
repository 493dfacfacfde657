// `http.Server` and `http.createServer`: the http face of the server.

import { EventEmitter } from 'node:events'
import { Server as NetServer } from 'node:net'
import { callableClass } from '../node/callable-class.ts'
import {
  applyServerOptions,
  connectionListener,
  type HttpServer,
  type RequestListener,
  serverMethods,
  setUpServer,
} from './http-server.ts'
import { closeOnRejection } from './rejection.ts'
import { asOptions, type ServerOptions } from './server-options.ts'

class ServerBody extends NetServer {}

export interface ServerConstructor {
  new (options?: ServerOptions | RequestListener, requestListener?: RequestListener): HttpServer
  (options?: ServerOptions | RequestListener, requestListener?: RequestListener): HttpServer
  prototype: HttpServer
}

function construct(
  this: unknown,
  options?: ServerOptions | RequestListener,
  requestListener?: RequestListener,
): unknown {
  if (!(this instanceof Server)) return new Server(options, requestListener)
  const listener = typeof options === 'function' ? options : requestListener
  const settings = typeof options === 'function' ? {} : asOptions(options)
  const server = this as HttpServer
  applyServerOptions(server, settings)
  NetServer.call(
    server as never,
    {
      allowHalfOpen: true,
      noDelay: settings.noDelay ?? true,
      keepAlive: settings.keepAlive,
      keepAliveInitialDelay: settings.keepAliveInitialDelay,
      highWaterMark: settings.highWaterMark,
    } as never,
  )
  server.on('connection', connectionListener)
  setUpServer(server, listener)
  return undefined
}

Object.assign(ServerBody.prototype, serverMethods)
Object.defineProperty(
  ServerBody.prototype,
  (EventEmitter as unknown as { captureRejectionSymbol: symbol }).captureRejectionSymbol,
  {
    value: closeOnRejection,
    writable: true,
    configurable: true,
  },
)

/**
 * `new Server([options][, requestListener])`. Events: `request`, `connection`, `checkContinue`, `checkExpectation`,
 * `clientError`, `connect`, `upgrade`, `dropRequest`, `timeout`, and those of `net.Server`.
 */
export const Server = callableClass<ServerConstructor>('Server', construct, ServerBody)
export type Server = HttpServer

export function createServer(options?: ServerOptions | RequestListener, requestListener?: RequestListener): HttpServer {
  return new Server(options, requestListener)
}
