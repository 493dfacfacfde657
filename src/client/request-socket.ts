// How a request comes by a socket: without an agent, from one, too late. Knows requests and sockets; must not know what is sent on them.

import { createConnection } from 'node:net'
import { finished } from 'node:stream'
import { explainHangUp } from '../message/hang-up.ts'
import { connectionReset } from '../node/errors.ts'
import { ClientConnection, type ClientSocket } from './client-connection.ts'
import { kConnection, kDestroyError, kTunnel } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import type { ProxyTunnel, TunnelError } from './proxy-tunnel.ts'
import { emitClose, emitError } from './request-events.ts'
import type { RequestOptions } from './request-options.ts'
import { listenForTimeout } from './request-timeouts.ts'

/** `createConnection` without an agent: one connection for one request. */
export function connectWithoutAgent(request: ClientRequest, options: RequestOptions): void {
  const connectOptions = { ...options, path: options.socketPath || undefined }
  if (typeof connectOptions.createConnection !== 'function') {
    request.onSocket(createConnection(connectOptions as never) as ClientSocket)
    return
  }
  let isSettled = false
  const settle = (error: Error | null | undefined, socket?: unknown) => {
    if (isSettled) return
    isSettled = true
    if (error) process.nextTick(emitError, request, error)
    else request.onSocket(socket as ClientSocket)
  }
  try {
    const socket = connectOptions.createConnection(connectOptions, settle)
    if (socket) settle(null, socket)
  } catch (error) {
    settle(error as Error)
  }
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
  if (error) emitError(request, error)
  emitClose(request)
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

/** Until the tunnel stands there is nothing else to be destroyed with the request. */
export function awaitTunnel(request: ClientRequest, tunnel: ProxyTunnel): void {
  request[kTunnel] = tunnel
  if (request.destroyed && tunnel.abandon()) request.onSocket(undefined)
}
