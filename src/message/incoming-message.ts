// `http.IncomingMessage`: a request as a server sees it, a response as a client does.
//
// Nothing is made until it is asked for: the head stays one piece of text until a program reads its fields, and a
// message whose stream nobody touches never gets a stream's state (bench row `hello`).
// Knows streams and fields; must not know parsing or sockets (it sees a BodySource).

import type { Socket } from 'node:net'
import { finished, Readable } from 'node:stream'
import { callableClass } from '../node/callable-class.ts'
import { paceCollections } from '../node/collection-pace.ts'
import { parseFieldLines } from '../protocol/field-lines.ts'
import {
  addDistinctField,
  addField,
  combineFields,
  type DistinctFields,
  distinctFields,
  type IncomingFields,
} from './incoming-fields.ts'
import {
  type BodySource,
  kDumpUnread,
  kEndBody,
  kIsOpen,
  kIsPending,
  kPushBody,
  kSource,
  kTakeHead,
  kTakeTrailers,
} from './internals.ts'
import { fieldsOfLines, linesOfHead } from './recent-head.ts'
import { Utf8Decoder } from './utf8-decoder.ts'

const kState = Symbol('nethttp.readableState')
const kHighWaterMark = Symbol('nethttp.highWaterMark')
const kHeadText = Symbol('nethttp.headText')
const kFieldsStart = Symbol('nethttp.fieldsStart')
const kFieldsEnd = Symbol('nethttp.fieldsEnd')
const kMostStrings = Symbol('nethttp.mostStrings')
const kRawHeaders = Symbol('nethttp.rawHeaders')
const kHeaders = Symbol('nethttp.headers')
const kHeadersDistinct = Symbol('nethttp.headersDistinct')
const kTrailers = Symbol('nethttp.trailers')
const kTrailersDistinct = Symbol('nethttp.trailersDistinct')
const kAbortController = Symbol('nethttp.abortController')

interface ReadableState {
  readingMore: boolean
  decoder: object | null
  encoding: string | null
}

const CLOSED_STATE = { ended: true, endEmitted: true, destroyed: true, closed: true, closeEmitted: true }

class IncomingMessageBody extends Readable {
  declare socket: Socket
  declare httpVersionMajor: number
  declare httpVersionMinor: number
  declare httpVersion: string
  declare complete: boolean
  declare rawTrailers: string[]
  declare joinDuplicateHeaders: boolean
  declare aborted: boolean
  declare upgrade: boolean | null
  declare url: string
  declare method: string
  declare statusCode: number
  declare statusMessage: string
  declare client: Socket
  declare _consuming: boolean
  declare _dumped: boolean
  declare [kSource]: BodySource | null
  declare [kState]: ReadableState | undefined
  declare [kHighWaterMark]: number | undefined
  declare [kHeadText]: string
  declare [kFieldsStart]: number
  declare [kFieldsEnd]: number
  declare [kMostStrings]: number
  declare [kRawHeaders]: string[] | null
  declare [kHeaders]: IncomingFields | null
  declare [kHeadersDistinct]: DistinctFields | null
  declare [kTrailers]: IncomingFields | null
  declare [kTrailersDistinct]: DistinctFields | null
  declare [kAbortController]: AbortController | null

  /** The stream's state, made when the stream is first used as one. */
  get _readableState(): ReadableState {
    return this[kState] ?? openStream(this)
  }
  set _readableState(state: ReadableState) {
    this[kState] = state
  }

  get connection(): Socket {
    return this.socket
  }
  set connection(socket: Socket) {
    this.socket = socket
  }

  get rawHeaders(): string[] {
    this[kRawHeaders] ??= linesOf(this).slice()
    return this[kRawHeaders]
  }
  set rawHeaders(lines: string[]) {
    this[kRawHeaders] = lines
  }

  get headers(): IncomingFields {
    this[kHeaders] ??= fieldsOfLines(shownLines(this, linesOf(this)), this.joinDuplicateHeaders)
    return this[kHeaders]
  }
  set headers(fields: IncomingFields) {
    this[kHeaders] = fields
  }

  get headersDistinct(): DistinctFields {
    if (this[kHeadersDistinct] === null) {
      const lines = shownLines(this, this.rawHeaders)
      this[kHeadersDistinct] = distinctFields(lines, lines.length)
    }
    return this[kHeadersDistinct]
  }
  set headersDistinct(fields: DistinctFields) {
    this[kHeadersDistinct] = fields
  }

