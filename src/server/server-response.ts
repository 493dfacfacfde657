// `http.ServerResponse`: the answer to one request. Adds the status line, interim responses and the socket's coming
// and going to OutgoingMessage. Must not know parsing or connections (it sees a MessageSink).

import { fieldNameOf } from '../message/field-name.ts'
import type { HeaderValue } from '../message/header-store.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import {
  kEndsBatch,
  kFields,
  kFlushed,
  kHighWaterMark,
  kNext,
  kOptions,
  kOwner,
  kRequest,
  kSink,
  type MessageSink,
  type SocketLike,
  type WriteCallback,
} from '../message/internals.ts'
import { settleFlushed } from '../message/outgoing-end.ts'
import type { OutgoingOptions } from '../message/outgoing-fields.ts'
import type { HeadersInput } from '../message/outgoing-head.ts'
import { OutgoingMessage } from '../message/outgoing-message.ts'
import { callableClass } from '../node/callable-class.ts'
import { nowMs } from '../node/clock.ts'
import { warnDeprecated } from '../node/deprecation.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { apiError } from '../node/errors.ts'
import { addPerformanceEntry, isPerformanceObserved } from '../node/performance-entries.ts'
import {
  linkHeaderValue,
  validateHeaderName,
  validateHeaderValue,
  validateInteger,
  validateObject,
} from '../node/validators.ts'
import { findInvalidValueCharacter } from '../protocol/characters.ts'
import { hasNoBody } from '../protocol/framing.ts'
import { STATUS_CODES } from '../protocol/status-codes.ts'

/** When the request came, while somebody observes; else 0. */
const kStartMs = Symbol('nethttp.startMs')

/** What a connection adds to a sink for the responses it has given the turn. */
export interface ResponseSink extends MessageSink {
  /** All bytes of the response that has the turn were handed over. */
  passTurn(response: ServerResponseBody): void
  /** They have left. */
  responseOnFlush(response: ServerResponseBody): void
}

class ServerResponseBody extends OutgoingMessage {
  declare statusCode: number
  declare statusMessage: string
  declare req: IncomingMessage
  declare _sent100: boolean
  declare _expect_continue: boolean
  declare _maxRequestsPerSocket: number
  declare [kStartMs]: number
  declare [kOwner]: ResponseSink | null
  declare [kRequest]: IncomingMessage
  declare [kNext]: ServerResponseBody | null
  declare [kEndsBatch]: boolean

  override _finish(): void {
    super._finish()
    if (this[kStartMs] !== 0) addPerformanceEntry('HttpRequest', this[kStartMs], exchangeDetail(this))
    this[kOwner]?.passTurn(this)
  }

  /** Gives the response a stream to write to; a connection of a server does so when the response's turn comes. */
  assignSocket(socket: SocketLike): void {
    if (socket._httpMessage) throw apiError('ERR_HTTP_SOCKET_ASSIGNED')
    socket._httpMessage = this
    socket.on('close', responseOnSocketClose)
    this.socket = socket
    this.emit('socket', socket)
    this._flush()
  }

  detachSocket(socket: SocketLike): void {
    socket.removeListener('close', responseOnSocketClose)
    socket._httpMessage = null
    this.socket = null
    this[kSink] = null
  }

