// The regular end of an exchange: the answer was read to its end, the request has been sent, the socket is free.
// Knows the request and its socket; must not know who has the socket next.

import type { IncomingMessage } from '../message/incoming-message.ts'
import type { ClientSocket } from './client-connection.ts'
import { kConnection } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { isAwaited } from './pooled-socket.ts'
import { emitClose } from './request-events.ts'
import { stopTimeouts } from './request-timeouts.ts'

/** The response was read to its end. */
export function responseOnEnd(this: IncomingMessage & { req?: ClientRequest }): void {
  const request = this.req as ClientRequest
  if (request.socket) stopTimeouts(request)
  request._ended = true
  if (!request.shouldKeepAlive) endSocket(request)
  else if (request.writableFinished && !this.aborted) releaseSocket(request)
}

/** The request has left when its answer was over already. */
export function requestOnSent(request: ClientRequest): void {
  if (request.shouldKeepAlive) releaseSocket(request)
  else endSocket(request)
}

function endSocket(request: ClientRequest): void {
  const socket = request.socket as ClientSocket | null
  if (!socket?.writable) return
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.end()
}

/** The exchange is over on both sides: the socket is free, once the listeners of this turn have run. */
function releaseSocket(request: ClientRequest): void {
  const socket = request.socket as ClientSocket
  if (request.timeoutCb) {
    socket.setTimeout?.(0, request.timeoutCb)
    request.timeoutCb = null
  }
  request[kConnection]?.endExchange()
  process.nextTick(emitFree, request)
  request.destroyed = true
  // What is done to the response from now on must not reach the next request.
  if (request.res) request.res.socket = null as never
}

function emitFree(request: ClientRequest): void {
  emitClose(request)
  const socket = request.socket as ClientSocket | null
  const connection = request[kConnection]
  if (socket === null || connection === null) return
  const isPassedOn = isAwaited(socket)
  if (!isPassedOn) connection.detach()
  socket.emit('free')
  // It went to the pool after all, where it is as the built-in leaves it.
  if (isPassedOn && socket._httpMessage !== request) connection.detach()
  connection.leave(request)
}
