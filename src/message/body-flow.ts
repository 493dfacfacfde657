// A body that its reader only lets flow — `data`, `end`, `close`, `resume()`, `setEncoding('utf8')` — is told by events
// alone, without a Readable's state and turns (bench rows `client` and `post`: 0.97 and 0.96 of the time). Whoever asks the
// stream for anything more gets a Readable in the state that it would have by then.
//
//   idle ─ begin ─▶ due ─ a tick ─▶ flowing ─ the last byte ─▶ ending ─ a tick ─▶ ended ─▶ destroyed ─ a tick ─▶ closed
//     └──────────────┴───────────────┴────────────────┴── open ──▶ opened: from here on the stream tells
//
// Knows a message as a stream; must not know fields, sockets or what a body is framed by.

import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { kOpenStream } from './internals.ts'
import { Utf8Decoder } from './utf8-decoder.ts'

const IDLE = 0
const DUE = 1
const FLOWING = 2
const ENDING = 3
const ENDED = 4
const DESTROYED = 5
const CLOSED = 6
const OPENED = 7

/** What a flow needs of its message. */
export interface FlowingMessage extends Readable {
  complete: boolean
  _consuming: boolean
  [kOpenStream](): void
}

/** The state of a Readable, as far as messages set it. */
export interface ReadableState {
  sync: boolean
  needReadable: boolean
  readingMore: boolean
  decoder: object | null
  encoding: string | null
  flowing: boolean | null
  dataEmitted: boolean
  ended: boolean
  endEmitted: boolean
  destroyed: boolean
  closed: boolean
  closeEmitted: boolean
}

type Piece = Uint8Array | string

export class BodyFlow {
  private readonly message: FlowingMessage
  /** What makes text of the body, where it is wanted as text. */
  private decoder: Utf8Decoder | null = null
  private phase = IDLE
  /** The pieces that came before the flow has begun, and how many of them have been told. */
  private waiting: Piece[] | null = null
  private told = 0
  /** Whether somebody has listened for `data` so that a stream would know of it. */
  isHeard = false
  /** Whether a piece of the body has been told. */
  hasTold = false
  /** Whether a piece has been told in the turn it came in: a stream asks for another a turn later. */
  private hasPassedOn = false
  private state: ReadableState | null = null

  constructor(message: FlowingMessage) {
    this.message = message
  }

  /** Whether the reader has let the body flow, and its end is not due. */
  get isFlowing(): boolean {
    return this.phase === DUE || this.phase === FLOWING
  }

  get isEnded(): boolean {
    return this.phase >= ENDED
  }

  get isText(): boolean {
    return this.decoder !== null
  }

  /** @returns whether the body is told as UTF-8 from here on; what waits as bytes is the stream's to decode */
  decodeFromNow(): boolean {
    if (this.decoder !== null || this.waiting !== null) return false
    this.decoder = new Utf8Decoder()
    return true
  }

  /** The reader lets the body flow: it does, a tick later. */
  begin(): void {
    if (this.phase !== IDLE) return
    this.phase = DUE
    process.nextTick(beginFlow, this)
  }

  /** @returns whether the piece was taken; what is not goes to the stream */
  take(chunk: Uint8Array): boolean {
    if (!this.isFlowing || !this.canTell) return false
    const isPassedOn = this.phase === FLOWING && this.waiting === null
    if (isPassedOn) this.hasPassedOn = true
    const piece = this.decode(chunk)
    if (piece.length === 0) return true
    if (isPassedOn) this.tell(piece)
    else if (this.waiting === null) this.waiting = [piece]
    else this.waiting.push(piece)
    return true
  }

  /** What nobody listens for a stream lets go a turn later: who comes until then still gets it. */
  private get canTell(): boolean {
    return this.phase === DUE || (this.isHeard && this.message.listenerCount('data') > 0)
  }

  private decode(chunk: Uint8Array): Piece {
    return this.decoder === null ? chunk : this.decoder.write(chunk as Buffer)
  }

