// One connection of a server: a socket, the parser at one end of it, the responses in order at the other.
//
//   socket bytes ─▶ MessageParser ─▶ IncomingMessage ─▶ the server's listeners ─▶ ServerResponse
//                                                                                     │
//   socket ◀── one write ◀── batch ◀── the response that has the turn ◀───────────────┘
//
// Responses leave in the order of their requests: one has the turn (`writer`), the others keep what they have
// until it is theirs. It passes when a response has handed over its last byte; `finish` comes when that has left.
// Knows the socket as a Duplex; what a request means is decided in request-dispatch.ts.

import { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { connectionReset } from '../node/errors.ts'
import { nowMs } from '../node/clock.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import {
  type BodySource,
  kDumpUnread,
  kEndBody,
  kFlushed,
  kIsOpen,
  kIsPending,
  kOwner,
  kPushBody,
  kSink,
  kSource,
  kTakeTrailers,
  type WriteCallback,
} from '../message/internals.ts'
import { kNeedDrain } from '../message/outgoing-message.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MessageHead } from '../protocol/message-head.ts'
import { type HeadVerdict, type MessageHandler, MessageParser, READ_BODY, SWITCH } from '../protocol/message-parser.ts'
import { LENIENT_ORDER, type Leniency, leniencyOf } from '../protocol/leniency.ts'
import { refuseMessage } from './client-error.ts'
import type { IdleEntry } from './idle-list.ts'
import { createRequest, createResponse, dispatchRequest, shouldSwitch } from './request-dispatch.ts'
import type { HttpServer } from './http-server.ts'
import { kConnections, kIdle } from './server-internals.ts'
import { releaseSocket } from './socket-listeners.ts'
import { closeResponse, type ResponseSink, type ServerResponse } from './server-response.ts'

/** What the connection uses of a socket beyond Duplex, where it is there. */
export type ServerSocket = Duplex & {
  server?: unknown
  parser?: unknown
  _httpMessage?: ServerResponse | null
  _paused?: boolean
  timeout?: number
  setTimeout?(ms: number): unknown
  destroySoon?(): void
}

export class ServerConnection implements MessageHandler, ResponseSink, BodySource, IdleEntry {
  readonly server: HttpServer
  readonly socket: ServerSocket
  readonly parser: MessageParser
  private readonly leniency: Leniency
  /** The request whose bytes are arriving. */
  private receiving: IncomingMessage | null = null
  /** The last request, until its stream has ended and its answer has left: `socket.parser.incoming` of programs. */
  incoming: IncomingMessage | null = null
  /** Requests whose response has not left, in order. */
  readonly requests: IncomingMessage[] = []
  /** The response that may write. */
  writer: ServerResponse | null = null
  /** Responses behind it. */
  readonly waiting: ServerResponse[] = []
  /** Responses handed over and not yet flushed; a null stands behind those of one write. */
  private readonly leaving: (ServerResponse | null)[] = []
  /** Text of complete responses, to leave in one write. */
  private batch = ''
  private isReading = false
  private readonly nested: Buffer[] = []
  private isBodyPaused = false
  requestsCount = 0
  /** Bytes of responses that wait for their turn. */
  private pendingBytes = 0
  /** Since when a message is being received, 0 while none is. A new connection owes its first head. */
  receivingSinceMs = nowMs()
  private context: AsyncResource | null = null
  /** Whether a body of the request has begun to come. */
  private hasBody = false
  /** A bad message behind requests that are still to be answered: refused when its turn comes. */
  private refusal: ProtocolError | null = null
  private refusalTimer: NodeJS.Timeout | null = null
  private wasRefused = false
  private switching: { request: IncomingMessage; head: Buffer } | null = null
  private hasIdleTimeout = false
  private isDetached = false
  private readonly onWritten: WriteCallback
  readonly onPendingData: (bytes: number) => void

  idlePrevious: IdleEntry | null = null
  idleNext: IdleEntry | null = null
  idleDeadlineMs = 0

