// One connection of a server: a socket, the parser at one end of it, the queue of responses at the other.
//
//   socket bytes ─▶ MessageParser ─▶ IncomingMessage ─▶ the server's listeners ─▶ ServerResponse ─▶ ResponseQueue ─▶ socket
//
// Knows the socket as a Duplex and keeps the life of the connection: who is being received, when it is idle, how it
// ends. What a request means is decided in request-dispatch.ts, the order of answers kept in response-queue.ts.

import { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { countToRefuse } from '../message/headers-count.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import {
  type BodySource,
  kDumpUnread,
  kEndBody,
  kIsOpen,
  kIsPending,
  kOwner,
  kPushBody,
  kSink,
  kSource,
  kTakeTrailers,
} from '../message/internals.ts'
import { nowMs } from '../node/clock.ts'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { connectionReset } from '../node/errors.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { LENIENT_ORDER, leniencyOf } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MessageHead } from '../protocol/message-head.ts'
import { type HeadVerdict, type MessageHandler, MessageParser, READ_BODY, SWITCH } from '../protocol/message-parser.ts'
import { refuseMessage } from './client-error.ts'
import type { HttpServer } from './http-server.ts'
import type { IdleEntry } from './idle-list.ts'
import { createRequest, createResponse, dispatchRequest, shouldSwitch } from './request-dispatch.ts'
import { type QueueOwner, ResponseQueue } from './response-queue.ts'
import { kConnections, kIdle } from './server-internals.ts'
import type { ResponseConstructorOptions, ServerResponse } from './server-response.ts'
import { releaseSocket } from './socket-listeners.ts'

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

export class ServerConnection implements MessageHandler, QueueOwner, BodySource, IdleEntry {
  readonly server: HttpServer
  readonly socket: ServerSocket
  readonly parser: MessageParser
  readonly queue: ResponseQueue
  /** The request whose bytes are arriving. */
  private receiving: IncomingMessage | null = null
  /** The last request, until its stream has ended and its answer has left: `socket.parser.incoming` of programs. */
  incoming: IncomingMessage | null = null
  /** Requests whose response has not left, in order. */
  private readonly requests: IncomingMessage[] = []
  private context: AsyncResource | null = null
  /** Whether a body of the request has begun to come. */
  private hasBody = false
  private isBodyPaused = false
  private isReading = false
  private readonly nested: Buffer[] = []
  requestsCount = 0
  /** Whether an exchange is over: from then on the connection may be idle. */
  private hasAnswered = false
  /** What the responses of this connection are constructed with, made for the first. */
  responseOptions: ResponseConstructorOptions | null = null
  /** Since when a message is being received, 0 while none is. A new connection owes its first head. */
  receivingSinceMs = nowMs()
  /** A bad message behind requests that are still to be answered: refused when its turn comes. */
  private refusal: ProtocolError | null = null
  private refusalTimer: NodeJS.Timeout | null = null
  private wasRefused = false
  /** A change of protocol that waits for the answers due before it. */
  private switching: { request: IncomingMessage; head: Buffer } | null = null
  private hasIdleTimeout = false
  private isDetached = false

  idlePrevious: IdleEntry | null = null
  idleNext: IdleEntry | null = null
  idleDeadlineMs = 0

  constructor(server: HttpServer, socket: ServerSocket) {
    this.server = server
    this.socket = socket
    const leniency = leniencyOf(server.httpValidation, server.insecureHTTPParser ?? isParserInsecure())
    this.parser = new MessageParser('request', this, {
      maxHeaderSize: server.maxHeaderSize || defaultMaxHeaderSize(),
      maxHeadersCount: countToRefuse(server.maxHeadersCount, leniency),
      leniency,
    })
    this.queue = new ResponseQueue(this)
  }

