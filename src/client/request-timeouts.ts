// How a request and its response hear of the `timeout` of their socket. Knows sockets; must not know what they carry.

import type { ClientSocket } from './client-connection.ts'
import type { ClientRequest } from './client-request.ts'

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

/** The exchange is over: what the socket does from now on is no concern of the request's. */
export function stopTimeouts(request: ClientRequest): void {
  const socket = request.socket as ClientSocket
  if (request.timeoutCb) socket.removeListener('timeout', request.timeoutCb)
  socket.removeListener('timeout', responseOnTimeout)
}

/** `timeout` of a response whose socket has been silent for as long as was set. */
export function responseOnTimeout(this: ClientSocket): void {
  this._httpMessage?.res?.emit('timeout')
}
