// How long is this body? One decision for both roles (RFC 9112 §6.3), a pure function tested as a table.

import type { RuleName } from './errors.ts'
import { LENIENT_CODING, type Leniency } from './leniency.ts'
import { CODING_CHUNKED, CODING_NONE, CODING_OTHER, type MessageHead } from './message-head.ts'

/** Answers of the two functions beside a length of 0 or more. */
export const CHUNKED = -1
export const UNTIL_CLOSE = -2
/** The framing is faulty (RFC 9112 §6.1): refuse the message and close. */
export const FAULTY = -3

/** 0 or more: so many bytes; or CHUNKED, UNTIL_CLOSE, FAULTY. */
export type Framing = number

/**
 * A request without Content-Length and Transfer-Encoding has no body (RFC 9112 §6.3, rule 7); one whose last
 * coding is not chunked cannot be told from the next request (rule 4).
 */
export function requestFraming(head: MessageHead, lenient: Leniency): Framing {
  if (head.coding === CODING_CHUNKED) return CHUNKED
  if (head.coding === CODING_OTHER) return (lenient & LENIENT_CODING) !== 0 ? UNTIL_CLOSE : FAULTY
  return Math.max(0, head.contentLength)
}

export const FAULTY_REQUEST_RULE: RuleName = 'codingUnknown'

/** Whether a response with this status never has a body (RFC 9110 §6.4.1). */
export function hasNoBody(statusCode: number): boolean {
  return statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode < 200)
}

/**
 * @param answersHead whether the response answers a HEAD request: it has a length and no body
 */
export function responseFraming(head: MessageHead, answersHead: boolean): Framing {
  if (answersHead || hasNoBody(head.statusCode)) return 0
  if (head.coding === CODING_CHUNKED) return CHUNKED
  if (head.coding === CODING_OTHER) return UNTIL_CLOSE
  return head.contentLength < 0 ? UNTIL_CLOSE : head.contentLength
}

/** Whether the head announces a body at all, by either field. */
export function announcesBody(head: MessageHead): boolean {
  return head.coding !== CODING_NONE || head.contentLength >= 0
}
