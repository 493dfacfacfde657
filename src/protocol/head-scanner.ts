// Reads a head byte by byte, wherever the input is cut: request line, status line, field section, trailers.
//
//   request   START → METHOD → TARGET → VERSION → FIELDS → DONE
//   response  START → VERSION → STATUS → REASON → FIELDS → DONE
//   trailers  FIELDS → DONE
//
// Knows the grammar (RFC 9112 §2–§5) and says where it is broken; must not know bodies, handlers or sockets.
// It keeps positions, not copies: the caller keeps the bytes of a head that is not complete (see `shift`).

import { BYTE_CLASS, COLON, CR, FIELD_VALUE, HASH, LF, SLASH, SP, TAB, TARGET, TOKEN } from './characters.ts'
import type { RuleName } from './errors.ts'
import { FieldMemo } from './field-memo.ts'
import { latin1 } from './latin1.ts'
import {
  LENIENT_FAULTY_HEAD,
  LENIENT_FOLDING,
  LENIENT_LINE_ENDS,
  LENIENT_NAME_SPACE,
  LENIENT_VALUES,
  LENIENT_VERSION,
  type Leniency,
} from './leniency.ts'
import { LIMITS } from './limits.ts'
import type { MessageHead } from './message-head.ts'
import { countKnownPrefix, isKnownMethod } from './methods.ts'
import { findTargetFault } from './request-target.ts'

export const REQUEST_HEAD = 0
export const RESPONSE_HEAD = 1
export const TRAILER_SECTION = 2
export type HeadKind = typeof REQUEST_HEAD | typeof RESPONSE_HEAD | typeof TRAILER_SECTION

/** Returned by `scan` in place of a position. */
export const NEED_MORE = -1
export const BROKEN = -2

const START = 0
const METHOD = 1
const TARGET_STEP = 2
const VERSION = 3
const VERSION_END = 4
const STATUS = 5
const REASON = 6
const REASON_LF = 7
const NAME_START = 8
const NAME = 9
const NAME_SPACE = 10
const VALUE_START = 11
const VALUE = 12
const VALUE_LF = 13
const FOLD = 14
const END_LF = 15
const DONE = 16

const LOOSE_LINES = LENIENT_FOLDING | LENIENT_LINE_ENDS | LENIENT_NAME_SPACE

const VERSION_TEXT = 'HTTP/'
const VERSION_BYTES = 8

export class HeadScanner {
  private readonly head: MessageHead
  private readonly lenient: Leniency
  private readonly maxHeaderSize: number
  private readonly maxHeadersCount: number
  private kind: HeadKind = REQUEST_HEAD
  private step = START
  private headStart = 0
  private mark = 0
  private targetEnd = 0
  private nameEnd = 0
  private valueStart = 0
  private fieldsAt = 0
  /** Octets that count against `maxHeaderSize`: target, reason, names and values, not the separators. */
  private counted = 0
  private fieldLines = 0
  private emptyLines = 0
  private hasCr = false
  private countedBeforeFields = 0
  private isRecalled = false
  private lastTarget = ''
  private readonly memo = new FieldMemo()

  /** After BROKEN: the rule and the position of the byte. */
  fault: RuleName = 'methodUnknown'
  faultAt = 0

  constructor(head: MessageHead, maxHeaderSize: number, maxHeadersCount: number, lenient: Leniency) {
    this.head = head
    this.maxHeaderSize = maxHeaderSize
    this.maxHeadersCount = maxHeadersCount
    this.lenient = lenient
  }

  begin(kind: HeadKind): void {
    this.kind = kind
    this.step = kind === TRAILER_SECTION ? NAME_START : START
    this.headStart = -1
    this.counted = 0
    this.fieldLines = 0
    this.emptyLines = 0
    this.hasCr = false
    this.isRecalled = false
    if (kind === TRAILER_SECTION) return
    this.head.reset()
    this.head.isRequest = kind === REQUEST_HEAD
  }