  get trailers(): IncomingFields {
    this[kTrailers] ??= combineFields(this.rawTrailers, countStrings(this, this.rawTrailers), this.joinDuplicateHeaders)
    return this[kTrailers]
  }
  set trailers(fields: IncomingFields) {
    this[kTrailers] = fields
  }

  get trailersDistinct(): DistinctFields {
    this[kTrailersDistinct] ??= distinctFields(this.rawTrailers, countStrings(this, this.rawTrailers))
    return this[kTrailersDistinct]
  }
  set trailersDistinct(fields: DistinctFields) {
    this[kTrailersDistinct] = fields
  }

  /** Aborted when the connection closes before the exchange is over, or the message is destroyed. Made when asked for. */
  get signal(): AbortSignal {
    if (this[kAbortController] === null) {
      const controller = new AbortController()
      this[kAbortController] = controller
      if (this.destroyed || this.aborted) controller.abort()
      else if (this.socket) watchForAbort(this, controller)
    }
    return this[kAbortController].signal
  }

  setTimeout(msecs: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    this.socket.setTimeout(msecs)
    return this
  }

  override setEncoding(encoding: BufferEncoding): this {
    const state = this._readableState
    const isUtf8 = encoding === 'utf8' || encoding === 'utf-8'
    // What lies in the stream already has to be decoded with it.
    if (!isUtf8 || state.decoder || this.readableLength > 0) return super.setEncoding(encoding)
    state.decoder = new Utf8Decoder()
    state.encoding = 'utf8'
    return this
  }

  override _read(): void {
    if (!this._consuming) {
      // The first read of a program: until then the stream must not have read ahead on its own.
      this._readableState.readingMore = false
      this._consuming = true
    }
    const source = this[kSource]
    if (source !== null) source.resumeBody()
    else if (this.socket?.readable) this.socket.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true
      this.emit('aborted')
    }
    this[kAbortController]?.abort()
    const { socket } = this
    if (socket && !socket.destroyed && this.aborted) {
      socket.destroy(error ?? undefined)
      const stopWaiting = finished(socket, (socketError) => {
        const isPremature = socketError?.code === 'ERR_STREAM_PREMATURE_CLOSE'
        stopWaiting()
        process.nextTick(endDestroy, this, (isPremature ? null : socketError) || error, callback)
      })
    } else if (error === null) {
      callback()
    } else {
      process.nextTick(endDestroy, this, error, callback)
    }
  }

  _addHeaderLines(lines: string[] | undefined, most: number): void {
    if (!lines || lines.length === 0) return
    this[kMostStrings] = most
    const target = this.complete ? this[kTrailers] : this[kHeaders]
    if (this.complete) this.rawTrailers = lines
    else this.rawHeaders = lines
    if (target === null) return
    for (let i = 0; i < most; i += 2) this._addHeaderLine(lines[i], lines[i + 1], target)
  }

  _addHeaderLine(name: string, value: string, fields: IncomingFields): void {
    addField(fields, name, value, this.joinDuplicateHeaders)
  }

  _addHeaderLineDistinct(name: string, value: string, fields: DistinctFields): void {
    addDistinctField(fields, name, value)
  }

  /** For a message that has no body: its stream is over before anybody looks, and emits nothing. */
  _dumpAndCloseReadable(): void {
    this._dumped = true
    Object.assign(this._readableState, CLOSED_STATE)
  }

  /** Reads the body and lets it go, so that the connection can carry the next message. */
  _dump(): void {
    if (this._dumped) return
    this._dumped = true
    // Nobody has touched the stream and all of it has arrived: there is nothing to read and nobody to tell.
    if (this[kState] === undefined && this.complete) return
    // Who listened for data must not be handed what the program has given up.
    this.removeAllListeners('data')
    this.resume()
  }

  /** What nobody has begun to read is let go; a reader that paused keeps what it has. */
  [kDumpUnread](): void {
    if (this._consuming || (this[kState] !== undefined && this.readableDidRead)) return
    this._dump()
  }

  /** Whether the stream has still something to tell: its data or its end. */
  get [kIsPending](): boolean {
    return this[kState] !== undefined && !this.readableEnded
  }

  /** Takes over a head; what stands in it is read when it is asked for. */
  [kTakeHead](text: string, start: number, end: number, mostFields: number): void {
    this[kHeadText] = text
    this[kFieldsStart] = start
    this[kFieldsEnd] = end
    this[kMostStrings] = mostFields * 2
    this[kRawHeaders] = null
  }

  [kTakeTrailers](text: string, start: number, end: number): void {
    this.rawTrailers = parseFieldLines(text, start, end)
    // A program may have asked before they came, and holds the object.
    for (let i = 0; i < this.rawTrailers.length; i += 2) {
      const [name, value] = [this.rawTrailers[i], this.rawTrailers[i + 1]]
      if (this[kTrailers] !== null) this._addHeaderLine(name, value, this[kTrailers])
      if (this[kTrailersDistinct] !== null) this._addHeaderLineDistinct(name, value, this[kTrailersDistinct])
    }
  }

  /** Returns false when the reader has enough for now. */
  [kPushBody](chunk: Uint8Array): boolean {
    paceCollections(chunk.length)
    if (this._dumped) return true
    return this.push(chunk)
  }

  [kEndBody](): void {
    this.complete = true
    if (this[kState] !== undefined) this.push(null)
  }

  get [kIsOpen](): boolean {
    return this[kState] !== undefined
  }
}

