// When a server's connection is read and when it waits. Two things make it wait, each on its own:
//
//   the reader of a request's body is behind        until it asks for more, or the message has ended
//   too many answers wait, or too much of them      until enough of them have left
//
// Only where neither holds does the socket flow. Must not know what is read.

import { LIMITS } from '../protocol/limits.ts'
import type { ServerConnection } from './server-connection.ts'

export function pauseForBody(connection: ServerConnection): void {
  connection.isBodyPaused = true
  connection.socket.pause()
}

export function resumeAfterBody(connection: ServerConnection): void {
  const { socket } = connection
  if (!connection.isBodyPaused) return
  connection.isBodyPaused = false
  if (!socket._paused && socket.readable) socket.resume()
}

/** A client that does not read its answers sends no more requests. */
export function pauseForAnswers({ socket }: ServerConnection): void {
  if (socket._paused) return
  socket._paused = true
  socket.pause()
}

export function resumeAfterAnswers(connection: ServerConnection): void {
  const { socket } = connection
  if (!socket._paused || !hasRoom(connection) || connection.switching !== null) return
  socket._paused = false
  if (!connection.isBodyPaused) socket.resume()
}

/** Whether more answers may be asked for before those that wait have left. */
export function hasRoom({ queue, socket }: ServerConnection): boolean {
  const { pendingBytes } = queue
  if (queue.size >= LIMITS.maxPipelinedRequests.value) return false
  return !socket.writableNeedDrain && (pendingBytes === 0 || pendingBytes < socket.writableHighWaterMark)
}