  /** Whether bytes of a head have been seen since `begin`. */
  get hasBegun(): boolean {
    return this.headStart !== -1
  }

  /** Where the incomplete head starts: what lies before is not needed again. */
  get keepFrom(): number {
    return this.headStart
  }

  /** The caller moved the bytes: what was at `by` is at 0 now. */
  shift(by: number): void {
    this.headStart -= by
    this.mark -= by
    this.targetEnd -= by
    this.nameEnd -= by
    this.valueStart -= by
    this.fieldsAt -= by
  }

  /**
   * Reads on at `at`. Returns the position behind the head's last byte, NEED_MORE or BROKEN.
   */
  scan(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.step === START) p = this.scanLeadingLines(bytes, p, end)
    if (p >= 0 && this.step < NAME_START) p = this.scanStartLine(bytes, p, end)
    if (p >= 0) p = this.scanFields(bytes, p, end)
    if (p >= 0) return this.finish(bytes, p)
    if (p === NEED_MORE && this.isTooLarge(bytes, end)) return this.fail('headTooLarge', end)
    return p
  }

  private fail(fault: RuleName, at: number): number {
    this.fault = fault
    this.faultAt = at
    return BROKEN
  }

  /** RFC 9112 §2.2: a server ignores at least one empty line before a request line. */
  private scanLeadingLines(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    while (p < end && (bytes[p] === CR || bytes[p] === LF)) {
      if (bytes[p] === CR) {
        if (this.hasCr) return this.fail(this.firstFault, p)
        this.hasCr = true
      } else {
        if (!this.hasCr && (this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail(this.firstFault, p)
        this.hasCr = false
        if (++this.emptyLines > LIMITS.maxLeadingEmptyLines.value) return this.fail('emptyLines', p)
      }
      p++
    }
    if (p === end) return NEED_MORE
    if (this.hasCr) return this.fail(this.firstFault, p)
    this.headStart = p
    this.mark = p
    this.step = this.kind === REQUEST_HEAD ? METHOD : VERSION
    return p
  }

  /** What is wrong with a first byte that begins neither a message nor an empty line. */
  private get firstFault(): RuleName {
    return this.kind === REQUEST_HEAD ? 'methodUnknown' : 'protocolName'
  }

  private scanStartLine(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.step === METHOD) p = this.scanMethod(bytes, p, end)
    if (p >= 0 && this.step === TARGET_STEP) p = this.scanTarget(bytes, p, end)
    if (p >= 0 && this.step === VERSION) p = this.scanVersion(bytes, p, end)
    if (p >= 0 && this.step === VERSION_END) p = this.scanRequestLineEnd(bytes, p, end)
    if (p >= 0 && this.step === STATUS) p = this.scanStatus(bytes, p, end)
    if (p >= 0 && this.step >= REASON && this.step <= REASON_LF) p = this.scanReason(bytes, p, end)
    return p
  }

  private scanMethod(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    while (p < end && (BYTE_CLASS[bytes[p]] & TOKEN) !== 0) p++
    const length = p - this.mark
    // No known method starts with a small letter, a digit or a control: bytes of another protocol (TLS, for one)
    // are refused at the first of them instead of when the time for the head is over.
    const first = bytes[this.mark]
    if (first < 0x41 || first > 0x5a) return this.fail('methodUnknown', this.mark)
    if (p === end) {
      const matched = countKnownPrefix(latin1(bytes, this.mark, p))
      return matched < length ? this.fail('methodUnknown', this.mark + matched) : NEED_MORE
    }
    const isGet = length === 3 && first === 0x47 && bytes[this.mark + 1] === 0x45 && bytes[this.mark + 2] === 0x54
    const method = isGet ? 'GET' : latin1(bytes, this.mark, p)
    if (!isGet && !isKnownMethod(method)) {
      if (method === 'PRI') return this.fail('http2Preface', p)
      return this.fail('methodUnknown', this.mark + countKnownPrefix(method))
    }
    if (bytes[p] !== SP) return this.fail('methodNoSpace', p)
    this.head.method = method
    this.mark = p + 1
    this.step = TARGET_STEP
    return p + 1
  }

  private scanTarget(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    while (p < end && (BYTE_CLASS[bytes[p]] & TARGET) !== 0) p++
    if (p === end) return NEED_MORE
    if (p === this.mark || bytes[p] !== SP) return this.fail('targetCharacter', p)
    this.targetEnd = p
    this.counted += p - this.mark
    if (this.counted >= this.maxHeaderSize) return this.fail('headTooLarge', p)
    // An origin-form target needs no further look (bench row `hello`); `#` is looked for in the text.
    if (bytes[this.mark] !== SLASH || this.head.method === 'CONNECT') {
      const fault = findTargetFault(this.head.method, latin1(bytes, this.mark, p))
      if (fault !== null) return this.fail(fault, this.mark)
    }
    for (let i = this.mark; i < p; i++) if (bytes[i] === HASH) return this.fail('targetFragment', i)
    this.mark = p + 1
    this.step = VERSION
    return p + 1
  }

  /** RFC 9112 §2.3: `HTTP/` DIGIT `.` DIGIT, and here 1.0 or 1.1. */
  private scanVersion(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    const { mark } = this
    for (; p < end && p < mark + VERSION_BYTES; p++) {
      const i = p - mark
      const byte = bytes[p]
      if (i < VERSION_TEXT.length) {
        if (byte !== VERSION_TEXT.charCodeAt(i)) return this.fail('protocolName', p)
      } else if (i === 6) {
        if (byte !== 0x2e) return this.fail('versionDot', p)
      } else if (byte < 0x30 || byte > 0x39) return this.fail('versionForm', p)
    }
    if (p < mark + VERSION_BYTES) return NEED_MORE
    const major = bytes[p - 3] - 0x30
    const minor = bytes[p - 1] - 0x30
    if ((major !== 1 || minor > 1) && !this.isToleratedVersion(major, minor)) return this.fail('versionForm', p)
    this.head.versionMajor = major
    this.head.versionMinor = minor
    this.mark = p
    this.step = this.kind === REQUEST_HEAD ? VERSION_END : STATUS
    return p
  }

  /** Old servers say 0.9 of answers that have a head, and Node reads them; nobody asks with it. */
  private isToleratedVersion(major: number, minor: number): boolean {
    if ((this.lenient & LENIENT_VERSION) !== 0) return true
    return this.kind === RESPONSE_HEAD && major === 0 && minor === 9 && (this.lenient & LENIENT_FAULTY_HEAD) !== 0
  }

  private scanRequestLineEnd(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    while (p < end) {
      const byte = bytes[p]
      if (byte === LF && (p > this.mark || (this.lenient & LENIENT_LINE_ENDS) !== 0)) return this.beginFields(p + 1)
      if (p > this.mark) return this.fail('startLineBareCr', p)
      if (byte !== CR) return this.fail('versionEnd', p)
      p++
    }
    return NEED_MORE
  }

  /** RFC 9112 §4: SP, three digits, and SP before the reason phrase, which many leave out. */
  private scanStatus(bytes: Uint8Array, at: number, end: number): number {
    for (let p = at; p < end; p++) {
      const i = p - this.mark
      const byte = bytes[p]
      if (i === 0) {
        if (byte !== SP) return this.fail('versionSpace', p)
      } else if (i < 4) {
        if (byte < 0x30 || byte > 0x39) return this.fail('statusCode', p)
      } else {
        const { mark } = this
        this.head.statusCode = (bytes[mark + 1] - 0x30) * 100 + (bytes[mark + 2] - 0x30) * 10 + bytes[mark + 3] - 0x30
        if (byte !== SP && byte !== CR && byte !== LF) return this.fail('statusTooLong', p)
        this.mark = byte === SP ? p + 1 : p
        this.step = REASON
        return this.mark
      }
    }
    return NEED_MORE
  }

  private scanReason(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.step === REASON) {
      while (p < end && (BYTE_CLASS[bytes[p]] & FIELD_VALUE) !== 0) p++
      if (p === end) return NEED_MORE
      const byte = bytes[p]
      if (byte !== CR && byte !== LF) return this.fail('reasonCharacter', p)
      if (byte === LF && (this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail('statusLineNoCr', p + 1)
      this.counted += p - this.mark
      if (this.counted >= this.maxHeaderSize) return this.fail('headTooLarge', p)
      this.head.reasonPhrase = p === this.mark ? '' : latin1(bytes, this.mark, p)
      if (byte === LF) return this.beginFields(p + 1)
      this.step = REASON_LF
      p++
    }
    if (p === end) return NEED_MORE
    if (bytes[p] !== LF) return this.fail('statusLineBareCr', p)
    return this.beginFields(p + 1)
  }

  private beginFields(at: number): number {
    this.countedBeforeFields = this.counted
    this.fieldsAt = at
    this.step = NAME_START
    return at
  }

  /** RFC 9112 §5: field lines until the empty one. The steps follow one another; each can be where input ends. */
  private scanFields(bytes: Uint8Array, at: number, end: number): number {
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
   * Field lines that lie whole in the input and hold nothing out of the ordinary, in one loop without steps (bench
   * row `hello`: a third of a head's time). Returns the start of the first line that is not of that kind, which the
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
        if ((this.lenient & LENIENT_NAME_SPACE) === 0 || bytes[p] !== SP) return this.fail('fieldName', p)
        this.step = NAME_SPACE
      }
    }
    if (this.step === NAME_SPACE) {
      while (p < end && bytes[p] === SP) p++
      if (p === end) return NEED_MORE
      if (bytes[p] !== COLON) return this.fail('fieldName', p)
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
  private isTooLarge(bytes: Uint8Array, end: number): boolean {
    if (this.headStart === -1) return false
    return this.counted + this.countUnfinished(bytes, end) >= this.maxHeaderSize
  }

  /** Never more than the line will count when it is whole: where the input is cut must not decide. */
  private countUnfinished(bytes: Uint8Array, end: number): number {
    switch (this.step) {
      case TARGET_STEP:
      case REASON:
      case NAME:
        return end - this.mark
      case NAME_SPACE:
        return this.nameEnd - this.mark
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

  private finish(bytes: Uint8Array, end: number): number {
    const { head, headStart } = this
    if (this.isRecalled) {
      if (this.kind === REQUEST_HEAD) head.target = this.readTarget(bytes)
      return end
    }
    head.text = latin1(bytes, headStart, end)
    head.fieldsStart = this.fieldsAt - headStart
    head.fieldsEnd = head.text.length - 2
    if (this.kind === REQUEST_HEAD) {
      head.target = head.text.slice(head.method.length + 1, this.targetEnd - headStart)
      this.lastTarget = head.target
    }
    if ((this.lenient & LOOSE_LINES) === 0) {
      if (this.kind !== TRAILER_SECTION) {
        this.memo.remember(bytes, this.fieldsAt, end, head, this.counted - this.countedBeforeFields)
      }
      return end
    }
    return this.finishLoosely(end)
  }

  /** A target that comes again is the string that is there. */
  private readTarget(bytes: Uint8Array): string {
    const start = this.headStart + this.head.method.length + 1
    const { lastTarget, targetEnd } = this
    if (lastTarget.length === targetEnd - start) {
      let i = 0
      while (i < lastTarget.length && lastTarget.charCodeAt(i) === bytes[start + i]) i++
      if (i === lastTarget.length) return lastTarget
    }
    this.lastTarget = latin1(bytes, start, targetEnd)
    return this.lastTarget
  }

  /**
   * With a leniency about lines, what decides framing is read from the same text that programs see: the lines are
   * brought into form first (RFC 9112 §5.2: a fold is replaced before the value is interpreted).
   */
  private finishLoosely(end: number): number {
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
