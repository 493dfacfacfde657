// How the head says how long the body is (RFC 9112 §6). Where the fields that a program gave contradict each other: what
// is sent in their place, or, with `httpValidation: 'strict'`, the error; of two readers each would take another one.
// Text and facts; must not know bodies or sockets.

import { apiError } from '../node/errors.ts'

/** The facts of a message that its head decides, or is decided by. */
export interface HeadFacts {
  /** Only answers have one. */
  statusCode?: number
  agent?: unknown
  _maxRequestsPerSocket?: number
  sendDate: boolean
  shouldKeepAlive: boolean
  maxRequestsOnConnectionReached: boolean
  useChunkedEncodingByDefault: boolean
  chunkedEncoding: boolean
  _last: boolean
  _hasBody: boolean
  _contentLength: number | null
  _removedConnection: boolean
  _removedContLen: boolean
  _removedTE: boolean
  _defaultKeepAlive: boolean
  _keepAliveTimeout: number
  _isLenientHeaderValidation(): boolean
}

export interface HeadOptions {
  /** Names in lower case of fields whose values are joined into one line. */
  readonly uniqueHeaders: ReadonlySet<string> | null
  /** Whether fields that contradict each other are an error. */
  readonly isStrict: boolean
}

/** Bits of `SeenFields`. */
export const SEEN_CONNECTION = 1
export const SEEN_LENGTH = 2
export const SEEN_CODING = 4
export const SEEN_DATE = 8
export const SEEN_EXPECT = 16
export const SEEN_TRAILER = 32
/** A Content-Length that is no number. */
export const SEEN_BAD_LENGTH = 64
export const SEEN_SECOND_LENGTH = 256
/** A Transfer-Encoding that does not end in chunked. */
export const SEEN_OTHER_CODING = 128
export const SEEN_BOTH = SEEN_LENGTH | SEEN_CODING

export interface RenderedHead {
  text: string
  seen: number
}

const NOT_IN_TRAILERS = new Set([
  ...['connection', 'content-length', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
])

/** RFC 9110 §6.5.1: fields of framing, routing and the connection mean nothing behind a body, or to some readers too much. */
export function mayTrail(name: string): boolean {
  return !NOT_IN_TRAILERS.has(name.toLowerCase())
}

/** Whether the text of a Content-Length is a number of bytes (RFC 9110 §8.6: digits alone). */
export function isLength(text: string): boolean {
  const { length } = text
  // Longer ones are not numbers that anybody counts to the last byte.
  if (length === 0 || length > 15) return false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}

/** Whether the last coding of a Transfer-Encoding is chunked, which says where the body ends (RFC 9112 §6.1). */
export function endsInChunks(text: string): boolean {
  return /(?:^|,)\s*chunked\s*$/i.test(text)
}

/** @param field in lower case */
export function withoutLines(head: string, field: 'content-length' | 'transfer-encoding'): string {
  const lines = head.split('\r\n')
  return lines.filter((line, i) => i === 0 || !line.toLowerCase().startsWith(`${field}:`)).join('\r\n')
}

/** @throws ERR_INVALID_ARG_VALUE */
export function refuseFraming(field: string, reason: string): never {
  throw apiError('ERR_INVALID_ARG_VALUE', 'headers', field, reason)
}

/**
 * Where the program's fields say two things of the body's length, one is sent (RFC 9112 §6.1, §6.2).
 * @param lines the head so far
 * @returns them, without those that must not be sent
 */
export function settleFraming(
  lines: string,
  rendering: RenderedHead,
  message: HeadFacts,
  knownLength: number | null,
  options: HeadOptions,
): string {
  let settled = lines
  const { isStrict } = options
  const hasBadLength = (rendering.seen & (SEEN_BAD_LENGTH | SEEN_SECOND_LENGTH)) !== 0
  if (hasBadLength || (rendering.seen & SEEN_BOTH) === SEEN_BOTH) {
    if (isStrict)
      refuseFraming('Content-Length', hasBadLength ? 'must be one number' : 'must not stand beside Transfer-Encoding')
    if ((rendering.seen & SEEN_SECOND_LENGTH) !== 0 && (rendering.seen & SEEN_CODING) === 0) {
      // Every reader refuses two (RFC 9112 §6.3, rule 5), and programs expect it to: Node's tests send them.
      message.shouldKeepAlive = false
      return lines
    }
    settled = withoutLines(settled, 'content-length')
    rendering.seen &= ~SEEN_LENGTH
    message._contentLength = knownLength
  }
  if (message.statusCode === 204 && (rendering.seen & SEEN_CODING) !== 0) {
    if (isStrict) refuseFraming('Transfer-Encoding', 'must not stand in a 204')
    settled = withoutLines(settled, 'transfer-encoding')
  } else if ((rendering.seen & SEEN_OTHER_CODING) !== 0 && message._hasBody) {
    if (isStrict && message.statusCode === undefined) refuseFraming('Transfer-Encoding', 'must end in chunked')
    // RFC 9112 §6.3, rule 4: an answer is read until the connection ends, a request not at all.
    message.shouldKeepAlive = false
    message._last = true
  }
  return settled
}

/**
 * Whether a request's body, should it have one, is not framed by the head: the server takes it for the next request
 * (RFC 9112 §6.3, rule 7). An answer may go on until its connection ends.
 */
export function lacksFraming(rendering: RenderedHead, message: HeadFacts): boolean {
  if (message.statusCode !== undefined || (rendering.seen & SEEN_BOTH) !== 0) return false
  if (!message.useChunkedEncodingByDefault) return false
  const { _contentLength } = message
  return _contentLength === null || (message._removedContLen && _contentLength > 0)
}

/** Whether nothing in the head that was made last says how long its message's body is. */
export function isUnframed(message: HeadFacts, seen: number): boolean {
  if (message.statusCode !== undefined || (seen & SEEN_LENGTH) !== 0) return false
  return (seen & SEEN_CODING) === 0 || (seen & SEEN_OTHER_CODING) !== 0
}

/** Says how long the body is, unless the program said so itself: by length, by chunks, or by the connection's end. */
export function framingLine(rendering: RenderedHead, message: HeadFacts): string {
  if ((rendering.seen & (SEEN_LENGTH | SEEN_CODING)) !== 0) return ''
  if (!message._hasBody) {
    message.chunkedEncoding = false
    return ''
  }
  if (!message.useChunkedEncodingByDefault) {
    message._last = true
    return ''
  }
  const mayHaveLength = (rendering.seen & SEEN_TRAILER) === 0 && !message._removedContLen
  if (mayHaveLength && typeof message._contentLength === 'number') {
    rendering.seen |= SEEN_LENGTH
    return `Content-Length: ${message._contentLength}\r\n`
  }
  if (message._removedTE) {
    message._last = true
    return ''
  }
  rendering.seen |= SEEN_CODING
  message.chunkedEncoding = true
  return 'Transfer-Encoding: chunked\r\n'
}
