// Bytes in, calls on a narrow handler out: one side of an HTTP/1.1 connection, read as a sequence of messages.
//
//   HEAD ──▶ FIXED ───────────────┐
//    ▲  ├──▶ CHUNKS ──▶ TRAILERS ─┤──▶ onMessageEnd ──▶ HEAD, or CLOSED when the connection may carry no more
//    │  ├──▶ UNTIL_END (finish) ──┘
//    │  └──▶ SWITCHED: the rest of the bytes are not HTTP; `execute` says how many were
//    └─────── the next message of the same bytes
//
// Sans I/O: knows no sockets, no timers, no Node. It keeps at most one incomplete head.

import { CR, LF } from './characters.ts'
import { CHUNKS_BROKEN, CHUNKS_NEED_MORE, ChunkedDecoder } from './chunked-decoder.ts'
import { EXCERPT_BYTES, ProtocolError, type RuleName } from './errors.ts'
import {
  CHUNKED,
  FAULTY,
  FAULTY_REQUEST_RULE,
  type Framing,
  requestFraming,
  responseFraming,
  UNTIL_CLOSE,
} from './framing.ts'
import { BROKEN, HeadScanner, NEED_MORE, REQUEST_HEAD, RESPONSE_HEAD, TRAILER_SECTION } from './head-scanner.ts'
import { DEFAULT, LENIENT_AFTER_CLOSE, LENIENT_FAULTY_HEAD, type Leniency } from './leniency.ts'
import { LIMITS } from './limits.ts'
import { MessageHead } from './message-head.ts'
import { isPersistent } from './persistence.ts'

/** What the handler makes of a head. */
export const READ_BODY = 0
/** The response answers HEAD: there is a head and nothing else. */
export const NO_BODY = 1
/** The connection changes its protocol behind this head (CONNECT, Upgrade, 101). */
export const SWITCH = 2
/** An interim response: the final one to the same request follows. */
export const INTERIM = 3
export type HeadVerdict = typeof READ_BODY | typeof NO_BODY | typeof SWITCH | typeof INTERIM

/**
 * Who is told. `head` is the parser's own and is used again: take from it what is needed before returning.
 * An exception of a handler passes through `execute`; what comes after is refused.
 */
export interface MessageHandler {
  /**
   * @param persistent whether the connection may carry another message behind this one, by this message's head
   */
  onHead(head: MessageHead, persistent: boolean): HeadVerdict
  /** A view of the bytes given to `execute`. */
  onBody(chunk: Uint8Array): void
  /** A trailer section that is not empty, in `text` from `start` to `end`. */
  onTrailers(text: string, start: number, end: number): void
  onMessageEnd(): void
}

const HEAD = 0
const FIXED = 1
const CHUNKS = 2
const TRAILERS = 3
const UNTIL_END = 4
const SWITCHED = 5
const CLOSED = 6
const STOPPED = 7

const EMPTY = new Uint8Array(0)
/** What a parser keeps for the next head that comes in parts. */
const LARGEST_KEPT_BETWEEN_HEADS = 4096

export interface ParserOptions {
  /** Octets of a head or trailer section, by default 16 KiB. */
  maxHeaderSize?: number
  /** Field lines of a head or trailer section, by default 2000; a message with more is refused. */
  maxHeadersCount?: number
  leniency?: Leniency
}

export class MessageParser {
  private readonly role: 'request' | 'response'
  private readonly handler: MessageHandler
  readonly leniency: Leniency
  private readonly scanner: HeadScanner
  private readonly decoder: ChunkedDecoder
  private readonly head = new MessageHead()
  private phase = HEAD
  private isStopped = false
  private isExecuting = false
  private remaining = 0
  private persistent = true
  private input: Uint8Array = EMPTY
  private inputAt = 0
  /** The bytes of an incomplete head, from earlier input. */
  private kept: Uint8Array = EMPTY
  private keptBytes = 0
  private readonly onChunkData: (from: number, to: number) => boolean

  /** The error that ended parsing. */
  error: ProtocolError | null = null

  constructor(role: 'request' | 'response', handler: MessageHandler, options: ParserOptions = {}) {
    this.role = role
    this.handler = handler
    this.leniency = options.leniency ?? DEFAULT
    this.scanner = new HeadScanner(
      this.head,
      options.maxHeaderSize || LIMITS.maxHeaderSize.value,
      options.maxHeadersCount ?? LIMITS.maxHeadersCount.value,
      this.leniency,
    )
    this.decoder = new ChunkedDecoder(this.leniency)
    this.onChunkData = (from, to) => {
      this.handler.onBody(this.input.subarray(from, to))
      return !this.isStopped
    }
    this.beginHead()
  }

