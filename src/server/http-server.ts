// What the two faces of the server, http and https, have in common: options, deadlines, the set of connections.
// What happens on one connection stands in server-connection.ts.

import { Server as NetServer } from 'node:net'
import { IncomingMessage, type IncomingMessageConstructor } from '../message/incoming-message.ts'
import type { OutgoingOptions } from '../message/outgoing-fields.ts'
import { nowMs } from '../node/clock.ts'
import { debug } from '../node/debug.ts'
import { apiError } from '../node/errors.ts'
import { clearInterval, setInterval } from '../node/timers.ts'
import { LIMITS } from '../protocol/limits.ts'
import { ConnectionList } from './connection-list.ts'
import { adoptFrameworks } from './framework-prototypes.ts'
import { IdleList } from './idle-list.ts'
import { refuse } from './refusal.ts'
import { ServerConnection, type ServerSocket } from './server-connection.ts'
import {
  kCheckTimer,
  kConnections,
  kIdle,
  kIncomingMessage,
  kIsChecking,
  kLingering,
  kOptimizeEmptyRequests,
  kRefusals,
  kResponseOptions,
  kServerResponse,
} from './server-internals.ts'
import {
  resolveServerSettings,
  responseOptions,
  type ServerOptions,
  type ServerSettings,
  validateListener,
} from './server-options.ts'
import { ServerResponse, type ServerResponseConstructor } from './server-response.ts'
import { stopChecking, stopTimers } from './server-timers.ts'
import { attachSocket } from './socket-listeners.ts'

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void

export interface HttpServer extends NetServer, ServerSettings {
  timeout: number
  maxHeadersCount: number | null
  maxRequestsPerSocket: number
  httpAllowHalfOpen: boolean
  shouldUpgradeCallback(request: IncomingMessage): boolean
  [kConnections]: ConnectionList<ServerConnection>
  [kIdle]: IdleList
  [kRefusals]: IdleList
  [kLingering]: IdleList
  [kIncomingMessage]: IncomingMessageConstructor
  [kServerResponse]: ServerResponseConstructor
  [kResponseOptions]: OutgoingOptions
  [kOptimizeEmptyRequests]: boolean
  [kCheckTimer]?: NodeJS.Timeout
  [kIsChecking]?: boolean
}

/** Before the parent's constructor: what the options say. */
export function applyServerOptions(server: HttpServer, options: ServerOptions): void {
  validateListener(options.shouldUpgradeCallback, 'options.shouldUpgradeCallback')
  Object.assign(server, resolveServerSettings(options))
  server.shouldUpgradeCallback =
    (options.shouldUpgradeCallback as HttpServer['shouldUpgradeCallback']) ?? hasUpgradeListener
  server[kConnections] = new ConnectionList()
  // One list for each duration, so that an entry nearly always goes to its end.
  server[kIdle] = new IdleList()
  server[kRefusals] = new IdleList()
  server[kLingering] = new IdleList()
  server[kIncomingMessage] = (options.IncomingMessage as IncomingMessageConstructor) ?? IncomingMessage
  server[kServerResponse] = (options.ServerResponse as ServerResponseConstructor) ?? ServerResponse
  server[kResponseOptions] = responseOptions(options, server.rejectNonStandardBodyWrites)
  server[kOptimizeEmptyRequests] = options.optimizeEmptyRequests === true
}

/** Behind the parent's constructor: what connections and programs find there. */
export function setUpServer(server: HttpServer, requestListener: RequestListener | undefined): void {
  if (requestListener) server.on('request', requestListener)
  server.httpAllowHalfOpen = false
  server.timeout = LIMITS.socketTimeoutMs.value
  server.maxHeadersCount = null
  server.maxRequestsPerSocket = LIMITS.maxRequestsPerSocket.value
  server.on('listening', startChecking)
}

function hasUpgradeListener(this: HttpServer): boolean {
  return this.listenerCount('upgrade') > 0
}

/** `http._connectionListener`: makes any Duplex a connection of the server that is `this`. */
export function connectionListener(this: HttpServer, socket: ServerSocket): void {
  if (this[kConnections] === undefined) applyServerOptions(this, {})
  if (debug.enabled) debug('server: new connection')
  adoptFrameworks(this.listeners('request'))
  const connection = new ServerConnection(this, socket)
  this[kConnections].add(connection)
  if (this.timeout > 0) socket.setTimeout?.(this.timeout)
  attachSocket(connection)
  if (!this[kIsChecking]) startChecking.call(this)
}

/** Looks now and then for clients that take too long to send what they began. */
export function startChecking(this: HttpServer): void {
  if (this[kCheckTimer] !== undefined) clearInterval(this[kCheckTimer])
  this[kCheckTimer] = setInterval(checkConnections, this.connectionsCheckingInterval, this)
  this[kCheckTimer].unref()
  this[kIsChecking] = true
}

function checkConnections(server: HttpServer): void {
  const { headersTimeout, requestTimeout } = server
  if (!server.listening && server[kConnections].size === 0) return stopChecking(server)
  if (headersTimeout === 0 && requestTimeout === 0) return
  const now = nowMs()
  for (const connection of server[kConnections]) {
    if (connection.receivingSinceMs === 0) continue
    const tookMs = now - connection.receivingSinceMs
    const isHeadLate = headersTimeout > 0 && connection.parser.isInHead && tookMs >= headersTimeout
    if (isHeadLate || (requestTimeout > 0 && tookMs >= requestTimeout)) {
      connection.receivingSinceMs = 0
      refuse(connection, apiError('ERR_HTTP_REQUEST_TIMEOUT'))
    }
  }
}

/** What `close` does before it stops listening. Who is still sending then has no more time than before. */
export function prepareClose(server: HttpServer): void {
  serverMethods.closeIdleConnections.call(server)
  if (server[kConnections].size === 0) stopChecking(server)
}

/** The methods of both classes. */
export const serverMethods = {
  /** Stops listening and closes the connections that are idle; the others end with what they are doing. */
  close(this: HttpServer, ...args: [callback?: (error?: Error) => void]): HttpServer {
    prepareClose(this)
    NetServer.prototype.close.apply(this, args)
    stopTimers(this)
    return this
  },

  closeAllConnections(this: HttpServer): void {
    for (const connection of this[kConnections]) connection.socket.destroy()
  },

  closeIdleConnections(this: HttpServer): void {
    for (const connection of this[kConnections]) if (connection.isIdle) connection.socket.destroy()
  },

  /** @param msecs time without any traffic after which `timeout` is emitted, or the connection ended */
  setTimeout(
    this: HttpServer,
    msecs?: number | ((socket: unknown) => void),
    callback?: (socket: unknown) => void,
  ): HttpServer {
    this.timeout = msecs as number
    if (callback) this.on('timeout', callback)
    return this
  },

  async [Symbol.asyncDispose](this: HttpServer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      serverMethods.close.call(this, (error) => (error ? reject(error) : resolve()))
    })
  },
}
