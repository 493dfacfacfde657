// `http.OutgoingMessage`: what a request that is sent and a response that is written have in common.
// It keeps the fields, makes the head when it is due, frames the body and hands bytes to a sink: the socket, or
// the connection that stands before it. While neither is there it keeps them in `outputData`.
// Must not know parsing, servers or agents.

import { Stream } from 'node:stream'
import { EventEmitter } from 'node:events'
import { callableClass } from '../node/callable-class.ts'
import { warnDeprecated } from '../node/deprecation.ts'
import { apiError } from '../node/errors.ts'
import { validateHeaderName, validateHeaderValue, validateString } from '../node/validators.ts'
import { findInvalidValueCharacter, isToken } from '../protocol/characters.ts'
import { HeaderStore, type HeaderValue } from './header-store.ts'
import {
  kErrored,
  kFields,
  kFlushed,
  kOptions,
  kSettleEnd,
  kSink,
  type MessageSink,
  type SocketLike,
  type WriteCallback,
} from './internals.ts'
import { endBody, flushChunks, type PendingWrite, writeBody } from './outgoing-body.ts'
import { type HeadersInput, type HeadOptions, renderHead, SEEN_EXPECT } from './outgoing-head.ts'

export const kSocket = Symbol('nethttp.socket')
export const kCorked = Symbol('nethttp.corked')
export const kChunks = Symbol('nethttp.chunks')
export const kChunksBytes = Symbol('nethttp.chunksBytes')
export const kBytesWritten = Symbol('nethttp.bytesWritten')
export const kNeedDrain = Symbol('nethttp.needDrain')
/** As Node has it under this name: `require('_http_outgoing').kHighWaterMark`. */
export const kHighWaterMark = Symbol('kHighWaterMark')
export const kFinished = Symbol('nethttp.finished')
export const kEndCallbacks = Symbol('nethttp.endCallbacks')

export interface OutgoingOptions extends HeadOptions {
  readonly rejectNonStandardBodyWrites: boolean
  readonly lenientValues: boolean
}

const DEFAULT_OPTIONS: OutgoingOptions = {
  uniqueHeaders: null,
  rejectNonStandardBodyWrites: false,
  lenientValues: false,
}

class OutgoingMessageBody extends Stream {
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
  declare sendDate: boolean
  declare _removedConnection: boolean
  declare _removedContLen: boolean
  declare _removedTE: boolean
  declare strictContentLength: boolean
  declare _contentLength: number | null
  declare _hasBody: boolean
  declare _trailer: string
  declare finished: boolean
  declare _headerSent: boolean
  declare _closed: boolean
  declare _header: string | null
  declare _keepAliveTimeout: number
  declare _onPendingData: (bytes: number) => void;
  declare [kSocket]: SocketLike | null;
  declare [kSink]: MessageSink | null;
  declare [kFields]: HeaderStore | null;
  declare [kOptions]: OutgoingOptions;
  declare [kErrored]: Error | null;
  declare [kCorked]: number;
  declare [kChunks]: PendingWrite[] | null;
  declare [kChunksBytes]: number;
  declare [kBytesWritten]: number;
  declare [kNeedDrain]: boolean;
  declare [kHighWaterMark]: number | undefined;
  declare [kFinished]: boolean;
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

  get headersSent(): boolean {
    return !!this._header
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
    return socket ? socket.writableHighWaterMark : (this[kHighWaterMark] ?? defaultHighWaterMark())
  }

  get writableCorked(): number {
    return this[kSocket]?.writableCorked ?? this[kCorked]
  }

  get writableNeedDrain(): boolean {
    return !this.destroyed && !this.finished && this[kNeedDrain]
  }

  get _headers(): Record<string, HeaderValue> {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headers is deprecated')
    return this.getHeaders()
  }
  set _headers(fields: Record<string, HeaderValue> | null) {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headers is deprecated')
    this[kFields] = fields === null ? null : storeOf(fields)
  }

  get _headerNames(): Record<string, string> | null {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headerNames is deprecated')
    const fields = this[kFields]
    if (fields === null) return null
    const names: Record<string, string> = Object.create(null)
    for (let i = 0; i < fields.size; i++) names[fields.keys[i]] = fields.names[i]
    return names
  }
  set _headerNames(names: Record<string, string> | null) {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headerNames is deprecated')
    const fields = this[kFields]
    if (names === null || typeof names !== 'object' || fields === null) return
    for (const key of Object.keys(names)) {
      const value = fields.get(key)
      if (value !== undefined) fields.set(names[key], value)
    }
  }

