// What happens when a client breaks the protocol or its connection: `clientError`, or the fitting 4xx and the end.

import type { CodedError } from '../node/errors.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { STATUS_CODES } from '../protocol/status-codes.ts'
import { explainHangUp } from './hang-ups.ts'
import type { ServerConnection, ServerSocket } from './server-connection.ts'
import { kConnection } from './server-internals.ts'
import type { ServerResponse } from './server-response.ts'
import { closeInStages, limitEnd } from './staged-close.ts'

export type OwnedSocket = ServerSocket & { [kConnection]: ServerConnection; setEncoding: unknown }

/** The status that answers an error. */
export function statusOf(error: Error): number {
  if (error instanceof ProtocolError) return error.status
  return (error as CodedError).code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}

/**
 * Tells the application through `clientError`, which then owns the socket. Unlistened, a connection that has not
 * begun an answer gets the status, and every connection is closed.
 */
export function refuseMessage(connection: ServerConnection, error: Error): void {
  const { server, socket } = connection
  connection.parser.stop()
  if (socket.listenerCount('error', socketOnError as never) > 0) {
    // One error of a connection is told; what comes after it must not end the process.
    socket.removeListener('error', socketOnError)
    if (socket.listenerCount('error') === 0) socket.on('error', ignoreError)
  }
  if (server.emit('clientError', error, socket)) return
  if (!socket.writable) return void socket.destroy(error)
  const response = socket._httpMessage
  if (response?._headerSent) return endBehind(connection, response, error)
  const mayBeSending = mayStillSend(error)
  if (mayBeSending) connection.dropInput()
  // The message has its answer already: another would be taken for that to the next request.
  if (connection.isReceivedAnswered) return closeInStages(connection, error)
  const status = statusOf(error)
  const answer = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`
  socket.write(answer, 'latin1', mayBeSending ? undefined : () => socket.destroy(error))
  if (mayBeSending) closeInStages(connection, error)
  // Beneath TLS a connection that was reset may look ended: then nothing of the answer leaves, nor fails to.
  else limitEnd(connection, error)
}

/** The message's own answer is on its way: it ends the connection when it is complete, else both are cut. */
function endBehind(connection: ServerConnection, response: ServerResponse, error: Error): void {
  if (!response.finished) return void connection.socket.destroy(error)
  response._last = true
  connection.dropInput()
}

/** A broken message was found while its bytes came: more of them may be on their way. */
export function mayStillSend(error: Error): boolean {
  return error instanceof ProtocolError && error.rule !== 'truncated'
}

/** The connection's listener for `error`: what a socket reports goes the same way as a broken message. */
export function socketOnError(this: OwnedSocket, error: Error): void {
  explainHangUp(this[kConnection], error)
  refuseMessage(this[kConnection], error)
}

function ignoreError(): void {}
