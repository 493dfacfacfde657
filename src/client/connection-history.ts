// What a client's connection has been through: how many requests, when it was idle, which side closed it.
// Knows times and counts, and tells them with an ECONNRESET; must not know sockets.

import { nowMs } from '../node/clock.ts'
import { connectionReset } from '../node/errors.ts'
import { explainHangUp } from './hang-up.ts'

export class ConnectionHistory {
  /** Requests on the connection, the present one with them. */
  requestsCount = 0
  isClosedByServer = false
  private beganAtMs = 0
  /** When the last exchange was over, 0 before the first. */
  private freeSinceMs = 0
  private idleMs = 0

  noteRequest(): void {
    this.beganAtMs = nowMs()
    this.idleMs = this.freeSinceMs === 0 ? 0 : this.beganAtMs - this.freeSinceMs
    this.requestsCount++
  }

  noteFree(): void {
    this.freeSinceMs = nowMs()
  }

  /** The error of a connection that ended under its request. */
  hangUp(message: string, hasAnswer: boolean): Error {
    return this.explain(connectionReset(message), hasAnswer)
  }

  /** @param hasAnswer whether the head of the answer had come */
  explain(error: Error, hasAnswer: boolean): Error {
    return explainHangUp(error, {
      closedBy: this.isClosedByServer ? 'server' : 'client',
      afterMs: nowMs() - this.beganAtMs,
      requestsOnSocket: this.requestsCount,
      idleMs: this.idleMs,
      hasAnswer,
    })
  }
}