  constructor(server: HttpServer, socket: ServerSocket) {
    this.server = server
    this.socket = socket
    this.leniency = leniencyOf(server.httpValidation, server.insecureHTTPParser ?? isParserInsecure())
    this.parser = new MessageParser('request', this, {
      maxHeaderSize: server.maxHeaderSize || defaultMaxHeaderSize(),
      leniency: this.leniency,
    })
    this.onWritten = (error) => this.batchOnWritten(error)
    this.onPendingData = (bytes) => this.responseOnPendingData(bytes)
  }

  // --- Reading -----------------------------------------------------------------------------------------------

  read(bytes: Buffer): void {
    if (this.isReading) {
      // A listener pushed bytes into the socket while these are being read: they come behind them.
      this.nested.push(bytes)
      return
    }
    this.endIdle()
    this.isReading = true
    let consumed = bytes.length
    try {
      consumed = this.parser.execute(bytes)
    } finally {
      // Also when a listener threw: the responses before it are not lost.
      this.isReading = false
      if (this.batch !== '') this.flushBatch()
    }
    this.noteProgress()
    const { error } = this.parser
    if (error !== null) this.refuse(error, bytes)
    else if (this.receiving?.upgrade) this.switchProtocol(this.receiving, bytes.subarray(consumed))
    const next = this.nested.shift()
    if (next !== undefined && !this.isDetached) this.read(next)
  }

  /** Deadlines for receiving count from the first byte of a message to its last. */
  private noteProgress(): void {
    if (!this.parser.isInMessage) this.receivingSinceMs = 0
    else if (this.receivingSinceMs === 0) this.receivingSinceMs = nowMs()
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    const { server } = this
    this.receivingSinceMs = 0
    const request = createRequest(this, head)
    this.receiving = request
    this.incoming = request
    if (request.upgrade && shouldSwitch(server, request)) return SWITCH
    request.upgrade = false
    this.requests.push(request)
    const response = createResponse(this, request, persistent)
    response[kOwner] = this
    if (this.writer === null) this.giveTurn(response)
    else this.waiting.push(response)
    if (this.pendingBytes >= this.socket.writableHighWaterMark || this.socket.writableNeedDrain) this.pauseReading()
    // A context of its own for each request, also for those of one read.
    this.hasBody = false
    this.context = new AsyncResource('HTTPINCOMINGMESSAGE')
    this.context.runInAsyncScope(dispatchRequest, undefined, this, request, response, head)
    return READ_BODY
  }

  onBody(chunk: Uint8Array): void {
    const { context } = this
    if (context === null) return
    this.hasBody = true
    context.runInAsyncScope(pushBody, undefined, this, chunk)
  }

  onTrailers(text: string, start: number, end: number): void {
    this.receiving?.[kTakeTrailers](text, start, end)
  }

  onMessageEnd(): void {
    const request = this.receiving
    if (request === null) return
    if (!request[kIsOpen]) request[kEndBody]()
    else if (!this.hasBody) this.context?.runInAsyncScope(request[kEndBody], request)
    // A turn later, when those who began to read in this one have begun: a reader is asked before the end is told.
    else if (this.context !== null) this.context.runInAsyncScope(process.nextTick, process, endBody, request)
    if (!request.upgrade) this.receiving = null
  }

  pushBody(chunk: Uint8Array): void {
    if (this.receiving === null || this.receiving[kPushBody](chunk)) return
    this.isBodyPaused = true
    this.socket.pause()
  }

  resumeBody(): void {
    if (!this.isBodyPaused) return
    this.isBodyPaused = false
    if (!this.socket._paused && this.socket.readable) this.socket.resume()
  }

  /** Too much waits to be written: a client that does not read its answers sends no more requests. */
  private pauseReading(): void {
    if (this.socket._paused) return
    this.socket._paused = true
    this.socket.pause()
  }

  socketOnDrain(): void {
    const { socket, writer } = this
    if (socket._paused && this.pendingBytes <= socket.writableHighWaterMark) {
      socket._paused = false
      if (!this.isBodyPaused) socket.resume()
    }
    if (writer !== null && !writer.finished && writer.writableNeedDrain) drain(writer)
  }

