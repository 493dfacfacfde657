// What happens when a client breaks the protocol or its connection: `clientError`, or the fitting 4xx and the end.

import { STATUS_CODES } from '../protocol/status-codes.ts'
import type { CodedError } from '../node/errors.ts'
import { RULES } from '../protocol/errors.ts'
import type { ServerConnection, ServerSocket } from './server-connection.ts'

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
  ignoreFurtherErrors(socket)
  if (server.emit('clientError', error, socket)) return
  if (socket.writable && !socket._httpMessage?._headerSent) {
    const status = statusOf((error as CodedError).code)
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'latin1')
  }
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.destroy(error)
}

/** One error of a connection is told; what comes after it must not end the process. */
function ignoreFurtherErrors(socket: ServerSocket): void {
  socket.removeAllListeners('error')
  socket.on('error', ignoreError)
}

function ignoreError(): void {}
