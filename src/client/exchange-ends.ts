// How an exchange ends before its time: the socket's `end`, `error` and `close` while a request is on it.
// Each ends the request once: with an answer that is cut, with an error, or by sending it again.

import { isHangUp } from '../message/connection-history.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import type { ClientConnection } from './client-connection.ts'
import { kDestroyError } from './client-internals.ts'
import { emitClose, emitError } from './request-events.ts'
import { sendAgain } from './send-again.ts'

export function exchangeOnEnd(connection: ClientConnection): void {
  const { history, parser, request, socket } = connection
  history.closedBy = 'server'
  if (repeat(connection)) return
  // TLS has made an error of it already when the handshake was cut: that one tells more.
  if (request.res === null && !socket._hadError && !socket.errored) {
    // The server closed before it answered.
    socket._hadError = true
    emitError(request, history.hangUp('socket hang up', false))
  }
  parser.finish()
  connection.releaseReading()
  socket.end()
}

export function exchangeOnError(connection: ClientConnection, error: NodeJS.ErrnoException): void {
  const { history, request, socket } = connection
  // An error that the program gave to `destroy` is its own, whatever its code.
  const isReset = isHangUp(error) && error !== request[kDestroyError]
  if (isReset) history.closedBy = 'server'
  if (isReset && repeat(connection)) return
  // A hang-up that was told is followed by what the rest of the request meets. Nor is an answer that was read to its end
  // made undone.
  const mustTell = !socket._hadError && !request._ended
  socket._hadError = true
  if (mustTell) emitError(request, isReset ? history.explain(error, connection.response !== null) : error)
  connection.releaseReading()
  socket.destroy()
}

export function exchangeOnClose(connection: ClientConnection): void {
  const { history, parser, request, socket } = connection
  // What still lies in the socket's own buffer belongs to the response.
  socket.read()
  const response = request.res as IncomingMessage | null
  // An end that came before the request did is not told any more.
  if (response === null && repeat(connection)) return
  request.destroyed = true
  if (response !== null) {
    if (request.parser !== null && !response.complete) parser.finish()
    if (!response.complete) response.destroy(history.hangUp('aborted', true))
    emitClose(request)
    if (!response.aborted && response.readable) response.push(null)
  } else {
    if (!socket._hadError) {
      socket._hadError = true
      emitError(request, history.hangUp('socket hang up', false))
    }
    emitClose(request)
  }
  request.outputData.length = 0
  connection.releaseReading()
}

/** A server that closes an idle connection may do so while a request is on its way: nobody has read it. */
function repeat(connection: ClientConnection): boolean {
  const { request, socket } = connection
  if (!connection.isStale || socket._hadError || !sendAgain(request, socket)) return false
  connection.releaseReading()
  connection.releaseEnds()
  socket._httpMessage = null
  // Whatever else becomes of the socket is of no use to anybody.
  socket.on('error', ignoreError)
  socket.destroy()
  return true
}

function ignoreError(): void {}
