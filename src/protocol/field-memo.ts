// The field section that came last on a connection. Clients that keep a connection send the same fields with nearly
// every request (browsers for pictures, proxies and benchmarks always): bytes that are the same mean the same, and
// need no second reading (bench row `hello`: half of a head's time).
//
// Knows bytes and what was read from them; must not know the grammar. Exact equality of all bytes, up to and with the
// empty line, is the only condition, so that a match cannot mean anything else than a reading would.

import { type FieldFacts, MessageHead } from './message-head.ts'

interface ComparableBytes {
  compare(target: Uint8Array, targetStart: number, targetEnd: number, start: number, end: number): number
}

/** A read larger than this is not kept for the sake of its head. */
const LARGEST_KEPT_INPUT_BYTES = 4096
/** After so many differing sections in a row, only every so-manieth is compared. */
const MISSES_BEFORE_REST = 8
const COMPARE_EVERY = 16

export class FieldMemo {
  private bytes: (Uint8Array & Partial<ComparableBytes>) | null = null
  private start = 0
  private length = 0
  private misses = 0
  private readonly facts: FieldFacts = new MessageHead()
  /** The section as text. */
  text = ''
  counted = 0

  /** Whether the same section lies whole at `at`. */
  matches(bytes: Uint8Array, at: number, end: number): boolean {
    const { bytes: last, length } = this
    if (last === null || last.compare === undefined) return false
    if (this.misses >= MISSES_BEFORE_REST && this.misses++ % COMPARE_EVERY !== 0) return false
    if (end - at >= length && last.compare(bytes, at, at + length, this.start, this.start + length) === 0) {
      this.misses = 0
      return true
    }
    this.misses++
    return false
  }

  get sectionBytes(): number {
    return this.length
  }

  /** Takes note of a section that was read at `start`, in input that will not be written to any more. */
  remember(bytes: Uint8Array, start: number, end: number, head: MessageHead, counted: number): void {
    if (bytes.length > LARGEST_KEPT_INPUT_BYTES) return
    this.bytes = bytes
    this.start = start
    this.length = end - start
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
