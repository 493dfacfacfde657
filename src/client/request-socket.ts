// How a request comes by a socket and lets go of it: without an agent, from one, too late, and when the exchange is
// over. Knows requests and sockets; must not know what is sent on them.

import net from 'node:net'
import { finished } from 'node:stream'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { connectionReset } from '../node/errors.ts'
import { ClientConnection, type ClientSocket } from './client-connection.ts'
import { kConnection, kDestroyError } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { explainHangUp } from './hang-up.ts'
import type { TunnelError } from './proxy-tunnel.ts'
import type { RequestOptions } from './request-options.ts'

/** `createConnection` without an agent: one connection for one request. */
export function connectWithoutAgent(request: ClientRequest, options: RequestOptions): void {
  const connectOptions = { ...options, path: options.socketPath || undefined }
  if (typeof connectOptions.createConnection !== 'function') {
    request.onSocket(net.createConnection(connectOptions as never) as ClientSocket)
    return
  }
  let isSettled = false
  const settle = (error: Error | null | undefined, socket?: unknown) => {
    if (isSettled) return
    isSettled = true
    if (error) process.nextTick(emitConnectError, request, error)
    else request.onSocket(socket as ClientSocket)
  }
  try {
    const socket = connectOptions.createConnection(connectOptions, settle)
    if (socket) settle(null, socket)
  } catch (error) {
    settle(error as Error)
  }
}

function emitConnectError(request: ClientRequest, error: Error): void {
  request.emitError(error)
}

/** A socket has come, or will not. The request may have been destroyed while it waited. */
export function requestOnSocket(
  request: ClientRequest,
  socket: ClientSocket | undefined,
  error: Error | null | undefined,
): void {
  if (!request.destroyed && !error) {
    useSocket(request, socket as ClientSocket)
    request._flush()
    return
  }
  const reason = error ?? request[kDestroyError]
  if ((error as TunnelError | null | undefined)?.proxyTunnelTimeout) request.emit('timeout')
  if (!socket) return endWithoutSocket(request, reason)
  if (!reason && request.agent && !socket.destroyed) {
    // Nothing is wrong with the socket: somebody else can have it.
    socket.emit('free')
    endWithoutSocket(request, reason)
    return
  }
  finished(socket.destroy(reason ?? undefined), (socketError) => {
    const isPremature = (socketError as NodeJS.ErrnoException | null | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
    endWithoutSocket(request, (isPremature ? null : socketError) || reason)
  })
}

function endWithoutSocket(request: ClientRequest, reason: Error | null | undefined): void {
  const error = reason ?? (request.aborted ? null : neverConnected())
  request.destroyed = true
  if (error) request.emitError(error)
  request.emitClose()
}

function neverConnected(): Error {
  const hangUp = { closedBy: 'client', afterMs: null, requestsOnSocket: 0, idleMs: 0, hasAnswer: false } as const
  return explainHangUp(connectionReset('socket hang up'), hangUp)
}

function useSocket(request: ClientRequest, socket: ClientSocket): void {
  request.socket = socket as never
  request[kConnection] = ClientConnection.assign(socket, request)
  request[kConnection].attach()
  if (request.timeout !== undefined || request.agent?.options?.timeout) listenForTimeout(request)
  request.emit('socket', socket)
}

export function listenForTimeout(request: ClientRequest): void {
  if (request.timeoutCb) return
  request.timeoutCb = requestOnTimeout
  if (request.socket) request.socket.once('timeout', requestOnTimeout)
  else request.once('socket', (socket: ClientSocket) => socket.once('timeout', requestOnTimeout))
}

function requestOnTimeout(this: ClientSocket): void {
  this._httpMessage?.emit('timeout')
}

/** Until a connection stands, its own timeout is at work. */
export function startTimeout(socket: ClientSocket, durationMs: number): void {
  if (socket.connecting) socket.once('connect', () => socket.setTimeout?.(durationMs))
  else socket.setTimeout?.(durationMs)
}

/** The response was read to its end. */
export function responseOnEnd(this: IncomingMessage & { req?: ClientRequest }): void {
  const request = this.req as ClientRequest
  const socket = request.socket as ClientSocket | null
  if (socket) request.stopTimeouts()
  request._ended = true
  if (!request.shouldKeepAlive) {
    if (socket?.writable) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon()
      else socket.end()
    }
  } else if (request.writableFinished && !this.aborted) releaseSocket(request)
}

/** The exchange is over on both sides: the socket is free, once the listeners of this turn have run. */
export function releaseSocket(request: ClientRequest): void {
  const socket = request.socket as ClientSocket
  if (request.timeoutCb) {
    socket.setTimeout?.(0, request.timeoutCb)
    request.timeoutCb = null
  }
  request[kConnection]?.releaseEnds()
  request[kConnection]?.releaseReading()
  process.nextTick(emitFree, request)
  request.destroyed = true
  // What is done to the response from now on must not reach the next request.
  if (request.res) request.res.socket = null as never
}

function emitFree(request: ClientRequest): void {
  request.emitClose()
  const connection = request[kConnection]
  connection?.stopGuard()
  request.socket?.emit('free')
  connection?.guard()
}
