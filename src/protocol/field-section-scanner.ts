// Reads a field section byte by byte, wherever the input is cut: names, values, folds, the empty line at the end
// (RFC 9112 §5). One half of the head scanner, which head-scanner.ts completes by the start lines; a trailer section is
// read by this half alone. Must not know start lines, bodies or sockets.

import { BYTE_CLASS, COLON, CR, FIELD_VALUE, LF, SP, TAB, TOKEN } from './characters.ts'
import type { RuleName } from './errors.ts'
import { FieldMemo } from './field-memo.ts'
import { LENIENT_FOLDING, LENIENT_LINE_ENDS, LENIENT_NAME_SPACE, LENIENT_VALUES, type Leniency } from './leniency.ts'
import type { MessageHead } from './message-head.ts'

export const REQUEST_HEAD = 0
export const RESPONSE_HEAD = 1
export const TRAILER_SECTION = 2
export type HeadKind = typeof REQUEST_HEAD | typeof RESPONSE_HEAD | typeof TRAILER_SECTION

/** Returned by `scan` in place of a position. */
export const NEED_MORE = -1
export const BROKEN = -2

// The steps of a start line are below the first of these.
export const NAME_START = 8
const NAME = 9
const NAME_SPACE = 10
const VALUE_START = 11
const VALUE = 12
const VALUE_LF = 13
const FOLD = 14
const END_LF = 15
const DONE = 16

export const LOOSE_LINES = LENIENT_FOLDING | LENIENT_LINE_ENDS | LENIENT_NAME_SPACE

export class FieldSectionScanner {
  protected readonly head: MessageHead
  protected readonly lenient: Leniency
  protected readonly maxHeaderSize: number
  private readonly maxHeadersCount: number
  protected kind: HeadKind = REQUEST_HEAD
  protected step = NAME_START
  protected headStart = 0
  /** Where the element that is being read starts. */
  protected mark = 0
  protected nameEnd = 0
  protected valueStart = 0
  protected fieldsAt = 0
  /** Octets that count against `maxHeaderSize`: target, reason, names and values, not the separators. */
  protected counted = 0
  protected countedBeforeFields = 0
  protected fieldLines = 0
  protected isRecalled = false
  protected readonly memo = new FieldMemo()

  /** After BROKEN: the rule and the position of the byte. */
  fault: RuleName = 'methodUnknown'
  faultAt = 0

  constructor(head: MessageHead, maxHeaderSize: number, maxHeadersCount: number, lenient: Leniency) {
    this.head = head
    this.maxHeaderSize = maxHeaderSize
    this.maxHeadersCount = maxHeadersCount
    this.lenient = lenient
  }

  protected fail(fault: RuleName, at: number): number {
    this.fault = fault
    this.faultAt = at
    return BROKEN
  }

  protected beginFields(at: number): number {
    this.countedBeforeFields = this.counted
    this.fieldsAt = at
    this.step = NAME_START
    return at
  }

