// `http.OutgoingMessage`: what a request that is sent and a response that is written have in common.
// It keeps the fields, makes the head when it is due, frames the body and hands bytes to a sink: the socket, or
// the connection that stands before it. While neither is there it keeps them in `outputData`.
// Must not know parsing, servers or agents.

import { EventEmitter } from 'node:events'
import { getDefaultHighWaterMark } from 'node:stream'
import { callableClass } from '../node/callable-class.ts'
import { apiError } from '../node/errors.ts'
import type { HeaderStore } from './header-store.ts'
import {
  kBytesWritten,
  kChunks,
  kChunksBytes,
  kCorked,
  kEndCallbacks,
  kErrored,
  kFields,
  kFinished,
  kFlushed,
  kHighWaterMark,
  kIsUnframed,
  kNeedDrain,
  kOptions,
  kSettleEnd,
  kSink,
  kSocket,
  type MessageSink,
  type SocketLike,
  type WriteCallback,
} from './internals.ts'
import { endBody, flushChunks, type PendingWrite, writeBody } from './outgoing-body.ts'
import { OutgoingFields, type OutgoingOptions } from './outgoing-fields.ts'
import { isUnframed, SEEN_EXPECT } from './outgoing-framing.ts'
import { type HeadersInput, renderHead } from './outgoing-head.ts'
import { isAscii, isAsciiOf } from './text.ts'

const DEFAULT_OPTIONS: OutgoingOptions = {
  uniqueHeaders: null,
  rejectNonStandardBodyWrites: false,
  lenientValues: false,
  isStrict: false,
}

class OutgoingMessageBody extends OutgoingFields {
  declare outputData: PendingWrite[]
  declare outputSize: number
  declare writable: boolean
  declare destroyed: boolean
  declare _last: boolean
  declare chunkedEncoding: boolean
  declare shouldKeepAlive: boolean
  declare maxRequestsOnConnectionReached: boolean
  declare _defaultKeepAlive: boolean
  declare useChunkedEncodingByDefault: boolean
  declare strictContentLength: boolean
  declare _contentLength: number | null
  declare _hasBody: boolean
  declare finished: boolean
  declare _headerSent: boolean
  declare _closed: boolean
  declare _keepAliveTimeout: number
  declare _onPendingData: (bytes: number) => void
  declare [kSocket]: SocketLike | null
  declare [kSink]: MessageSink | null
  declare [kErrored]: Error | null
  declare [kCorked]: number
  declare [kChunks]: PendingWrite[] | null
  declare [kChunksBytes]: number
  declare [kBytesWritten]: number
  declare [kIsUnframed]: boolean
  declare [kNeedDrain]: boolean
  declare [kHighWaterMark]: number | undefined
  declare [kFinished]: boolean
  declare [kEndCallbacks]: WriteCallback[] | null

  get socket(): SocketLike | null {
    return this[kSocket]
  }
  set socket(socket: SocketLike | null) {
    this[kSocket] = socket
  }

  get connection(): SocketLike | null {
    return this.socket
  }
  set connection(socket: SocketLike | null) {
    this.socket = socket
  }

  get errored(): Error | null {
    return this[kErrored]
  }

  get closed(): boolean {
    return this._closed
  }

  get writableEnded(): boolean {
    return this.finished
  }

  get writableFinished(): boolean {
    return this[kFinished]
  }

  get writableObjectMode(): boolean {
    return false
  }

  get writableLength(): number {
    const { socket } = this
    return this.outputSize + this[kChunksBytes] + (socket ? socket.writableLength : 0)
  }

  get writableHighWaterMark(): number {
    const { socket } = this
    return socket ? socket.writableHighWaterMark : (this[kHighWaterMark] ?? getDefaultHighWaterMark(false))
  }

  get writableCorked(): number {
    return this[kSocket]?.writableCorked ?? this[kCorked]
  }

  get writableNeedDrain(): boolean {
    return !this.destroyed && !this.finished && this[kNeedDrain]
  }

  cork(): void {
    this[kCorked]++
    this.socket?.cork()
  }

  uncork(): void {
    this[kCorked]--
    this.socket?.uncork()
    if (this[kCorked] === 0) flushChunks(this)
  }