  _isLenientHeaderValidation(): boolean {
    return this[kOptions].lenientValues
  }

  _renderHeaders(): Record<string, HeaderValue> {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'render')
    const fields = this[kFields]
    const rendered: Record<string, HeaderValue> = {}
    if (fields !== null) for (let i = 0; i < fields.size; i++) rendered[fields.names[i]] = fields.values[i]
    return rendered
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
  _send(data: string | Uint8Array, encoding?: BufferEncoding | null, callback?: WriteCallback | null, _byteLength?: number): boolean {
    if (this._headerSent) return this._writeRaw(data, encoding, callback)
    this._headerSent = true
    const header = this._header ?? ''
    // A program that corks gets its pieces one by one; they leave together when it uncorks.
    if (this[kCorked] === 0 && typeof data === 'string' && (data === '' || isAscii(data, encoding))) return this._writeRaw(header + data, 'latin1', callback)
    this[kSocket]?.cork()
    this._writeRaw(header, 'latin1', null)
    const accepted = this._writeRaw(data, encoding, callback)
    this[kSocket]?.uncork()
    return accepted
  }

  _writeRaw(data: string | Uint8Array, encoding?: BufferEncoding | null | WriteCallback, callback?: WriteCallback | null, _size?: number): boolean {
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
    // RFC 9110 §10.1.1: who expects an answer to the head must send it before the body.
    if ((head.seen & SEEN_EXPECT) !== 0) this._send('')
  }

