// `http.OutgoingMessage`: what a request that is sent and a response that is written have in common.
// The members that programs see, and the state behind them. What they do stands beside:
//
//   fields    outgoing-fields.ts, field-name.ts       body      outgoing-body.ts
//   head      outgoing-head.ts, outgoing-framing.ts   delivery  outgoing-delivery.ts      end  outgoing-end.ts
//
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
  kSink,
  kSocket,
  type MessageSink,
  type SocketLike,
  type WriteCallback,
} from './internals.ts'
import { endBody, flushChunks, writeBody } from './outgoing-body.ts'
import { deliver, deliverKept, type PendingWrite, sendBehindHead } from './outgoing-delivery.ts'
import { settleFlushed } from './outgoing-end.ts'
import { OutgoingFields, type OutgoingOptions } from './outgoing-fields.ts'
import { isUnframed, SEEN_EXPECT } from './outgoing-framing.ts'
import { type HeadersInput, renderHead } from './outgoing-head.ts'

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

  _send(
    data: string | Uint8Array,
    encoding?: BufferEncoding | null,
    callback?: WriteCallback | null,
    bytes?: number,
  ): boolean {
    return sendBehindHead(this, data, encoding, callback, bytes)
  }

  _writeRaw(
    data: string | Uint8Array,
    encoding?: BufferEncoding | null | WriteCallback,
    callback?: WriteCallback | null,
    _size?: number,
  ): boolean {
    if (typeof encoding === 'function') return deliver(this, data, null, encoding)
    return deliver(this, data, encoding ?? null, callback ?? null)
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
    return deliverKept(this, socket)
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

function emitClose(message: OutgoingMessageBody): void {
  if (message._closed) return
  message._closed = true
  message.emit('close')
}

function ignorePendingData(): void {}
