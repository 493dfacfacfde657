// The end of a connection whose client may still send: closed at once it would be reset, and the reset may reach the
// client before it has read the last answer. So the writing half is closed first, and what comes is dropped until the
// client closes too, or for a bounded time (RFC 9112 §9.6).

import { LIMITS } from '../protocol/limits.ts'
import type { ServerConnection, ServerSocket } from './server-connection.ts'
import { kLingering } from './server-internals.ts'

/** @param error what the socket is destroyed with: why a message was refused */
export function closeInStages(connection: ServerConnection, error: Error | null): void {
  const { socket } = connection
  const maySend = connection.maySendMore
  connection.refusal = null
  connection.clearDeadline()
  connection.dropInput()
  if (!maySend || socket.destroyed) return endSocket(socket)
  socket.end()
  socket.resume()
  limitEnd(connection, error)
}

/** The socket has been told its last; a peer that takes none of it does not keep it for ever. */
export function limitEnd(connection: ServerConnection, error: Error | null): void {
  connection.isLingering = true
  connection.lastError = error
  connection.setDeadline(connection.server[kLingering], LIMITS.lingerMs.value)
}

/** The client has closed its half, or had its time. */
export function endLingering(connection: ServerConnection): void {
  connection.socket.destroy(connection.lastError ?? undefined)
}

function endSocket(socket: ServerSocket): void {
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.end()
}
