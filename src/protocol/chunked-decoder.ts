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
const EXTENSION_START = 2
const EXTENSION_NAME = 3
const EXTENSION_EQUALS = 4
const EXTENSION_VALUE = 5
const EXTENSION_TOKEN = 6
const EXTENSION_QUOTED = 7
const EXTENSION_ESCAPE = 8
const EXTENSION_END = 9
const SIZE_LF = 10
const DATA = 11
const DATA_CR = 12
const DATA_LF = 13
const LAST = 14

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

  /**
   * Reads on at `at`; hands the data of each chunk to `onData`.
   * Returns the position behind the last chunk's line, where the trailers start, or one of the two above.
   */
  decode(bytes: Uint8Array, at: number, end: number, onData: (from: number, to: number) => boolean): number {
    let p = at
    while (p < end) {
      if (this.step === DATA) {
        const to = Math.min(end, p + this.remaining)
        this.remaining -= to - p
        if (this.remaining === 0) this.step = DATA_CR
        if (!onData(p, to)) return CHUNKS_NEED_MORE
        p = to
      } else if (this.step <= SIZE) {
        p = this.readSize(bytes, p, end)
      } else if (this.step < SIZE_LF) {
        p = this.readExtension(bytes, p, end)
      } else {
        p = this.readLineEnd(bytes[p], p)
      }
      if (p < 0) return p
      if (this.step === LAST) return p
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
      if (++this.digits > 64) return this.fail('chunkSizeOverflow', p)
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
      // RFC 9112 §7.1.1 has BWS before the semicolon of an extension, and nothing else.
      this.step = EXTENSION_END
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
    while (p < end && p >= 0 && this.step < SIZE_LF) {
      const byte = bytes[p]
      const isSpace = byte === SP || byte === TAB
      if (byte === LF && this.step !== EXTENSION_QUOTED) return this.fail('chunkExtensionNoCr', p + 1)
      switch (this.step) {
        case EXTENSION_START:
          if (isSpace) break
          if ((BYTE_CLASS[byte] & TOKEN) === 0) return this.fail('chunkExtension', p)
          this.step = EXTENSION_NAME
          break
        case EXTENSION_NAME:
          if ((BYTE_CLASS[byte] & TOKEN) !== 0) break
          if (!this.endExtensionPart(byte, 'name')) return this.fail('chunkExtension', p)
          break
        case EXTENSION_EQUALS:
          if (isSpace) break
          if (!this.endExtensionPart(byte, 'name')) return this.fail('chunkExtension', p)
          break
        case EXTENSION_VALUE:
          if (isSpace) break
          if (byte === DQUOTE) this.step = EXTENSION_QUOTED
          else if ((BYTE_CLASS[byte] & TOKEN) !== 0) this.step = EXTENSION_TOKEN
          else return this.fail('chunkExtensionValue', p)
          break
        case EXTENSION_TOKEN:
          if ((BYTE_CLASS[byte] & TOKEN) !== 0) break
          if (!this.endExtensionPart(byte, 'value')) return this.fail('chunkExtensionValue', p)
          break
        case EXTENSION_QUOTED:
          if (byte === DQUOTE) this.step = EXTENSION_END
          else if (byte === BACKSLASH) this.step = EXTENSION_ESCAPE
          else if ((BYTE_CLASS[byte] & QUOTED_TEXT) === 0) return this.fail('chunkExtensionQuoted', p)
          break
        case EXTENSION_ESCAPE:
          if ((BYTE_CLASS[byte] & FIELD_VALUE) === 0) return this.fail('chunkExtensionQuoted', p)
          this.step = EXTENSION_QUOTED
          break
        default:
          if (isSpace) break
          if (byte === CR && this.isTrailingSpace(bytes, p)) return this.fail('chunkSizeCharacter', p - 1)
          if (!this.endExtensionPart(byte, 'value')) return this.fail('chunkExtension', p)
      }
      p = this.countExtension(p)
    }
    return p
  }

  /** Spaces between the size and its line's end, with no extension, are refused unless a leniency lets them be. */
  private isTrailingSpace(bytes: Uint8Array, at: number): boolean {
    const before = at > 0 ? bytes[at - 1] : SP
    return (before === SP || before === TAB) && (this.lenient & LENIENT_CHUNK_SPACE) === 0
  }

  private endExtensionPart(byte: number, part: 'name' | 'value'): boolean {
    if (byte === CR) this.step = SIZE_LF
    else if (byte === SEMICOLON) this.step = EXTENSION_START
    else if (byte === EQUALS && part === 'name') this.step = EXTENSION_VALUE
    else if (byte === SP || byte === TAB) this.step = part === 'name' ? EXTENSION_EQUALS : EXTENSION_END
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