  /** Whether a message has begun and not ended: the head's first byte was seen, the body's last was not. */
  get isInMessage(): boolean {
    return this.phase === HEAD ? this.scanner.hasBegun : this.phase < SWITCHED
  }

  /** Whether the head of the current message is not complete. */
  get isInHead(): boolean {
    return this.phase === HEAD
  }

  /** Whether the parser stands before a message that has not begun. */
  get canBegin(): boolean {
    return this.phase === HEAD && !this.scanner.hasBegun
  }

  /** Told before a response is read: whether it answers a CONNECT. */
  set answersConnect(answersConnect: boolean) {
    this.head.answersConnect = answersConnect
  }

  /** Asked in a handler: whether more input lies behind the head that it was called for. */
  get hasMoreInput(): boolean {
    return this.inputAt < this.input.length
  }

  /** Asked in a handler: the message breaks a rule that only the handler can see. */
  refuse(rule: RuleName): void {
    this.fail(rule, this.inputAt)
    this.isStopped = true
  }

  /** No more is read; what `execute` has not yet looked at is left. */
  stop(): void {
    this.isStopped = true
    this.phase = STOPPED
  }

  /**
   * Reads `bytes`, which are the caller's again when it returns. Returns how many were HTTP: all of them, but for a switch of protocol (the rest belongs to the
   * new one) or an error (see `error`; its `bytesParsed` counts from the start of `bytes`).
   */
  execute(bytes: Uint8Array): number {
    // It was left by an exception of a handler: what it had in hand is lost, so nothing behind it can be trusted.
    if (this.isExecuting) this.fail('userStopped', 0)
    this.isExecuting = true
    this.input = bytes
    const end = bytes.length
    let p = 0
    while (p < end) {
      switch (this.phase) {
        case HEAD:
        case TRAILERS:
          p = this.readHead(bytes, p, end)
          break
        case FIXED:
          p = this.readFixed(bytes, p, end)
          break
        case CHUNKS:
          p = this.readChunks(bytes, p, end)
          break
        case UNTIL_END:
          this.handler.onBody(p === 0 ? bytes : bytes.subarray(p, end))
          p = end
          break
        case CLOSED:
          p = this.readAfterClose(bytes, p, end)
          break
        default:
          return this.endExecute(p)
      }
      if (this.error !== null) break
    }
    return this.endExecute(p)
  }

  private endExecute(p: number): number {
    this.input = EMPTY
    this.isExecuting = false
    return p
  }

  /**
   * The input has ended. Ends a body that lasts as long as the connection.
   * @returns the error when a message was cut short, else null
   */
  finish(): ProtocolError | null {
    if (this.error !== null) return null
    if (this.phase === UNTIL_END) {
      this.phase = CLOSED
      this.handler.onMessageEnd()
      return null
    }
    if (this.isInMessage) this.fail('truncated', 0, this.keptBytes)
    return this.error
  }

  private beginHead(): void {
    this.phase = HEAD
    this.scanner.begin(this.role === 'request' ? REQUEST_HEAD : RESPONSE_HEAD)
  }

  /** @param earlierCount how many of the kept bytes came before those that `at` counts from */
  private fail(rule: RuleName, at: number, earlierCount = 0): number {
    const earlier = this.kept.slice(Math.max(0, earlierCount - EXCERPT_BYTES), earlierCount)
    this.error = new ProtocolError(rule, at, earlier)
    this.phase = STOPPED
    return at
  }

  /** A head that lies whole in `bytes` is read in place; the parts of one that does not are kept and joined. */
  private readHead(bytes: Uint8Array, at: number, end: number): number {
    const { scanner } = this
    if (this.keptBytes > 0) return this.readKeptHead(bytes, at, end)
    const p = scanner.scan(bytes, at, end)
    if (p === BROKEN) return this.fail(scanner.fault, scanner.faultAt)
    if (p !== NEED_MORE) return this.endHead(p)
    if (scanner.hasBegun) {
      const from = scanner.keepFrom
      this.keep(bytes, from, end)
      scanner.shift(from)
    }
    return end
  }