  /**
   * Sends an interim response (RFC 9110 §15.2).
   * @param statusCode 100 to 199, not 101
   * @throws ERR_HTTP_HEADERS_SENT, ERR_OUT_OF_RANGE, ERR_HTTP_INVALID_STATUS_CODE
   */
  writeInformation(
    statusCode: number,
    headers?: HeadersInput | null | WriteCallback,
    callback?: WriteCallback,
  ): boolean {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'write')
    validateInteger(statusCode, 'statusCode', 100, 199)
    if (statusCode === 101) throw apiError('ERR_HTTP_INVALID_STATUS_CODE', statusCode)
    const fields = typeof headers === 'function' ? null : headers
    const done = typeof headers === 'function' ? headers : callback
    if (fields !== undefined && fields !== null && typeof fields !== 'object') {
      throw apiError('ERR_INVALID_ARG_TYPE', 'headers', 'object', fields)
    }
    const lines = fields ? informationLines(fields, this._isLenientHeaderValidation()) : ''
    if (statusCode === 100) this._sent100 = true
    return writeInterim(this, `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'unknown'}\r\n${lines}\r\n`, done)
  }

  writeContinue(callback?: WriteCallback): void {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'write')
    writeInterim(this, 'HTTP/1.1 100 Continue\r\n\r\n', callback)
    this._sent100 = true
  }

  writeProcessing(callback?: WriteCallback): void {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'write')
    writeInterim(this, 'HTTP/1.1 102 Processing\r\n\r\n', callback)
  }

  /** 103 with `Link` (RFC 8297) and whatever else `hints` holds. */
  writeEarlyHints(hints: Record<string, HeaderValue>, callback?: WriteCallback): void {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'write')
    validateObject(hints, 'hints')
    if (hints.link === null || hints.link === undefined) return
    const link = linkHeaderValue(hints.link)
    if (link === '') return
    let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`
    for (const name of Object.keys(hints)) {
      if (name === 'link') continue
      head += informationLine(name, hints[name], this._isLenientHeaderValidation())
    }
    writeInterim(this, `${head}\r\n`, callback)
  }

  override _implicitHeader(): void {
    this.writeHead(this.statusCode)
  }

  /**
   * Makes the head; it leaves with the first bytes of the body.
   * @throws ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_STATUS_CODE, ERR_INVALID_CHAR
   */
  writeHead(statusCode: number, reason?: string | HeadersInput | null, headers?: HeadersInput | null): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'write')
    const status = statusCode | 0
    if (status < 100 || status > 999) throw apiError('ERR_HTTP_INVALID_STATUS_CODE', statusCode)
    let given = headers
    if (typeof reason === 'string') this.statusMessage = reason
    else {
      this.statusMessage ||= STATUS_CODES[status] || 'unknown'
      given ??= reason
    }
    this.statusCode = status
    const fields = this[kFields]
    if (fields !== null && given) mergeHeaders(this, given)
    // What is checked is the text that is sent: an object may give another when it is asked again.
    const phrase = `${this.statusMessage}`
    if (phrase !== STATUS_CODES[status] && findInvalidValueCharacter(phrase) !== -1)
      throw apiError('ERR_INVALID_CHAR', 'statusMessage')
    const { _hasBody } = this
    if (hasNoBody(status)) this._hasBody = false
    // RFC 9110 §10.1.1: the client may send its body all the same, or not at all; it cannot be told from a next
    // request.
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false
    try {
      this._storeHeader(statusLine(status, phrase), fields ?? given)
    } catch (error) {
      // A head that came to nothing takes no body from the next.
      this._hasBody = _hasBody
      throw error
    }
    return this
  }

  writeHeader(statusCode: number, reason?: string | HeadersInput | null, headers?: HeadersInput | null): this {
    warnDeprecated('DEP0063', 'ServerResponse.prototype.writeHeader is deprecated')
    return this.writeHead(statusCode, reason, headers)
  }

  override [kFlushed](error?: Error | null): void {
    const owner = this[kOwner]
    if (error || owner === null || this.writableFinished) return settleFlushed(this, error)
    owner.responseOnFlush(this)
    settleFlushed(this)
    // A turn later, so that listeners set by those of `finish` hear it; nobody listening, it need not wait
    // (bench row `hello`).
    if (this.listenerCount('close') > 0) process.nextTick(closeResponse, this)
    else {
      this.destroyed = true
      this._closed = true
    }
  }
}

// Defaults that programs may replace by their own on the prototype.
Object.assign(ServerResponseBody.prototype, { statusCode: 200, statusMessage: undefined })

export interface ServerResponseConstructor {
  new (request: IncomingMessage, options?: ResponseConstructorOptions): ServerResponseBody
  (this: object, request: IncomingMessage, options?: ResponseConstructorOptions): void
  prototype: ServerResponseBody
}

export interface ResponseConstructorOptions {
  highWaterMark?: number
  rejectNonStandardBodyWrites?: boolean
  /** The server's, already resolved. */
  [kOptions]?: OutgoingOptions
}

function construct(this: ServerResponseBody, request: IncomingMessage, options?: ResponseConstructorOptions): void {
  ;(OutgoingMessage as (this: object, options?: object) => void).call(this, options)
  if (options !== undefined) {
    const shared = options[kOptions]
    if (shared !== undefined) this[kOptions] = shared
    this[kHighWaterMark] = options.highWaterMark
  }
  this.req = request
  this[kRequest] = request
  this[kNext] = null
  this[kEndsBatch] = false
  this.sendDate = true
  this._sent100 = false
  this._expect_continue = false
  this._maxRequestsPerSocket = 0
  this[kOwner] = null
  this[kStartMs] = isPerformanceObserved() ? nowMs() : 0
  if (request.method === 'HEAD') this._hasBody = false
  if (isBefore11(request)) {
    // RFC 9112 §6.1, whatever its TE says: HTTP/1.0 has no transfer codings.
    this.useChunkedEncodingByDefault = false
    this.shouldKeepAlive = false
  }
  if (diagnostics.serverResponseCreated.hasSubscribers)
    diagnostics.serverResponseCreated.publish({ request, response: this })
}
Object.defineProperty(construct, 'length', { value: 2 })

/** `new ServerResponse(request)`. Events: those of OutgoingMessage; `close` when it is over, however it went. */
export const ServerResponse = callableClass<ServerResponseConstructor>('ServerResponse', construct, ServerResponseBody)
export type ServerResponse = ServerResponseBody

let lastStatus = 0
let lastPhrase = ''
let lastStatusLine = ''

/** Answers in a row mostly have the same: the line is made when it changes (bench row `pipeline`). */
function statusLine(status: number, phrase: string): string {
  if (status !== lastStatus || phrase !== lastPhrase) {
    lastStatus = status
    lastPhrase = phrase
    lastStatusLine = `HTTP/1.1 ${status} ${phrase}\r\n`
  }
  return lastStatusLine
}

/** The stream that a response writes to is gone. */
export function responseOnSocketClose(this: SocketLike): void {
  const response = this._httpMessage as ServerResponseBody | null
  if (response) closeResponse(response)
}

/** Ends the response's life: `close`, once. */
export function closeResponse(response: ServerResponseBody): void {
  if (response._closed) return
  response.destroyed = true
  response._closed = true
  response.emit('close')
}

function exchangeDetail(response: ServerResponseBody): object {
  const { req } = response
  return {
    req: { method: req.method, url: req.url, headers: req.headers },
    res: { statusCode: response.statusCode, statusMessage: response.statusMessage, headers: response.getHeaders() },
  }
}

/** Asked of all before the first is set: what throws leaves the fields as they were. */
function validateField(response: ServerResponseBody, name: string, value: HeaderValue | undefined): void {
  if (!fieldNameOf(name).isChecked(value)) validateHeaderValue(name, value, response._isLenientHeaderValidation())
}

/** `writeHead` over `setHeader`: what it gives replaces, what it leaves stays. */
function mergeHeaders(response: ServerResponseBody, given: HeadersInput): void {
  if (!Array.isArray(given)) {
    const record = given as Record<string, HeaderValue>
    const names = Object.keys(record).filter(Boolean)
    for (const name of names) validateField(response, name, record[name])
    for (const name of names) response.setHeader(name, record[name])
    return
  }
  const flat: HeaderValue[] = Array.isArray(given[0]) ? (given as HeaderValue[][]).flat() : (given as HeaderValue[])
  if (flat.length % 2 !== 0) throw apiError('ERR_INVALID_ARG_VALUE', 'headers', given)
  for (let i = 0; i < flat.length; i += 2) if (flat[i]) validateField(response, flat[i] as string, flat[i + 1])
  for (let i = 0; i < flat.length; i += 2) response.removeHeader(flat[i] as string)
  for (let i = 0; i < flat.length; i += 2) if (flat[i]) response.appendHeader(flat[i] as string, flat[i + 1] as string)
}

function informationLines(headers: HeadersInput, isLenient: boolean): string {
  const pairs: [string, HeaderValue][] = []
  if (!Array.isArray(headers)) pairs.push(...(Object.entries(headers) as [string, HeaderValue][]))
  else if (Array.isArray(headers[0])) pairs.push(...(headers as [string, HeaderValue][]))
  else {
    if (headers.length % 2 !== 0) throw apiError('ERR_INVALID_ARG_VALUE', 'headers', headers)
    for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as HeaderValue])
  }
  let lines = ''
  for (const [name, value] of pairs) {
    validateHeaderName(name)
    for (const one of Array.isArray(value) ? value : [value]) lines += informationLine(name, one, isLenient)
  }
  return lines
}

/** What is checked is the text that is sent: an object may give another when it is asked again. */
function informationLine(name: string, value: unknown, isLenient: boolean): string {
  validateHeaderName(name)
  const text = value === undefined ? undefined : String(value)
  validateHeaderValue(name, text, isLenient)
  return `${name}: ${text}\r\n`
}

/** RFC 9110 §15.2: a client of HTTP/1.0 is sent no interim response; what it gets would be the final one to it. */
function writeInterim(response: ServerResponseBody, text: string, callback: WriteCallback | undefined): boolean {
  if (!isBefore11(response.req)) return response._writeRaw(text, 'latin1', callback)
  if (callback) process.nextTick(callback)
  return true
}

function isBefore11({ httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  return httpVersionMajor < 1 || (httpVersionMajor === 1 && httpVersionMinor < 1)
}