export interface IncomingMessageConstructor {
  new (socket?: Socket): IncomingMessageBody
  (this: object, socket?: Socket): void
  prototype: IncomingMessageBody
}

function construct(this: IncomingMessageBody, socket: Socket): void {
  this[kState] = undefined
  this[kHighWaterMark] = socket ? socket.readableHighWaterMark : undefined
  this[kSource] = null
  this.socket = socket
  this.httpVersionMajor = null as unknown as number
  this.httpVersionMinor = null as unknown as number
  this.httpVersion = null as unknown as string
  this.complete = false
  this[kHeadText] = ''
  this[kFieldsStart] = 0
  this[kFieldsEnd] = 0
  this[kMostStrings] = Number.POSITIVE_INFINITY
  this[kRawHeaders] = null
  this[kHeaders] = null
  this[kHeadersDistinct] = null
  this[kTrailers] = null
  this[kTrailersDistinct] = null
  this.rawTrailers = NO_LINES
  this.joinDuplicateHeaders = false
  this.aborted = false
  this.upgrade = null
  this.url = ''
  this.method = null as unknown as string
  this.statusCode = null as unknown as number
  this.statusMessage = null as unknown as string
  this.client = socket
  this._consuming = false
  this._dumped = false
  this[kAbortController] = null
}

// Shared, so that a message without trailers makes no list; whoever adds trailers sets a list of their own.
const NO_LINES: string[] = []

/**
 * `new IncomingMessage(socket)` — see Node's documentation of `http.IncomingMessage`.
 * Events beside those of a Readable: `aborted`, `timeout`.
 */
export const IncomingMessage = callableClass<IncomingMessageConstructor>(
  'IncomingMessage',
  construct,
  IncomingMessageBody,
)
export type IncomingMessage = IncomingMessageBody

/** Names and values in turn; a list that others may share. */
function linesOf(message: IncomingMessageBody): readonly string[] {
  return message[kRawHeaders] ?? linesOfHead(message[kHeadText], message[kFieldsStart], message[kFieldsEnd])
}

function openStream(message: IncomingMessageBody): ReadableState {
  const highWaterMark = message[kHighWaterMark]
  Readable.call(message as never, (highWaterMark === undefined ? {} : { highWaterMark }) as never)
  // A stream reads ahead as soon as it has a first chunk; a message waits for its reader (see `_read`).
  ;(message[kState] as unknown as ReadableState).readingMore = true
  // The body, if there was one, has gone to nobody; the stream has only its end left.
  if (message.complete) message.push(null)
  if (message._dumped) message.resume()
  return message[kState] as ReadableState
}

/** `maxHeadersCount` leaves out fields, but never of a request those that say where it ends (CVE-2026-58044). */
function shownLines(message: IncomingMessageBody, lines: readonly string[]): readonly string[] {
  const most = message[kMostStrings]
  if (lines.length <= most) return lines
  const shown = lines.slice(0, most)
  // An answer has a status.
  if (message.statusCode !== null) return shown
  for (let i = most; i < lines.length; i += 2) {
    if (/^(?:content-length|transfer-encoding)$/i.test(lines[i])) shown.push(lines[i], lines[i + 1])
  }
  return shown
}

function countStrings(message: IncomingMessageBody, lines: readonly string[]): number {
  return Math.min(lines.length, message[kMostStrings])
}

function watchForAbort(message: IncomingMessageBody, controller: AbortController): void {
  const abort = () => controller.abort()
  message.socket.once('close', abort)
  message.once('close', () => {
    if (!message.complete || message.aborted) abort()
  })
}

function endDestroy(message: IncomingMessageBody, error: Error | null, callback: (error?: Error | null) => void): void {
  // An error that nobody listens for would end the process; the message's `close` and `aborted` tell as much.
  if (message.listenerCount('error') > 0) callback(error)
  else callback()
}