  // --- Reading ---------------------------------------------------------------------------------------------------

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
      this.queue.flushHeld()
    }
    this.noteProgress()
    if (this.hasAnswered && this.isIdle) this.becomeIdle()
    const { error } = this.parser
    if (error !== null) this.refuse(error, bytes)
    else if (this.receiving?.upgrade) this.switchProtocol(this.receiving, bytes.subarray(consumed))
    const next = this.nested.shift()
    if (next !== undefined && !this.isDetached) this.read(next)
  }

  /** Deadlines for receiving count from the first byte of a message to its last. */
  private noteProgress(): void {
    if (this.receivingSinceMs === 0 && this.parser.isInMessage) this.receivingSinceMs = nowMs()
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    const request = createRequest(this, head)
    const { isEnding } = this.queue
    // Nobody is asked about a request that will not be processed.
    const maySwitch = request.upgrade && (!isEnding || (this.parser.leniency & LENIENT_ORDER) !== 0)
    const mustSwitch = maySwitch && shouldSwitch(this.server, request, head, this.parser.leniency)
    if (isEnding && !mustSwitch) {
      // RFC 9112 §9.6: behind an answer that says close no request is processed any more; nor is its sender slow.
      this.receivingSinceMs = 0
      this.parser.stop()
      return READ_BODY
    }
    this.receiving = request
    this.incoming = request
    if (mustSwitch) return SWITCH
    request.upgrade = false
    this.requests.push(request)
    const response = createResponse(this, request, persistent)
    response[kOwner] = this.queue
    this.queue.add(response)
    if (!this.hasRoom) this.pauseReading()
    this.hasBody = false
    // A context of its own for each request, also for those of one read.
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
    this.receivingSinceMs = 0
    // What the reader left unread lies in its stream, which will not ask again: the next message may come.
    this.resumeBody()
    if (request === null) return
    if (!request[kIsOpen]) request[kEndBody]()
    else if (!this.hasBody || request.readableFlowing !== true)
      this.context?.runInAsyncScope(request[kEndBody], request)
    // A turn later, when those who began to read in this one have begun: a reader is asked before the end is told.
    else this.context?.runInAsyncScope(process.nextTick, process, endBody, request)
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

  /** Whether more answers may be asked for before those that wait have left. */
  private get hasRoom(): boolean {
    const { socket } = this
    const { pendingBytes } = this.queue
    return !socket.writableNeedDrain && (pendingBytes === 0 || pendingBytes < socket.writableHighWaterMark)
  }

  queueOnRoom(): void {
    const { socket } = this
    if (!socket._paused || !this.hasRoom) return
    socket._paused = false
    if (!this.isBodyPaused) socket.resume()
  }

  socketOnDrain(): void {
    this.queueOnRoom()
    this.queue.socketOnDrain()
  }

  // --- Answering -------------------------------------------------------------------------------------------------

  shouldHoldWrites(): boolean {
    return this.isReading && this.parser.hasMoreInput
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
      this.queue.flushHeld()
      endSocket(socket)
      return
    }
    this.hasAnswered = true
    if (this.isIdle) this.becomeIdle()
  }

  private forgetIncoming(request: IncomingMessage): void {
    if (request[kIsPending]) request.once('end', requestOnEnd)
    else this.incoming = null
  }

  private becomeIdle(): void {
    if (this.refusal !== null) return this.refuseNow()
    if (this.switching !== null) return this.emitSwitch(this.switching.request, this.switching.head)
    if (this.hasIdleTimeout || this.socket.destroyed) return
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
    const { receiving, socket } = this
    const isRequestTold = receiving !== null && !receiving.complete && receiving.emit('timeout', socket)
    const isResponseTold = this.queue.writer?.emit('timeout', socket) === true
    const isServerTold = this.server.emit('timeout', socket)
    if (!isRequestTold && !isResponseTold && !isServerTold) socket.destroy()
  }

  // --- What programs find at `socket.parser` ---------------------------------------------------------------------

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  /** Called when the connection has ended; Node's tests put functions of their own here. */
  free(): void {}

  close(): void {}

  // --- Ends ------------------------------------------------------------------------------------------------------

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
    const mustWait = this.requests.length > 0 && (this.parser.leniency & LENIENT_ORDER) === 0
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
    // An answer that is on its way ends with the socket, whoever has it.
    if (this.queue.writer !== null) socket.once('close', () => this.queue.close())
    this.detach()
    ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
    new AsyncResource('HTTPINCOMINGMESSAGE').runInAsyncScope(server.emit as never, server, event, request, socket, head)
  }

  /** Lets go of the socket: no listener, timer or mark of this connection stays. */
  private detach(): void {
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
    if (!server.httpAllowHalfOpen || !this.queue.closeBehindLast()) socket.end()
  }

  socketOnClose(): void {
    this.parser.stop()
    if (this.refusalTimer !== null) clearTimeout(this.refusalTimer)
    this.endIdle()
    this.server[kConnections].delete(this)
    for (const request of this.requests.splice(0)) request.destroy(connectionReset('aborted'))
    this.queue.close()
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

function endSocket(socket: ServerSocket): void {
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.end()
}
