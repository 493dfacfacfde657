// What one head says: its start line, where its fields stand in the text, and the few facts that decide framing
// and persistence. Filled by the scanner, read by the parser's handler, used again for the next head.
// Must not know bytes or sockets.

import { COMMA, SP, TAB } from './characters.ts'
import type { RuleName } from './errors.ts'
import { isHostValue } from './host-value.ts'
import { latin1 } from './latin1.ts'
import { LENIENT_CODING, LENIENT_HOST, LENIENT_LENGTH_AND_CODING, LENIENT_TARGET, type Leniency } from './leniency.ts'

/** Bits of `connection`: the options of the Connection fields (RFC 9110 §7.6.1) that this layer acts upon. */
export const CONNECTION_CLOSE = 1
export const CONNECTION_KEEP_ALIVE = 2
export const CONNECTION_UPGRADE = 4

export const CODING_NONE = 0
export const CODING_CHUNKED = 1
/** Something else is the last coding: the body ends with the connection, or the message is refused. */
export const CODING_OTHER = 2

export const EXPECT_NONE = 0
export const EXPECT_CONTINUE = 1
export const EXPECT_OTHER = 2

const NO_LENGTH = -1

/** What the fields of a head say about framing and persistence. */
export interface FieldFacts {
  contentLength: number
  coding: number
  connection: number
  hasUpgrade: boolean
  hasHost: boolean
  expect: number
}

export class MessageHead implements FieldFacts {
  /** The request's method, `''` in a response. */
  method = ''
  /** The request target as sent. */
  target = ''
  statusCode = 0
  reasonPhrase = ''
  versionMajor = 1
  versionMinor = 1
  /** The head as text, one character a byte; the field lines stand from `fieldsStart` to `fieldsEnd`. */
  text = ''
  fieldsStart = 0
  /** Behind the last field line's CRLF. */
  fieldsEnd = 0

  isRequest = true
  /** Whether the message answers a CONNECT: of a 2xx to it both framing fields are ignored (RFC 9112 §6.3, rule 2). */
  answersConnect = false
  contentLength = NO_LENGTH
  coding = CODING_NONE
  connection = 0
  hasUpgrade = false
  hasHost = false
  expect = EXPECT_NONE

  reset(): void {
    this.contentLength = NO_LENGTH
    this.coding = CODING_NONE
    this.connection = 0
    this.hasUpgrade = false
    this.hasHost = false
    this.expect = EXPECT_NONE
  }

  /**
   * Takes note of a field when it is one of the few that this layer acts upon. Told apart by the length of the
   * name first, so that most fields cost one comparison (bench row `hello`).
   * @returns the broken rule, or null
   */
  noteField(
    bytes: Uint8Array,
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    lenient: Leniency,
  ): RuleName | null {
    switch (nameEnd - nameStart) {
      case 4:
        if (isNamed(bytes, nameStart, 'host')) {
          // RFC 9112 §3.2: one Host line. By default the first counts, as programs of Node expect.
          if (this.hasHost && (lenient & LENIENT_HOST) === 0) return 'hostTwice'
          this.hasHost = true
          const mustCheck = this.isRequest && (lenient & LENIENT_TARGET) === 0
          const isLenient = (lenient & LENIENT_HOST) !== 0
          if (mustCheck && !isHostValue(latin1(bytes, valueStart, valueEnd), isLenient)) return 'hostValue'
        }
        return null
      case 6:
        if (isNamed(bytes, nameStart, 'expect')) this.expect = readExpect(bytes, valueStart, valueEnd)
        return null
      case 7:
        if (isNamed(bytes, nameStart, 'upgrade')) this.hasUpgrade = true
        return null
      case 10:
        if (isNamed(bytes, nameStart, 'connection')) this.connection |= readConnection(bytes, valueStart, valueEnd)
        return null
      case 14:
        return isNamed(bytes, nameStart, 'content-length')
          ? this.noteLength(bytes, valueStart, valueEnd, lenient)
          : null
      case 17:
        return isNamed(bytes, nameStart, 'transfer-encoding')
          ? this.noteCoding(bytes, valueStart, valueEnd, lenient)
          : null
      default:
        return null
    }
  }