  /** RFC 9112 §5: field lines until the empty one. The steps follow one another; each can be where input ends. */
  protected scanFields(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.headStart === -1) {
      this.headStart = p
      this.fieldsAt = p
    }
    if (this.step === NAME_START && (this.lenient & LOOSE_LINES) === 0) {
      if (p === this.fieldsAt && this.recallFields(bytes, p, end)) return p + this.memo.sectionBytes
      p = this.scanWholeLines(bytes, p, end)
      if (p === BROKEN) return p
    }
    while (this.step !== DONE) {
      if (this.step <= NAME_SPACE) p = this.scanName(bytes, p, end)
      if (p >= 0 && this.step <= VALUE) p = this.scanValue(bytes, p, end)
      if (p >= 0 && this.step >= VALUE_LF && this.step < DONE) p = this.scanLineEnd(bytes, p, end)
      if (p < 0) return p
    }
    return p
  }

  /** The whole field section is that of the message before. */
  private recallFields(bytes: Uint8Array, at: number, end: number): boolean {
    const { memo } = this
    if (this.kind === TRAILER_SECTION || !memo.matches(bytes, at, end)) return false
    if (this.counted + memo.counted >= this.maxHeaderSize) return false
    memo.recall(this.head)
    this.isRecalled = true
    this.step = DONE
    return true
  }

  /**
   * Field lines that lie whole in the input and hold nothing out of the ordinary, in one loop without steps (a
   * tenth of the time of a browser's head). Returns the start of the first line that is not of that kind, which the
   * steps read then, or BROKEN.
   */
  private scanWholeLines(bytes: Uint8Array, at: number, end: number): number {
    let lineStart = at
    for (;;) {
      let p = lineStart
      while (p < end && (BYTE_CLASS[bytes[p]] & TOKEN) !== 0) p++
      if (p === end || p === lineStart || bytes[p] !== COLON) return lineStart
      const nameEnd = p++
      while (p < end && (bytes[p] === SP || bytes[p] === TAB)) p++
      const valueStart = p
      while (p < end && (BYTE_CLASS[bytes[p]] & FIELD_VALUE) !== 0) p++
      if (p + 1 >= end || bytes[p] !== CR || bytes[p + 1] !== LF) return lineStart
      this.mark = lineStart
      this.nameEnd = nameEnd
      this.valueStart = valueStart
      lineStart = this.endField(bytes, p + 2)
      if (lineStart === BROKEN) return BROKEN
    }
  }

  private scanName(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (p === end) return NEED_MORE
    if (this.step === NAME_START) {
      const byte = bytes[p]
      if (byte === CR) {
        this.step = END_LF
        return p + 1
      }
      if ((BYTE_CLASS[byte] & TOKEN) === 0) return this.scanOddNameStart(byte, p)
      this.mark = p
      this.step = NAME
    }
    if (this.step === NAME) {
      while (p < end && (BYTE_CLASS[bytes[p]] & TOKEN) !== 0) p++
      if (p === end) return NEED_MORE
      this.nameEnd = p
      if (bytes[p] !== COLON) {
        // RFC 9112 §5.1: white space before the colon is refused; where it is allowed, it is not part of the name.
        if ((this.lenient & LENIENT_NAME_SPACE) === 0 || bytes[p] !== SP)
          return this.fail(this.isTooLarge(bytes, p) ? 'headTooLarge' : 'fieldName', p)
        this.step = NAME_SPACE
      }
    }
    if (this.step === NAME_SPACE) {
      while (p < end && bytes[p] === SP) p++
      if (p === end) return NEED_MORE
      if (bytes[p] !== COLON) return this.fail(this.isTooLarge(bytes, p) ? 'headTooLarge' : 'fieldName', p)
    }
    this.step = VALUE_START
    return p + 1
  }

  private scanOddNameStart(byte: number, at: number): number {
    if (byte === LF) {
      if ((this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail('fieldNameStart', at + 1)
      this.step = DONE
      return at + 1
    }
    if (byte !== SP && byte !== TAB) return this.fail('fieldName', at)
    return at === this.fieldsAt ? this.fail('spaceAfterStartLine', at + 1) : this.fail('fieldFolded', at)
  }

  private scanValue(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.step === VALUE_START) {
      while (p < end && (bytes[p] === SP || bytes[p] === TAB)) p++
      if (p === end) return NEED_MORE
      this.valueStart = p
      this.step = VALUE
    }
    while (this.step === VALUE) {
      while (p < end && (BYTE_CLASS[bytes[p]] & FIELD_VALUE) !== 0) p++
      if (p === end) return NEED_MORE
      const byte = bytes[p]
      if (byte === CR) p++
      else if (byte === LF) {
        if ((this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail('valueNoCr', p + 1)
      } else {
        if (byte === 0 || (this.lenient & LENIENT_VALUES) === 0) {
          return this.fail(this.isTooLarge(bytes, p) ? 'headTooLarge' : 'valueCharacter', p)
        }
        p++
        continue
      }
      this.step = VALUE_LF
    }
    return p
  }

  private scanLineEnd(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (p === end) return NEED_MORE
    if (this.step === VALUE_LF) {
      if (bytes[p] !== LF) return this.fail('valueNoLf', p)
      p++
      if ((this.lenient & LENIENT_FOLDING) === 0) return this.endField(bytes, p)
      this.step = FOLD
      if (p === end) return NEED_MORE
    }
    if (this.step === FOLD) {
      if (bytes[p] !== SP && bytes[p] !== TAB) return this.endField(bytes, p)
      this.step = VALUE
      return p
    }
    if (bytes[p] !== LF) return this.fail('headNoLf', p)
    this.step = DONE
    return p + 1
  }

  /** `lineEnd` is behind the field line's LF. */
  private endField(bytes: Uint8Array, lineEnd: number): number {
    let valueEnd = lineEnd - 1
    if (bytes[valueEnd - 1] === CR) valueEnd--
    const { valueStart } = this
    this.counted += this.countLine(bytes, valueEnd)
    if (this.counted >= this.maxHeaderSize) return this.fail('headTooLarge', lineEnd)
    if (++this.fieldLines > this.maxHeadersCount) return this.fail('tooManyFields', lineEnd)
    this.step = NAME_START
    if (this.kind === TRAILER_SECTION || (this.lenient & LOOSE_LINES) !== 0) return lineEnd
    while (valueEnd > valueStart && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === TAB)) valueEnd--
    const fault = this.head.noteField(bytes, this.mark, this.nameEnd, valueStart, valueEnd, this.lenient)
    return fault === null ? lineEnd : this.fail(fault, valueStart)
  }

  /** What a field line counts: name and value, and white space but for the one space behind the colon. */
  private countLine(bytes: Uint8Array, contentEnd: number): number {
    const hasSpace = contentEnd > this.nameEnd + 1 && bytes[this.nameEnd + 1] === SP
    return contentEnd - this.mark - (hasSpace ? 2 : 1)
  }

  /** What has been read of an unfinished line counts too, so that a line without an end is refused in time. */
  protected isTooLarge(bytes: Uint8Array, end: number): boolean {
    if (this.headStart === -1) return false
    return this.counted + this.countUnfinished(bytes, end) >= this.maxHeaderSize
  }

  /** Never more than the line will count when it is whole: where the input is cut must not decide. */
  protected countUnfinished(bytes: Uint8Array, end: number): number {
    switch (this.step) {
      case NAME:
        return end - this.mark
      case NAME_SPACE:
        // The spaces count when the colon has come, all but one.
        return Math.max(this.nameEnd - this.mark, end - this.mark - 1)
      case VALUE_START:
      case VALUE:
        return this.countLine(bytes, end)
      case VALUE_LF:
      case FOLD:
        return this.countLine(bytes, end - 2)
      default:
        return 0
    }
  }

  /**
   * With a leniency about lines, what decides framing is read from the same text that programs see: the lines are
   * brought into form first (RFC 9112 §5.2: a fold is replaced before the value is interpreted).
   */
  protected finishLoosely(end: number): number {
    const { head } = this
    const fields = normalizeLines(head.text.slice(head.fieldsStart))
    head.text = head.text.slice(0, head.fieldsStart) + fields
    head.fieldsEnd = head.text.length - 2
    if (this.kind === TRAILER_SECTION) return end
    const bytes = Uint8Array.from(fields, (character) => character.charCodeAt(0))
    let at = 0
    while (at < fields.length - 2) {
      const colon = fields.indexOf(':', at)
      const lineEnd = fields.indexOf('\r\n', colon)
      let valueStart = colon + 1
      let valueEnd = lineEnd
      while (bytes[valueStart] === SP || bytes[valueStart] === TAB) valueStart++
      while (valueEnd > valueStart && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === TAB)) valueEnd--
      const fault = head.noteField(bytes, at, colon, valueStart, valueEnd, this.lenient)
      if (fault !== null) return this.fail(fault, end)
      at = lineEnd + 2
    }
    return end
  }
}

/** Gives the field lines that a leniency let through the form that the rest of the code expects. */
function normalizeLines(fields: string): string {
  return fields
    .replace(/\r?\n[\t ]+/g, ' ')
    .replace(/\r?\n/g, '\r\n')
    .replace(/^([^\r\n:]*?) +:/gm, '$1:')
}