  private tell(piece: Piece): void {
    this.hasTold = true
    this.message.emit('data', piece)
  }

  /** Whether the end can be told: what is left of a text is for the stream to tell. */
  get canEnd(): boolean {
    return this.decoder === null || this.decoder.isWhole
  }

  end(): void {
    if (this.phase === FLOWING && this.waiting === null) this.endSoon()
  }

  private endSoon(): void {
    this.phase = ENDING
    process.nextTick(endFlow, this)
  }

  /** The tick that `begin` asked for. */
  start(): void {
    if (this.phase !== DUE) return
    const { message } = this
    this.phase = FLOWING
    if (!message.complete) message._consuming = true
    try {
      message.emit('resume')
      this.flow()
    } catch (error) {
      // Of a listener. A stream goes on with what it still has.
      if (this.phase === FLOWING && (message.complete || this.waiting !== null)) message[kOpenStream]()
      throw error
    }
  }

  private flow(): void {
    if (this.phase === OPENED) drain(this.message)
    else if (this.waiting !== null) this.tellWaiting(this.waiting)
    else if (this.phase === FLOWING && this.message.complete) this.endSoon()
  }

  private tellWaiting(waiting: Piece[]): void {
    const { message } = this
    while (this.told < waiting.length) {
      const piece = waiting[this.told++]
      // As with a Readable, the turn of the end is asked for before the last piece is told.
      if (this.told === waiting.length) {
        this.waiting = null
        if (message.complete) this.endSoon()
      }
      this.tell(piece)
      if (this.phase === OPENED) return drain(message)
    }
  }

  /** The tick that the end of the body asked for. */
  finish(): void {
    const { message } = this
    if (this.phase !== ENDING) return
    this.phase = ENDED
    message.emit('end')
    if (this.phase === OPENED) {
      message.destroy()
      return
    }
    this.phase = DESTROYED
    message._destroy(null, ignore)
    process.nextTick(closeFlow, this)
  }

  /** The tick that the end of the stream asked for. */
  close(): void {
    if (this.state !== null) this.state.closeEmitted = true
    else this.phase = CLOSED
    this.message.emit('close')
  }

  /** Somebody asks the stream for more than a flow is: it gets the state that it would have by now. */
  open(state: ReadableState): void {
    const { message, phase, waiting } = this
    this.phase = OPENED
    this.state = state
    if (this.decoder !== null) {
      state.decoder = this.decoder
      state.encoding = this.decoder.encoding
    }
    state.dataEmitted = this.hasTold
    // A stream that flows already only notes that nobody has paused it.
    state.flowing = phase > DUE ? true : null
    if (phase !== IDLE) message.resume()
    if (this.isHeard) noteListener(message)
    if (phase >= ENDED) {
      state.ended = state.endEmitted = true
      state.destroyed = state.closed = phase >= DESTROYED
      state.closeEmitted = phase === CLOSED
      return
    }
    // Text is told as it is.
    if (waiting !== null) for (const piece of waiting.slice(this.told)) message.push(piece, this.decoder?.encoding)
    if (message.complete) message.push(null)
    if (this.hasPassedOn && phase === FLOWING) {
      state.sync = false
      state.needReadable = true
    } else if (phase > DUE) {
      message.read(0)
    }
  }
}

/** What is left of the flow's pieces, while the reader does not pause. */
function drain(message: FlowingMessage): void {
  while (message.readableFlowing && message.read() !== null);
}

function beginFlow(flow: BodyFlow): void {
  flow.start()
}

function endFlow(flow: BodyFlow): void {
  flow.finish()
}

function closeFlow(flow: BodyFlow): void {
  flow.close()
}

function ignore(): void {}

/** A Readable tells a piece in the turn that it comes in only where `data` was listened for by its own `on`. */
function noteListener(message: FlowingMessage): void {
  if (message.listenerCount('newListener') + message.listenerCount('removeListener') > 0) return
  Readable.prototype.on.call(message, 'data', ignore)
  EventEmitter.prototype.removeListener.call(message, 'data', ignore)
}
