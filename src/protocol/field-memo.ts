// The field section that came last on a connection. Clients that keep a connection send the same fields with nearly
// every request (browsers for pictures, proxies and benchmarks always): bytes that are the same mean the same, and
// need no second reading (bench row `hello`: three quarters of the time of a browser's head).
//
// Knows bytes and what was read from them; must not know the grammar. Exact equality of all bytes, up to and with the
// empty line, is the only condition, so that a match cannot mean anything else than a reading would.

import { type FieldFacts, MessageHead } from './message-head.ts'

interface ComparableBytes {
  compare(target: Uint8Array, targetStart: number, targetEnd: number, start: number, end: number): number
}

const EMPTY = new Uint8Array(0)
/** Sections larger than this are read each time. */
const LARGEST_SECTION_BYTES = 4096
const SMALLEST_COPY_BYTES = 256
/** After so many differing sections in a row, only every so-manieth is compared. */
const MISSES_BEFORE_REST = 8
const COMPARE_EVERY = 16

export class FieldMemo {
  /** A copy: the input belongs to whoever gave it. */
  private copy: Uint8Array = EMPTY
  private length = 0
  private misses = 0
  private mayRemember = false
  private isFirst = true
  private readonly facts: FieldFacts = new MessageHead()
  /** The section as text. */
  text = ''
  counted = 0

  /** Whether the same section lies whole at `at`. */
  matches(bytes: Uint8Array, at: number, end: number): boolean {
    const { length } = this
    const comparable = bytes as Uint8Array & Partial<ComparableBytes>
    if (comparable.compare === undefined) return false
    if (length === 0) {
      // Of a connection that carries one message nothing need be remembered (bench row `connect`).
      this.mayRemember = !this.isFirst
      this.isFirst = false
      return false
    }
    // After many differing sections comparing and copying each is not worth its time.
    const isResting = this.misses >= MISSES_BEFORE_REST && this.misses % COMPARE_EVERY !== 0
    this.mayRemember = !isResting
    if (isResting) {
      this.misses++
      return false
    }
    if (end - at >= length && comparable.compare(this.copy, 0, length, at, at + length) === 0) {
      this.misses = 0
      return true
    }
    this.misses++
    return false
  }

  get sectionBytes(): number {
    return this.length
  }

  /** Takes note of a section that was read. */
  remember(bytes: Uint8Array, start: number, end: number, head: MessageHead, counted: number): void {
    const length = end - start
    if (length > LARGEST_SECTION_BYTES || !this.mayRemember) return
    if (length > this.copy.length) this.copy = new Uint8Array(Math.max(length, SMALLEST_COPY_BYTES))
    this.copy.set(bytes.subarray(start, end))
    this.length = length
    this.text = head.text.slice(head.fieldsStart)
    this.counted = counted
    copyFacts(head, this.facts)
  }

  recall(head: MessageHead): void {
    copyFacts(this.facts, head)
    head.text = this.text
    head.fieldsStart = 0
    head.fieldsEnd = this.text.length - 2
  }
}

function copyFacts(from: FieldFacts, to: FieldFacts): void {
  to.contentLength = from.contentLength
  to.coding = from.coding
  to.connection = from.connection
  to.hasUpgrade = from.hasUpgrade
  to.hasHost = from.hasHost
  to.expect = from.expect
}
