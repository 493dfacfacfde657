// Reads a head byte by byte, wherever the input is cut: request line, status line, field section, trailers.
//
//   request   START → METHOD → TARGET → VERSION → FIELDS → DONE
//   response  START → VERSION → STATUS → REASON → FIELDS → DONE
//   trailers  FIELDS → DONE
//
// Knows the grammar (RFC 9112 §2–§5) and says where it is broken; must not know bodies, handlers or sockets.
// It keeps positions, not copies: the caller keeps the bytes of a head that is not complete (see `shift`).

import { BYTE_CLASS, CR, FIELD_VALUE, HASH, LF, SLASH, SP, TARGET, TOKEN } from './characters.ts'
import type { RuleName } from './errors.ts'
import {
  FieldSectionScanner,
  type HeadKind,
  LOOSE_LINES,
  NAME_START,
  NEED_MORE,
  REQUEST_HEAD,
  RESPONSE_HEAD,
  TRAILER_SECTION,
} from './field-section-scanner.ts'
import { latin1 } from './latin1.ts'
import { LENIENT_FAULTY_HEAD, LENIENT_LINE_ENDS, LENIENT_TARGET, LENIENT_URI, LENIENT_VERSION } from './leniency.ts'
import { LIMITS } from './limits.ts'
import { countKnownPrefix, isKnownMethod } from './methods.ts'
import { findTargetFault } from './request-target.ts'

export {
  BROKEN,
  type HeadKind,
  NEED_MORE,
  REQUEST_HEAD,
  RESPONSE_HEAD,
  TRAILER_SECTION,
} from './field-section-scanner.ts'

const START = 0
const METHOD = 1
const TARGET_STEP = 2
const VERSION = 3
const VERSION_END = 4
const STATUS = 5
const REASON = 6
const REASON_LF = 7

const VERSION_TEXT = 'HTTP/'
const VERSION_BYTES = 8

export class HeadScanner extends FieldSectionScanner {
  private targetEnd = 0
  private emptyLines = 0
  private hasCr = false
  private lastTarget = ''
  private lastReason = ''

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
    // An origin-form target needs no further look but in strict mode (bench row `hello`).
    if (bytes[this.mark] !== SLASH || this.head.method === 'CONNECT' || (this.lenient & LENIENT_URI) === 0) {
      const fault = findTargetFault(this.head.method, latin1(bytes, this.mark, p), this.lenient)
      if (fault !== null) return this.fail(fault, this.mark)
    }
    if ((this.lenient & LENIENT_TARGET) === 0) {
      for (let i = this.mark; i < p; i++) if (bytes[i] === HASH) return this.fail('targetFragment', i)
    }
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
      this.head.reasonPhrase = this.readReason(bytes, p)
      if (byte === LF) return this.beginFields(p + 1)
      this.step = REASON_LF
      p++
    }
    if (p === end) return NEED_MORE
    if (bytes[p] !== LF) return this.fail('statusLineBareCr', p)
    return this.beginFields(p + 1)
  }

  /** Never more than the element will count when it is whole: where the input is cut must not decide. */
  protected override countUnfinished(bytes: Uint8Array, end: number): number {
    if (this.step === TARGET_STEP || this.step === REASON) return end - this.mark
    return super.countUnfinished(bytes, end)
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
    if (!isText(bytes, start, this.targetEnd, this.lastTarget)) this.lastTarget = latin1(bytes, start, this.targetEnd)
    return this.lastTarget
  }

  /** So is a reason phrase. */
  private readReason(bytes: Uint8Array, end: number): string {
    if (!isText(bytes, this.mark, end, this.lastReason)) this.lastReason = latin1(bytes, this.mark, end)
    return this.lastReason
  }
}

/** Whether the bytes from `start` to `end` are the characters of `text`. */
function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false
  let i = 0
  while (i < text.length && text.charCodeAt(i) === bytes[start + i]) i++
  return i === text.length
}