  // --- Writing -----------------------------------------------------------------------------------------------

  private giveTurn(response: ServerResponse): void {
    this.writer = response
    response[kSink] = this
    response.socket = this.socket
    this.socket._httpMessage = response
    if (response.listenerCount('socket') > 0) response.emit('socket', this.socket)
  }

  responseOnPendingData(bytes: number): void {
    this.pendingBytes += bytes
    this.socketOnDrain()
  }

  writeLast(text: string): void {
    this.batch = this.batch === '' ? text : this.batch + text
    this.leaving.push(this.writer)
    if (!this.isReading || !this.parser.hasMoreInput) this.flushBatch()
  }

  write(data: string | Uint8Array, encoding: BufferEncoding | null, callback: WriteCallback | null): boolean {
    if (this.batch !== '') this.flushBatch()
    if (!this.socket.writable) return false
    if (callback === null) return this.socket.write(data, encoding as BufferEncoding)
    return this.socket.write(data, encoding as BufferEncoding, callback)
  }

  private flushBatch(): void {
    const { socket, batch } = this
    this.batch = ''
    this.leaving.push(null)
    if (batch !== '' || socket.writableLength > 0) socket.write(batch, 'latin1', this.onWritten)
    else process.nextTick(this.onWritten)
  }

  private batchOnWritten(error: Error | null | undefined): void {
    const { leaving } = this
    for (let response = leaving.shift(); response; response = leaving.shift()) response[kFlushed](error)
  }

  passTurn(response: ServerResponse): void {
    if (response !== this.writer || response._last) return
    const next = this.waiting.shift()
    if (next === undefined) {
      this.writer = null
      return
    }
    this.giveTurn(next)
    if (next.outputData.length > 0 || next.finished) next._flush()
  }

  /** The last byte of a response has left: the exchange is over. */
  responseOnFlush(response: ServerResponse): void {
    const { socket, server } = this
    const request = response.req
    this.requests.shift()
    request[kDumpUnread]()
    if (this.incoming === request) this.forgetIncoming(request)
    if (socket._httpMessage === response) socket._httpMessage = null
    response.socket = null
    response[kSink] = null
    if (diagnostics.serverResponseFinish.hasSubscribers) {
      diagnostics.serverResponseFinish.publish({ request, response, socket, server })
    }
    if (this.isDetached) return
    if (response._last) {
      if (this.batch !== '') this.flushBatch()
      endSocket(socket)
    } else if (this.requests.length === 0) this.becomeIdle()
  }

  private forgetIncoming(request: IncomingMessage): void {
    if (request[kIsPending]) request.once('end', requestOnEnd)
    else this.incoming = null
  }

  private becomeIdle(): void {
    if (this.refusal !== null) return this.refuseNow()
    if (this.switching !== null) return this.emitSwitch(this.switching.request, this.switching.head)
    if (this.socket.destroyed) return
    const { keepAliveTimeout, keepAliveTimeoutBuffer } = this.server
    if (!(keepAliveTimeout > 0) || !Number.isFinite(keepAliveTimeout)) return
    if (this.socket.timeout) this.socket.setTimeout?.(0)
    const durationMs = keepAliveTimeout + keepAliveTimeoutBuffer
    this.hasIdleTimeout = true
    // Programs read it there, though no timer of the socket's own runs.
    this.socket.timeout = durationMs
    this.server[kIdle].add(this, durationMs)
  }

  private endIdle(): void {
    if (!this.hasIdleTimeout) return
    this.hasIdleTimeout = false
    this.server[kIdle].remove(this)
    this.socket.timeout = 0
    if (this.server.timeout > 0) this.socket.setTimeout?.(this.server.timeout)
  }

  onIdleTimeout(): void {
    this.hasIdleTimeout = false
    this.socketOnTimeout()
  }

  socketOnTimeout(): void {
    const { receiving, socket, writer } = this
    const isRequestTold = receiving !== null && !receiving.complete && receiving.emit('timeout', socket)
    const isResponseTold = writer?.emit('timeout', socket) === true
    const isServerTold = this.server.emit('timeout', socket)
    if (!isRequestTold && !isResponseTold && !isServerTold) socket.destroy()
  }

