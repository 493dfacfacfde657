// What a connection's requests, and an error of its socket, are told when it ends under them: who left, and whether an
// answer had begun. Knows the history of a connection and what it owes; must not end anything.

import { isHangUp } from '../message/connection-history.ts'
import { kRequest } from '../message/internals.ts'
import type { ServerConnection } from './server-connection.ts'

/** The socket is gone: no request gets the rest of its body, or its answer. */
export function abortRequests({ history, queue, socket }: ServerConnection): void {
  if (queue.oldest === null) return
  if (socket.readableEnded || isHangUp(socket.errored)) history.closedBy = 'client'
  const firstNumber = history.requestsCount - queue.size + 1
  for (const [i, response] of queue.all().entries()) {
    // Answers leave in order: of those behind the oldest nothing has been sent.
    const hasAnswer = i === 0 && response._headerSent
    response[kRequest].destroy(history.hangUp('aborted', hasAnswer, firstNumber + i))
  }
}

/** Says on an error of the socket what it has broken off. */
export function explainHangUp({ history, queue }: ServerConnection, error: Error): void {
  if (!isHangUp(error) || queue.oldest === null) return
  history.closedBy = 'client'
  history.explain(error, queue.oldest._headerSent)
}
