// A connection between two requests: how long it may wait for the next (`keepAliveTimeout`), and what programs see of
// that. The list of deadlines takes the place of a timer for each socket (bench row `hello`).

import type { ServerConnection } from './server-connection.ts'
import { kIdle } from './server-internals.ts'

export function beginIdle(connection: ServerConnection): void {
  const { server, socket } = connection
  if (connection.hasIdleTimeout || socket.destroyed) return
  const { keepAliveTimeout, keepAliveTimeoutBuffer } = server
  if (!(keepAliveTimeout > 0) || !Number.isFinite(keepAliveTimeout)) return
  if (socket.timeout) socket.setTimeout?.(0)
  const durationMs = keepAliveTimeout + keepAliveTimeoutBuffer
  connection.hasIdleTimeout = true
  // Programs read it there, though no timer of the socket's own runs.
  socket.timeout = durationMs
  connection.setDeadline(server[kIdle], durationMs)
}

export function endIdle(connection: ServerConnection): void {
  const { server, socket } = connection
  if (!connection.hasIdleTimeout) return
  connection.hasIdleTimeout = false
  connection.history.freeSinceMs = connection.idleDeadlineMs - (socket.timeout ?? 0)
  connection.clearDeadline()
  socket.timeout = 0
  if (server.timeout > 0) socket.setTimeout?.(server.timeout)
}
