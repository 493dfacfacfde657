// The chunked coding, read (RFC 9112 §7.1), wherever the input is cut.
// Knows chunk sizes, extensions and terminators; must not know trailers (the head scanner reads them) or messages.

import {
  BACKSLASH,
  BYTE_CLASS,
  CR,
  DQUOTE,
  EQUALS,
  FIELD_VALUE,
  HEX_VALUE,
  LF,
  QUOTED_TEXT,
  SEMICOLON,
  SP,
  TAB,
  TOKEN,
} from './characters.ts'
import type { RuleName } from './errors.ts'
import { LENIENT_CHUNK_SPACE, LENIENT_LINE_ENDS, type Leniency } from './leniency.ts'
import { LIMITS } from './limits.ts'

const SIZE_START = 0
const SIZE = 1
/** Behind the size and a space: an extension must follow. */
const SIZE_SPACE = 2
const EXTENSION_START = 3
const EXTENSION_NAME = 4
const EXTENSION_NAME_SPACE = 5
const EXTENSION_VALUE = 6
const EXTENSION_TOKEN = 7
const EXTENSION_QUOTED = 8
const EXTENSION_ESCAPE = 9
const EXTENSION_END = 10
const EXTENSION_END_SPACE = 11
const SIZE_LF = 12
const DATA = 13
const DATA_CR = 14
const DATA_LF = 15
const LAST = 16

/** Returned by `decode` in place of a position. */
export const CHUNKS_NEED_MORE = -1
export const CHUNKS_BROKEN = -2

export class ChunkedDecoder {
  private readonly lenient: Leniency
  private step = SIZE_START
  private size = 0
  private digits = 0
  private remaining = 0
  private extensionBytes = 0

  /** After CHUNKS_BROKEN: the rule and the position of the byte. */
  fault: RuleName = 'chunkSizeCharacter'
  faultAt = 0

  constructor(lenient: Leniency) {
    this.lenient = lenient
  }

  begin(): void {
    this.step = SIZE_START
  }

  /** Whether the last chunk was read: the trailers follow. */
  get isDone(): boolean {
    return this.step === LAST
  }

  /**
   * Reads on at `at`; hands the data of each chunk to `onData`, which answers whether to go on.
   * Returns a position: behind the last chunk's line when `isDone`, else where `onData` stopped; or one of the two above.
   */
  decode(bytes: Uint8Array, at: number, end: number, onData: (from: number, to: number) => boolean): number {
    let p = at
    while (p < end) {
      if (this.step === DATA) {
        const to = Math.min(end, p + this.remaining)
        this.remaining -= to - p
        if (this.remaining === 0) this.step = DATA_CR
        if (!onData(p, to)) return to
        p = to
      } else if (this.step <= SIZE) {
        p = this.readSize(bytes, p, end)
      } else if (this.step < SIZE_LF) {
        p = this.readExtension(bytes, p, end)
      } else {
        p = this.readLineEnd(bytes[p], p)
      }
      if (p < 0 || this.step === LAST) return p
    }
    return CHUNKS_NEED_MORE
  }

  private fail(fault: RuleName, at: number): number {
    this.fault = fault
    this.faultAt = at
    return CHUNKS_BROKEN
  }

  private readSize(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    if (this.step === SIZE_START) {
      this.size = 0
      this.digits = 0
      this.extensionBytes = 0
      this.step = SIZE
    }
    while (p < end) {
      const digit = HEX_VALUE[bytes[p]]
      if (digit === 255) return this.endSize(bytes[p], p)
      // Leading zeros are counted too: a size line must not be a way to send without end.
      if (++this.digits > LIMITS.maxChunkSizeDigits.value) return this.fail('chunkSizeOverflow', p)
      this.size = this.size * 16 + digit
      if (this.size > Number.MAX_SAFE_INTEGER) return this.fail('chunkSizeOverflow', p)
      p++
    }
    return p
  }