  setTimeout(msecs: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    if (this.socket) this.socket.setTimeout?.(msecs)
    else this.once('socket', (socket: SocketLike) => socket.setTimeout?.(msecs))
    return this
  }

  /** Destroys the message and with it its connection. Only the first call counts. */
  destroy(error?: Error): this {
    if (this.destroyed) return this
    this.destroyed = true
    this[kErrored] = error as Error
    if (this.socket) this.socket.destroy(error)
    else {
      // It may have a socket yet: one of a pipeline, whose turn has not come.
      this.once('socket', (socket: SocketLike) => socket.destroy(error))
      process.nextTick(emitClose, this)
    }
    return this
  }

  /** Sends bytes behind the head, and the head before the first of them. */
  _send(
    data: string | Uint8Array,
    encoding?: BufferEncoding | null,
    callback?: WriteCallback | null,
    bytes?: number,
  ): boolean {
    if (this._headerSent) return this._writeRaw(data, encoding, callback)
    this._headerSent = true
    const header = this._header ?? ''
    // A program that corks gets its pieces one by one; they leave together when it uncorks.
    const isText = this[kCorked] === 0 && typeof data === 'string'
    if (isText && (bytes === undefined ? data === '' || isAscii(data, encoding) : isAsciiOf(data, encoding, bytes)))
      return this._writeRaw(header + data, 'latin1', callback)
    this[kSocket]?.cork()
    this._writeRaw(header, 'latin1', null)
    const accepted = this._writeRaw(data, encoding, callback)
    this[kSocket]?.uncork()
    return accepted
  }

  _writeRaw(
    data: string | Uint8Array,
    encoding?: BufferEncoding | null | WriteCallback,
    callback?: WriteCallback | null,
    _size?: number,
  ): boolean {
    const { socket } = this
    if (socket?.destroyed) return false
    let done = callback
    let coding = encoding
    if (typeof coding === 'function') {
      done = coding
      coding = null
    }
    const sink = this[kSink]
    if (sink !== null) return sink.write(data, coding ?? null, done ?? null)
    if (socket && socket._httpMessage === this && socket.writable) {
      return done ? socket.write(data, coding as BufferEncoding, done) : socket.write(data, coding as BufferEncoding)
    }
    this.outputData.push({ data, encoding: coding ?? null, callback: done ?? null })
    this.outputSize += data.length
    this._onPendingData(data.length)
    return this.outputSize < this.writableHighWaterMark
  }

  _storeHeader(firstLine: string, headers?: HeaderStore | HeadersInput | null): void {
    const head = renderHead(this, firstLine, headers, this[kOptions])
    this._header = head.text
    this._headerSent = false
    this[kIsUnframed] = isUnframed(this, head.seen)
    // RFC 9110 §10.1.1: who expects an answer to the head must send it before the body.
    if ((head.seen & SEEN_EXPECT) !== 0) this._send('')
  }

  _implicitHeader(): void {
    throw apiError('ERR_METHOD_NOT_IMPLEMENTED', '_implicitHeader()')
  }

  write(
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | WriteCallback | null,
    callback?: WriteCallback | null,
  ): boolean {
    let coding = encoding
    let done = callback
    if (typeof coding === 'function') {
      done = coding
      coding = null
    }
    return writeBody(this, chunk, coding as BufferEncoding | null | undefined, done)
  }