  // --- What programs find at `socket.parser` ------------------------------------------------------------------

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  /** Called when the connection has ended; Node's tests put functions of their own here. */
  free(): void {}

  close(): void {}

  // --- Ends --------------------------------------------------------------------------------------------------

  /** Whether nothing is being received or answered: such a connection is closed with the server. */
  get isIdle(): boolean {
    return this.requests.length === 0 && !this.parser.isInMessage
  }

  /**
   * Answers a broken message with its 4xx, behind the answers that are due before it: else it would be taken for
   * one of them. A handler that has not answered for a while is not waited for.
   */
  private refuse(error: ProtocolError, bytes: Uint8Array): void {
    const told = this.wasRefused ? new ProtocolError(error.rule, error.bytesParsed) : error
    this.wasRefused = true
    told.rawPacket = bytes
    const mustWait = this.requests.length > 0 && this.receiving === null
    if (!mustWait || this.server.listenerCount('clientError') > 0) return refuseMessage(this, told)
    this.refusal = told
    this.refusalTimer = setTimeout(connectionOnRefusalTimeout, LIMITS.refusalGraceMs.value, this)
  }

  refuseNow(): void {
    const { refusal } = this
    if (this.refusalTimer !== null) clearTimeout(this.refusalTimer)
    this.refusal = null
    this.refusalTimer = null
    if (refusal !== null) refuseMessage(this, refusal)
  }

  private switchProtocol(request: IncomingMessage, head: Buffer): void {
    this.receiving = null
    const mustWait = this.requests.length > 0 && (this.leniency & LENIENT_ORDER) === 0
    if (mustWait) this.switching = { request, head }
    else this.emitSwitch(request, head)
  }

  /** CONNECT and Upgrade: the socket goes to the application as if it had never been read. */
  private emitSwitch(request: IncomingMessage, head: Buffer): void {
    const { server, socket } = this
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    this.switching = null
    if (server.listenerCount(event) === 0) {
      socket.destroy()
      return
    }
    this.detach()
    ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
    new AsyncResource('HTTPINCOMINGMESSAGE').runInAsyncScope(server.emit as never, server, event, request, socket, head)
  }

  /** Lets go of the socket: no listener, timer or mark of this connection stays. */
  detach(): void {
    this.isDetached = true
    this.endIdle()
    this.parser.stop()
    this.server[kConnections].delete(this)
    releaseSocket(this.socket)
  }

  socketOnEnd(): void {
    const { parser, server, socket } = this
    const error = parser.finish()
    if (error !== null) return refuseMessage(this, error)
    if (!server.httpAllowHalfOpen) socket.end()
    else if (this.waiting.length > 0) this.waiting[this.waiting.length - 1]._last = true
    else if (this.writer !== null) this.writer._last = true
    else socket.end()
  }

  socketOnClose(): void {
    this.parser.stop()
    if (this.refusalTimer !== null) clearTimeout(this.refusalTimer)
    this.endIdle()
    this.server[kConnections].delete(this)
    const { waiting, requests } = this
    for (const request of requests.splice(0)) request.destroy(connectionReset('aborted'))
    for (const response of this.leaving) if (response !== null) closeResponse(response)
    if (this.writer !== null) closeResponse(this.writer)
    for (const response of waiting.splice(0)) closeResponse(response)
    this.writer = null
    this.receiving = null
  }
}

function requestOnEnd(this: IncomingMessage): void {
  const connection = this[kSource] as ServerConnection
  if (connection.incoming === this) connection.incoming = null
}

function connectionOnRefusalTimeout(connection: ServerConnection): void {
  connection.refuseNow()
}

function endBody(request: IncomingMessage): void {
  request[kEndBody]()
}

function pushBody(connection: ServerConnection, chunk: Uint8Array): void {
  connection.pushBody(chunk)
}

function drain(response: ServerResponse): void {
  response[kNeedDrain] = false
  response.emit('drain')
}

function endSocket(socket: ServerSocket): void {
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.end()
}