  /** RFC 9110 §8.6 and RFC 9112 §6.3: one decimal number, once, and never beside a transfer coding. */
  private noteLength(bytes: Uint8Array, start: number, end: number, lenient: Leniency): RuleName | null {
    if (start === end) return 'lengthEmpty'
    if (this.contentLength !== NO_LENGTH) return 'lengthTwice'
    if (this.coding !== CODING_NONE && !this.mayHaveBoth(lenient)) return 'lengthWithCoding'
    let length = 0
    for (let i = start; i < end; i++) {
      const digit = bytes[i] - 0x30
      if (digit < 0 || digit > 9) return 'lengthCharacter'
      length = length * 10 + digit
      if (length > Number.MAX_SAFE_INTEGER) return 'lengthOverflow'
    }
    this.contentLength = length
    return null
  }

  private mayHaveBoth(lenient: Leniency): boolean {
    return (lenient & LENIENT_LENGTH_AND_CODING) !== 0 || (this.answersConnect && isSuccess(this.statusCode))
  }

  /** RFC 9112 §6.1: chunked is the last coding and stands once; several lines are one list. */
  private noteCoding(bytes: Uint8Array, start: number, end: number, lenient: Leniency): RuleName | null {
    if (start === end) return 'codingEmpty'
    if (this.contentLength !== NO_LENGTH && !this.mayHaveBoth(lenient)) return 'codingWithLength'
    let at = start
    while (at < end) {
      const comma = endOfElement(bytes, at, end)
      const from = skipSpace(bytes, at, comma)
      const to = trimSpace(bytes, from, comma)
      at = comma + 1
      if (from === to) continue
      const isChunked = to - from === 7 && isNamed(bytes, from, 'chunked')
      // A response whose last coding is another lasts until the connection ends; twice chunked is never right.
      if (this.coding === CODING_CHUNKED && (isChunked || this.isRequest) && (lenient & LENIENT_CODING) === 0) {
        return 'codingAfterChunked'
      }
      this.coding = isChunked ? CODING_CHUNKED : CODING_OTHER
    }
    return this.coding === CODING_NONE ? 'codingEmpty' : null
  }
}

function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300
}

/** Whether the bytes from `start` are `name`, which is given in lower case; the length is known to fit. */
function isNamed(bytes: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[start + i]
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    if (lower !== name.charCodeAt(i)) return false
  }
  return true
}

function endOfElement(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== COMMA) at++
  return at
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === SP || bytes[at] === TAB)) at++
  return at
}

function trimSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && (bytes[at - 1] === SP || bytes[at - 1] === TAB)) at--
  return at
}

/** RFC 9110 §7.6.1: a list of options, case-insensitive; those unknown here are for others. */
function readConnection(bytes: Uint8Array, start: number, end: number): number {
  let options = 0
  let at = start
  while (at < end) {
    const comma = endOfElement(bytes, at, end)
    const from = skipSpace(bytes, at, comma)
    const length = trimSpace(bytes, from, comma) - from
    if (length === 10 && isNamed(bytes, from, 'keep-alive')) options |= CONNECTION_KEEP_ALIVE
    else if (length === 5 && isNamed(bytes, from, 'close')) options |= CONNECTION_CLOSE
    else if (length === 7 && isNamed(bytes, from, 'upgrade')) options |= CONNECTION_UPGRADE
    at = comma + 1
  }
  return options
}

/** RFC 9110 §10.1.1. As the built-in does, the word is looked for in the whole value, whatever else stands in it. */
function readExpect(bytes: Uint8Array, start: number, end: number): number {
  return /(?:^|\W)100-continue(?:$|\W)/i.test(latin1(bytes, start, end)) ? EXPECT_CONTINUE : EXPECT_OTHER
}