  end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    return endBody(this, chunk, encoding, callback) as this
  }

  _finish(): void {
    this.emit('prefinish')
  }

  /** Sends what was kept while another message had the socket. */
  _flush(): void {
    const { socket } = this
    if (!socket?.writable) return
    const accepted = this._flushOutput(socket)
    if (this.finished) this._finish()
    else if (accepted && this[kNeedDrain]) {
      this[kNeedDrain] = false
      this.emit('drain')
    }
  }

  _flushOutput(socket: SocketLike): boolean | undefined {
    while (this[kCorked]) {
      this[kCorked]--
      socket.cork()
    }
    const { outputData } = this
    if (outputData.length === 0) return undefined
    this.outputData = []
    const sink = this[kSink]
    let accepted = true
    const mustCork = outputData.length > 1
    if (mustCork) socket.cork()
    for (const { data, encoding, callback } of outputData) {
      accepted =
        sink !== null
          ? sink.write(data, encoding, callback)
          : socket.write(data, encoding as BufferEncoding, callback ?? undefined)
    }
    if (mustCork) socket.uncork()
    this._onPendingData(-this.outputSize)
    this.outputSize = 0
    return accepted
  }

  flushHeaders(): void {
    if (!this._header) this._implicitHeader()
    this._send('')
  }

  // The signature is that of a Readable; what is written cannot be read.
  override pipe(): never {
    this.emit('error', apiError('ERR_STREAM_CANNOT_PIPE'))
    return undefined as never
  }

  /** The last byte was handed over, or could not be. */
  [kFlushed](error?: Error | null): void {
    settleFlushed(this, error)
  }

  /** Calls back who waits for the end: with null when all has left, else with why it has not. */
  [kSettleEnd](error: Error | null): void {
    const callbacks = this[kEndCallbacks]
    if (callbacks === null) return
    this[kEndCallbacks] = null
    for (const callback of callbacks) {
      if (error === null) callback()
      else callback(error)
    }
  }
}

// Node routes rejections of async listeners here (events.captureRejections).
Object.defineProperty(
  OutgoingMessageBody.prototype,
  (EventEmitter as unknown as { captureRejectionSymbol: symbol }).captureRejectionSymbol,
  {
    value: function (this: OutgoingMessageBody, error: Error, _event: string) {
      this.destroy(error)
    },
    writable: true,
    configurable: true,
  },
)

export interface OutgoingMessageConstructor {
  new (options?: { highWaterMark?: number; rejectNonStandardBodyWrites?: boolean }): OutgoingMessageBody
  (this: object, options?: object): void
  prototype: OutgoingMessageBody
}

function construct(
  this: OutgoingMessageBody,
  options: { highWaterMark?: number; rejectNonStandardBodyWrites?: boolean },
): void {
  this.outputData = []
  this.outputSize = 0
  this.writable = true
  this.destroyed = false
  this._last = false
  this.chunkedEncoding = false
  this.shouldKeepAlive = true
  this.maxRequestsOnConnectionReached = false
  this._defaultKeepAlive = true
  this.useChunkedEncodingByDefault = true
  this.sendDate = false
  this._removedConnection = false
  this._removedContLen = false
  this._removedTE = false
  this.strictContentLength = false
  this._contentLength = null
  this._hasBody = true
  this._trailer = ''
  this.finished = false
  this._headerSent = false
  this._closed = false
  this._header = null
  this._keepAliveTimeout = 0
  this._onPendingData = ignorePendingData
  this[kSocket] = null
  this[kSink] = null
  this[kFields] = null
  this[kOptions] = options?.rejectNonStandardBodyWrites
    ? { ...DEFAULT_OPTIONS, rejectNonStandardBodyWrites: true }
    : DEFAULT_OPTIONS
  this[kErrored] = null
  this[kCorked] = 0
  this[kChunks] = null
  this[kChunksBytes] = 0
  this[kBytesWritten] = 0
  this[kIsUnframed] = false
  this[kNeedDrain] = false
  this[kHighWaterMark] = options?.highWaterMark
  this[kFinished] = false
  this[kEndCallbacks] = null
}

/** `new OutgoingMessage(options)`. Events: `drain`, `finish`, `prefinish`, `close`, `error`, `timeout`. */
export const OutgoingMessage = callableClass<OutgoingMessageConstructor>(
  'OutgoingMessage',
  construct,
  OutgoingMessageBody,
  OutgoingFields,
)
export type OutgoingMessage = OutgoingMessageBody

/**
 * The last byte was handed over: `finish`. Classes that do more call it by its name: V8 looks up `super[kFlushed]` in
 * its runtime each time (bench row `pipeline`).
 */
export function settleFlushed(message: OutgoingMessageBody, error?: Error | null): void {
  if (message[kFinished]) return
  const { socket } = message
  if (error || (socket?.destroyed && socket.errored)) {
    message[kSettleEnd](error ?? socket?.errored ?? null)
    return
  }
  message[kFinished] = true
  message[kSettleEnd](null)
  message.emit('finish')
}

function emitClose(message: OutgoingMessageBody): void {
  if (message._closed) return
  message._closed = true
  message.emit('close')
}

function ignorePendingData(): void {}