  private endSize(byte: number, at: number): number {
    if (this.digits === 0) return this.fail('chunkSizeCharacter', at)
    if (byte === CR) this.step = SIZE_LF
    else if (byte === SEMICOLON) this.step = EXTENSION_START
    else if (byte === LF) {
      if ((this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail('chunkSizeNoCr', at + 1)
      this.beginData()
    } else if (byte === SP || byte === TAB) {
      this.step = SIZE_SPACE
      return this.countExtension(at)
    } else return this.fail('chunkSizeCharacter', at)
    return at + 1
  }

  private countExtension(at: number): number {
    if (++this.extensionBytes > LIMITS.maxChunkExtensions.value) return this.fail('chunkExtensionsTooLong', at)
    return at + 1
  }

  /** RFC 9112 §7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )`. Read, and let go. */
  private readExtension(bytes: Uint8Array, at: number, end: number): number {
    let p = at
    while (p < end && this.step < SIZE_LF) {
      const byte = bytes[p]
      if (byte === LF && this.step !== EXTENSION_QUOTED && this.step !== EXTENSION_ESCAPE) return this.endByLf(p)
      const fault = this.readExtensionByte(byte)
      if (fault !== null) return this.fail(fault, p)
      p = this.countExtension(p)
      if (p < 0) return p
    }
    return p
  }

  private endByLf(at: number): number {
    if ((this.lenient & LENIENT_LINE_ENDS) === 0) return this.fail('chunkExtensionNoCr', at + 1)
    this.beginData()
    return at + 1
  }

  /** One byte of the extensions; returns the broken rule, or null. */
  private readExtensionByte(byte: number): RuleName | null {
    const isSpace = byte === SP || byte === TAB
    const isToken = (BYTE_CLASS[byte] & TOKEN) !== 0
    switch (this.step) {
      case SIZE_SPACE:
        if (isSpace) return null
        if (this.endExtension(byte, true)) return null
        return byte === CR ? 'chunkSizeCharacter' : 'chunkExtension'
      case EXTENSION_START:
        if (isToken) this.step = EXTENSION_NAME
        return isToken || isSpace ? null : 'chunkExtension'
      case EXTENSION_NAME:
      case EXTENSION_NAME_SPACE:
        if (byte === EQUALS) this.step = EXTENSION_VALUE
        else if (isSpace) this.step = EXTENSION_NAME_SPACE
        else if (isToken && this.step === EXTENSION_NAME) return null
        else if (!this.endExtension(byte, this.step === EXTENSION_NAME_SPACE)) return 'chunkExtension'
        return null
      case EXTENSION_VALUE:
        if (byte === DQUOTE) this.step = EXTENSION_QUOTED
        else if (isToken) this.step = EXTENSION_TOKEN
        return isToken || isSpace || byte === DQUOTE ? null : 'chunkExtensionValue'
      case EXTENSION_QUOTED:
        if (byte === DQUOTE) this.step = EXTENSION_END
        else if (byte === BACKSLASH) this.step = EXTENSION_ESCAPE
        else if ((BYTE_CLASS[byte] & QUOTED_TEXT) === 0) return 'chunkExtensionQuoted'
        return null
      case EXTENSION_ESCAPE:
        this.step = EXTENSION_QUOTED
        return (BYTE_CLASS[byte] & FIELD_VALUE) === 0 ? 'chunkExtensionQuoted' : null
      default:
        if (isToken && this.step === EXTENSION_TOKEN) return null
        if (isSpace) this.step = EXTENSION_END_SPACE
        else if (!this.endExtension(byte, this.step === EXTENSION_END_SPACE)) {
          return this.step === EXTENSION_TOKEN ? 'chunkExtensionValue' : 'chunkExtension'
        }
        return null
    }
  }

  /** Spaces stand before another extension; before the line's end only where a leniency lets them. */
  private endExtension(byte: number, hasSpace: boolean): boolean {
    if (byte === SEMICOLON) this.step = EXTENSION_START
    else if (byte === CR && (!hasSpace || (this.lenient & LENIENT_CHUNK_SPACE) !== 0)) this.step = SIZE_LF
    else return false
    return true
  }

  private beginData(): void {
    this.step = this.size === 0 ? LAST : DATA
    this.remaining = this.size
  }

  private readLineEnd(byte: number, at: number): number {
    const isLooseEnd = byte === LF && (this.lenient & LENIENT_LINE_ENDS) !== 0
    switch (this.step) {
      case SIZE_LF:
        if (byte !== LF) return this.fail('chunkSizeNoLf', at)
        this.beginData()
        break
      case DATA_CR:
        if (byte === CR) this.step = DATA_LF
        else if (isLooseEnd) this.step = SIZE_START
        else return byte === LF ? this.fail('chunkDataNoCr', at + 1) : this.fail('chunkDataEnd', at)
        break
      default:
        if (byte !== LF) return this.fail('chunkDataEnd', at)
        this.step = SIZE_START
    }
    return at + 1
  }
}
