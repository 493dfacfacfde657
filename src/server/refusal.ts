// When a broken message is refused: behind the answers that are due before it, else its 4xx would be taken for one of
// them (RFC 9112 §9.3.2). One decision for all who find a message broken: the parser, the end of the input, the check
// of slow senders. How it is refused stands in client-error.ts.

import { ProtocolError } from '../protocol/errors.ts'
import { LENIENT_ORDER } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'
import { mayStillSend, refuseMessage } from './client-error.ts'
import type { ServerConnection } from './server-connection.ts'
import { kRefusals } from './server-internals.ts'

export function refuse(connection: ServerConnection, error: Error): void {
  if (connection.refusal !== null) return
  if (!connection.owesEarlierAnswer) return refuseMessage(connection, error)
  connection.dropInput()
  // RFC 9112 §9.6: the answer that is due ends the connection. What stands behind its request is nobody's business.
  if (error instanceof ProtocolError && error.rule === 'afterClose') return
  connection.refusal = error
  connection.setDeadline(connection.server[kRefusals], LIMITS.refusalGraceMs.value)
}

/** An answer has left. */
export function refuseWhenDue(connection: ServerConnection): void {
  const { refusal } = connection
  if (refusal === null || connection.owesEarlierAnswer) return
  connection.clearDeadline()
  connection.refusal = null
  refuseMessage(connection, refusal)
}

/**
 * The answers before it did not come in time. Whatever were written now would be read as one of them; a listener for
 * `clientError` hears of it when the socket takes nothing more.
 */
export function giveUpRefusal(connection: ServerConnection): void {
  const { refusal } = connection
  connection.refusal = null
  if (refusal === null) return
  if (mayStandForAnswer(connection, refusal)) refuseMessage(connection, refusal)
  else connection.socket.destroy(refusal)
}

/**
 * A test of Node (test-http-blank-header) has the 400 come where the one answer before it does not: by default it does
 * so when nothing else is due, and nobody who listens could send something of their own.
 */
function mayStandForAnswer(connection: ServerConnection, refusal: Error): boolean {
  if ((connection.parser.leniency & LENIENT_ORDER) === 0 || !connection.owesOneAnswer) return false
  return mayStillSend(refusal) && connection.server.listenerCount('clientError') === 0
}