  private readKeptHead(bytes: Uint8Array, at: number, end: number): number {
    const { scanner } = this
    const before = this.keptBytes
    this.keep(bytes, at, end)
    const p = scanner.scan(this.kept, before, this.keptBytes)
    if (p === BROKEN) return this.fail(scanner.fault, at + Math.max(0, scanner.faultAt - before), before)
    if (p === NEED_MORE) return end
    this.keptBytes = 0
    // Thousands of connections may each have had one large head in their life.
    if (this.kept.length > LARGEST_KEPT_BETWEEN_HEADS) this.kept = EMPTY
    return this.endHead(at + p - before)
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.keptBytes + to - from
    if (needed > this.kept.length) {
      const larger = new Uint8Array(Math.max(needed, this.kept.length * 2, 1024))
      larger.set(this.kept.subarray(0, this.keptBytes))
      this.kept = larger
    }
    this.kept.set(bytes.subarray(from, to), this.keptBytes)
    this.keptBytes = needed
  }

  private endHead(p: number): number {
    const { head } = this
    if (this.phase === TRAILERS) {
      if (head.fieldsEnd > head.fieldsStart) this.handler.onTrailers(head.text, head.fieldsStart, head.fieldsEnd)
      return this.isStopped ? p : this.endMessage(p)
    }
    if (this.role === 'request') return this.beginRequest(p)
    return this.beginMessage(responseFraming(this.head, false), p)
  }

  private beginRequest(p: number): number {
    const framing = requestFraming(this.head, this.leniency)
    if (framing !== FAULTY) return this.beginMessage(framing, p)
    if ((this.leniency & LENIENT_FAULTY_HEAD) !== 0) {
      this.persistent = false
      this.inputAt = p
      this.handler.onHead(this.head, false)
    }
    return this.fail(FAULTY_REQUEST_RULE, p)
  }

  private beginMessage(framing: Framing, p: number): number {
    this.persistent = isPersistent(this.head, framing)
    this.inputAt = p
    const verdict = this.handler.onHead(this.head, this.persistent)
    if (this.isStopped) return p
    switch (verdict) {
      case SWITCH:
        this.phase = SWITCHED
        this.handler.onMessageEnd()
        return p
      case INTERIM:
        this.beginHead()
        return p
      case NO_BODY:
        this.persistent = isPersistent(this.head, 0)
        return this.endMessage(p)
      default:
        return this.beginBody(framing, p)
    }
  }

  private beginBody(framing: Framing, p: number): number {
    if (framing === 0) return this.endMessage(p)
    if (framing === CHUNKED) {
      this.phase = CHUNKS
      this.decoder.begin()
    } else if (framing === UNTIL_CLOSE) this.phase = UNTIL_END
    else {
      this.phase = FIXED
      this.remaining = framing
    }
    return p
  }

  private readFixed(bytes: Uint8Array, at: number, end: number): number {
    const available = end - at
    if (available < this.remaining) {
      this.remaining -= available
      this.handler.onBody(at === 0 ? bytes : bytes.subarray(at, end))
      return end
    }
    const to = at + this.remaining
    this.remaining = 0
    this.handler.onBody(at === 0 && to === end ? bytes : bytes.subarray(at, to))
    return this.isStopped ? to : this.endMessage(to)
  }

  private readChunks(bytes: Uint8Array, at: number, end: number): number {
    const { decoder } = this
    const p = decoder.decode(bytes, at, end, this.onChunkData)
    if (p === CHUNKS_BROKEN) return this.fail(decoder.fault, decoder.faultAt)
    if (p === CHUNKS_NEED_MORE) return end
    if (!decoder.isDone) return p
    this.phase = TRAILERS
    this.scanner.begin(TRAILER_SECTION)
    return p
  }

  private endMessage(p: number): number {
    if (this.isStopped) return p
    if (this.persistent) this.beginHead()
    else this.phase = CLOSED
    this.handler.onMessageEnd()
    return p
  }

  /**
   * RFC 9112 §9.6: behind a message that ends the connection nothing may follow. Empty lines, which old clients
   * send behind a body (§2.2), do no harm.
   */
  private readAfterClose(bytes: Uint8Array, at: number, end: number): number {
    if ((this.leniency & LENIENT_AFTER_CLOSE) !== 0) return end
    let p = at
    while (p < end && (bytes[p] === CR || bytes[p] === LF)) p++
    return p === end ? end : this.fail('afterClose', p)
  }
}