  /** @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR */
  setHeader(name: string, value: HeaderValue): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'set')
    validateHeaderName(name)
    validateHeaderValue(name, value, this[kOptions].lenientValues)
    this[kFields] ??= new HeaderStore()
    this[kFields].set(name, value)
    return this
  }

  setHeaders(headers: Headers | Map<string, HeaderValue>): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'set')
    if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
      throw apiError('ERR_INVALID_ARG_TYPE', 'headers', ['Headers', 'Map'], headers)
    }
    // A Headers object gives each cookie by itself; they are one field here.
    const cookies: string[] = []
    for (const [name, value] of headers) {
      if (name === 'set-cookie') {
        if (Array.isArray(value)) cookies.push(...value)
        else cookies.push(value as string)
      } else this.setHeader(name, value)
    }
    if (cookies.length > 0) this.setHeader('set-cookie', cookies)
    return this
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'append')
    validateHeaderName(name)
    validateHeaderValue(name, value, this[kOptions].lenientValues)
    this[kFields] ??= new HeaderStore()
    this[kFields].append(name, value)
    return this
  }

  getHeader(name: string): HeaderValue | undefined {
    validateString(name, 'name')
    return this[kFields]?.get(name)
  }

  getHeaderNames(): string[] {
    return this[kFields]?.keys.slice() ?? []
  }

  getRawHeaderNames(): string[] {
    return this[kFields]?.names.slice() ?? []
  }

  getHeaders(): Record<string, HeaderValue> {
    const fields = this[kFields]
    const copy: Record<string, HeaderValue> = Object.create(null)
    if (fields !== null) for (let i = 0; i < fields.size; i++) copy[fields.keys[i]] = fields.values[i]
    return copy
  }

  hasHeader(name: string): boolean {
    validateString(name, 'name')
    return this[kFields]?.has(name) === true
  }

  removeHeader(name: string): void {
    validateString(name, 'name')
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'remove')
    const key = name.toLowerCase()
    switch (key) {
      case 'connection':
        this._removedConnection = true
        break
      case 'content-length':
        this._removedContLen = true
        break
      case 'transfer-encoding':
        this._removedTE = true
        break
      case 'date':
        this.sendDate = false
        break
      default:
    }
    this[kFields]?.delete(key)
  }

  _implicitHeader(): void {
    throw apiError('ERR_METHOD_NOT_IMPLEMENTED', '_implicitHeader()')
  }

  write(chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback | null): boolean {
    let coding = encoding
    let done = callback
    if (typeof coding === 'function') {
      done = coding
      coding = null
    }
    return writeBody(this, chunk, coding as BufferEncoding | null | undefined, done)
  }

  /** Fields behind a chunked body; without one they are dropped. */
  addTrailers(headers: Record<string, string> | readonly [string, string][]): void {
    this._trailer = ''
    const isList = Array.isArray(headers)
    for (const key of Object.keys(headers)) {
      const [name, value] = isList ? (headers as [string, string][])[Number(key)] : [key, (headers as Record<string, string>)[key]]
      this._trailer += trailerLines(name, value, this[kOptions].lenientValues)
    }
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
    socket.cork()
    for (const { data, encoding, callback } of outputData) {
      accepted =
        sink !== null ? sink.write(data, encoding, callback) : socket.write(data, encoding as BufferEncoding, callback ?? undefined)
    }
    socket.uncork()
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

  /** The last byte was handed over: `finish`. */
  [kFlushed](error?: Error | null): void {
    if (this[kFinished]) return
    if (error || (this.socket?.destroyed && this.socket.errored)) {
      this[kSettleEnd](error ?? this.socket?.errored ?? null)
      return
    }
    this[kFinished] = true
    this[kSettleEnd](null)
    this.emit('finish')
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
Object.defineProperty(OutgoingMessageBody.prototype, (EventEmitter as unknown as { captureRejectionSymbol: symbol }).captureRejectionSymbol, {
  value: function (this: OutgoingMessageBody, error: Error, _event: string) {
    this.destroy(error)
  },
  writable: true,
  configurable: true,
})

export interface OutgoingMessageConstructor {
  new (options?: { highWaterMark?: number; rejectNonStandardBodyWrites?: boolean }): OutgoingMessageBody
  (this: object, options?: object): void
  prototype: OutgoingMessageBody
}

function construct(this: OutgoingMessageBody, options: { highWaterMark?: number; rejectNonStandardBodyWrites?: boolean }): void {
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
  this[kOptions] = options?.rejectNonStandardBodyWrites ? { ...DEFAULT_OPTIONS, rejectNonStandardBodyWrites: true } : DEFAULT_OPTIONS
  this[kErrored] = null
  this[kCorked] = 0
  this[kChunks] = null
  this[kChunksBytes] = 0
  this[kBytesWritten] = 0
  this[kNeedDrain] = false
  this[kHighWaterMark] = options?.highWaterMark
  this[kFinished] = false
  this[kEndCallbacks] = null
}
Object.defineProperty(construct, 'name', { value: 'OutgoingMessage' })

/** `new OutgoingMessage(options)`. Events: `drain`, `finish`, `prefinish`, `close`, `error`, `timeout`. */
export const OutgoingMessage = callableClass<OutgoingMessageConstructor>(construct, OutgoingMessageBody)
export type OutgoingMessage = OutgoingMessageBody

function emitClose(message: OutgoingMessageBody): void {
  if (message._closed) return
  message._closed = true
  message.emit('close')
}

function ignorePendingData(): void {}

function defaultHighWaterMark(): number {
  return new Stream.Writable().writableHighWaterMark
}

function storeOf(fields: Record<string, HeaderValue>): HeaderStore {
  const store = new HeaderStore()
  for (const name of Object.keys(fields)) store.set(name, fields[name])
  return store
}

function trailerLines(name: string, value: string | readonly string[], isLenient: boolean): string {
  if (typeof name !== 'string' || !isToken(name)) throw apiError('ERR_INVALID_HTTP_TOKEN', 'Trailer name', name)
  const values = Array.isArray(value) && value.length > 1 ? value : [value]
  let lines = ''
  for (const one of values) {
    if (!isLenient && findInvalidValueCharacter(String(one)) !== -1) throw apiError('ERR_INVALID_CHAR', 'trailer content', name)
    if (isLenient) validateHeaderValue(name, one, true)
    lines += `${name}: ${one}\r\n`
  }
  return lines
}

/** Whether text in this encoding is the same bytes as one byte a character. */
export function isAscii(text: string, encoding: BufferEncoding | null | undefined): boolean {
  if (encoding === 'latin1' || encoding === 'binary') return true
  if (encoding && encoding !== 'utf8' && encoding !== 'utf-8' && encoding !== 'ascii') return false
  return Buffer.byteLength(text) === text.length
}
