// What happens when a client breaks the protocol or its connection: `clientError`, or the fitting 4xx and the end.

import type { CodedError } from '../node/errors.ts'
import { RULES } from '../protocol/errors.ts'
import { STATUS_CODES } from '../protocol/status-codes.ts'
import type { ServerConnection, ServerSocket } from './server-connection.ts'
import { kConnection } from './server-internals.ts'

export type OwnedSocket = ServerSocket & { [kConnection]: ServerConnection; setEncoding: unknown }

/** The status that answers an error, by its code. */
export function statusOf(code: string | undefined): number {
  switch (code) {
    case RULES.headTooLarge.code:
      return RULES.headTooLarge.status
    case RULES.chunkExtensionsTooLong.code:
      return RULES.chunkExtensionsTooLong.status
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408
    default:
      return 400
  }
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
  if (!socket.writable || socket._httpMessage?._headerSent) {
    socket.destroy(error)
    return
  }
  const status = statusOf((error as CodedError).code)
  const answer = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`
  socket.write(answer, 'latin1', () => socket.destroy(error))
}

/** The connection's listener for `error`: what a socket reports goes the same way as a broken message. */
export function socketOnError(this: OwnedSocket, error: Error): void {
  refuseMessage(this[kConnection], error)
}

function ignoreError(): void {}
