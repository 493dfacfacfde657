// May this connection carry another message? One decision for both roles (RFC 9112 §9.3), a pure function.

import { type Framing, UNTIL_CLOSE } from './framing.ts'
import { CODING_NONE, CONNECTION_CLOSE, CONNECTION_KEEP_ALIVE, type MessageHead } from './message-head.ts'

/**
 * - `close` wins over `keep-alive` when both are said;
 * - HTTP/1.1 persists by default, HTTP/1.0 when it asks to;
 * - an HTTP/1.0 message with a transfer coding has faulty framing: its connection closes (RFC 9112 §6.1);
 * - a length beside a transfer coding, where a leniency lets it through, may be a smuggled request (§6.1);
 * - a body that ends with the connection leaves nothing to persist.
 */
export function isPersistent(head: MessageHead, framing: Framing): boolean {
  if ((head.connection & CONNECTION_CLOSE) !== 0 || framing === UNTIL_CLOSE) return false
  if (head.coding !== CODING_NONE && head.contentLength >= 0) return false
  if (head.versionMajor === 1 && head.versionMinor >= 1) return true
  return (head.connection & CONNECTION_KEEP_ALIVE) !== 0 && head.coding === CODING_NONE
}
