// What a connection has been through: how many requests, when it was idle, which side closed it.
// Knows times and counts, and tells them with an ECONNRESET or EPIPE; must not know sockets.

import { nowMs } from '../node/clock.ts'
import { connectionReset } from '../node/errors.ts'
import { explainHangUp } from './hang-up.ts'

export class ConnectionHistory {
  /** Who closed it, as far as is known: its owner, until the other side is seen to. */
  closedBy: 'client' | 'server'
  /** Requests on the connection, the present one with them. */
  requestsCount = 0
  /** When the last exchange was over, 0 before the first. */
  freeSinceMs = 0
  private beganAtMs = 0
  private idleMs = 0

  constructor(owner: 'client' | 'server') {
    this.closedBy = owner
  }

  /** A request on a connection that has no other. */
  noteRequest(): void {
    this.beganAtMs = nowMs()
    this.idleMs = this.freeSinceMs === 0 ? 0 : this.beganAtMs - this.freeSinceMs
    this.requestsCount++
  }

  noteFree(): void {
    this.freeSinceMs = nowMs()
  }

  /** The error of a connection that ended under a request. */
  hangUp(message: string, hasAnswer: boolean, requestsOnSocket?: number): Error {
    return this.explain(connectionReset(message), hasAnswer, requestsOnSocket)
  }

  /**
   * @param hasAnswer whether the head of the answer had come
   * @param requestsOnSocket up to the one that is told of; others may follow it
   */
  explain(error: Error, hasAnswer: boolean, requestsOnSocket: number = this.requestsCount): Error {
    const { closedBy, idleMs } = this
    return explainHangUp(error, { closedBy, afterMs: nowMs() - this.beganAtMs, requestsOnSocket, idleMs, hasAnswer })
  }
}

/** Whether the error says that the other side has closed the connection. */
export function isHangUp(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === 'ECONNRESET' || error?.code === 'EPIPE'
}
