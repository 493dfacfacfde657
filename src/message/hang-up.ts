// Why a connection ended under a request, in words and in figures, on the ECONNRESET that tells it.
// Pure: knows what it is told; must not know sockets.

export interface HangUp {
  closedBy: 'client' | 'server'
  /** How long the exchange had lasted, or null when it had no connection yet. */
  afterMs: number | null
  /** Requests on the connection, this one with them. */
  requestsOnSocket: number
  /** How long the connection had been idle before this request, 0 for its first. */
  idleMs: number
  /** Whether the head of the answer had come. */
  hasAnswer: boolean
}

/** Adds the reasons to an error; its code and message stay what programs compare. */
export function explainHangUp<Reset extends Error>(
  error: Reset,
  hangUp: HangUp,
): Reset & HangUp & { explanation: string } {
  return Object.assign(error, hangUp, { explanation: describeHangUp(hangUp) })
}

function describeHangUp({ closedBy, afterMs, requestsOnSocket, idleMs, hasAnswer }: HangUp): string {
  if (afterMs === null) return 'The request was destroyed before it had a connection.'
  const when = `${Math.round(afterMs)} ms after the request, ${hasAnswer ? 'in the middle of' : 'before'} its answer`
  const what = `The ${closedBy} closed the connection ${when}.`
  if (requestsOnSocket < 2) return `${what} It was the first request on this connection.`
  const idle = idleMs > 0 ? `, which had been idle for ${Math.round(idleMs)} ms` : ''
  return `${what} It was request ${requestsOnSocket} on this connection${idle}.`
}
