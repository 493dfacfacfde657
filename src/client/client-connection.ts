// One socket of the client and the request it carries: the request's bytes go straight to the socket, the
// response's bytes come through the parser.
//
//   ClientRequest ─▶ socket ─▶ … ─▶ socket ─▶ MessageParser ─▶ IncomingMessage ─▶ `response`
//
// A socket keeps its ClientConnection from request to request; between two it has one listener of ours, which ends it
// when something comes. Must not know agents (it emits `free` and `agentRemove`).

import type { Duplex } from 'node:stream'
import { ConnectionHistory } from '../message/connection-history.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { type BodySource, kEndBody, kIsText, kPushBody, kTakeTrailers } from '../message/internals.ts'
import { debug } from '../node/debug.ts'
import * as diagnostics from '../node/diagnostics.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MessageHead } from '../protocol/message-head.ts'
import {
  type HeadVerdict,
  INTERIM,
  type MessageHandler,
  NO_BODY,
  READ_BODY,
  SWITCH,
} from '../protocol/message-parser.ts'
import { isPersistent } from '../protocol/persistence.ts'
import { kClientConnection } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { guardIdle, listen, stopListening, stopReading, stopWatchingEnds } from './exchange-listeners.ts'
import { responseOnEnd } from './exchange-over.ts'
import { mayBePooled, ownBytes } from './read-buffers.ts'
import { emitClose, emitError, notePerformance } from './request-events.ts'
import { responseOnTimeout, stopTimeouts } from './request-timeouts.ts'
import { responseOfHead } from './response-of-head.ts'
import { ResponseParser } from './response-parser.ts'

export type ClientSocket = Duplex & {
  parser?: unknown
  _httpMessage?: ClientRequest | null
  _hadError?: boolean
  connecting?: boolean
  timeout?: number
  setTimeout?(ms: number, callback?: () => void): unknown
  destroySoon?(): void
  [kClientConnection]?: ClientConnection
}

/** The request of a connection that has none. */
const NOBODY = null as unknown as ClientRequest

export class ClientConnection implements MessageHandler, BodySource {
  readonly socket: ClientSocket
  readonly history = new ConnectionHistory('client')
  request: ClientRequest
  parser: ResponseParser
  response: IncomingMessage | null = null
  private isBodyPaused = false
  private isReading = false
  /** Whether what is being read may lie in Node's pool. */
  private isPooled = false
  private readonly nested: Buffer[] = []
  private interimResponses = 0
  /** Whether the exchange's listeners are on the socket. */
  isListening = false
  /** Whether the answer is over: what comes now nobody asked for (RFC 9112 §9.2). */
  isOver = false
  /** Whether the exchange is over on both sides: what becomes of the socket is no concern of it. */
  isFree = false

  private constructor(socket: ClientSocket, request: ClientRequest) {
    this.socket = socket
    this.request = request
    this.parser = new ResponseParser(this, request)
  }

  /** The connection of `socket`, for `request` now. */
  static assign(socket: ClientSocket, request: ClientRequest): ClientConnection {
    const present = socket[kClientConnection]
    const connection = present ?? new ClientConnection(socket, request)
    socket[kClientConnection] = connection
    if (present?.parser.canServe(request) === false) present.parser = new ResponseParser(present, request)
    connection.begin(request)
    return connection
  }

  private begin(request: ClientRequest): void {
    this.history.noteRequest()
    this.request = request
    this.response = null
    this.interimResponses = 0
    this.isBodyPaused = false
    this.parser.answersConnect = request.method === 'CONNECT'
  }

  /** An exchange begins. A socket that was passed on has the listeners already. */
  attach(): void {
    const { socket, request } = this
    request.parser = this.parser
    socket.parser = this.parser
    socket._httpMessage = request
    this.isOver = false
    this.isFree = false
    if (this.isListening) return
    this.isListening = true
    listen(socket)
  }

  /** Reading is over before its time: what comes on the socket is not for this request. */
  releaseReading(): void {
    stopReading(this.socket)
    this.isListening = false
    this.forgetParser()
  }

  releaseEnds(): void {
    stopWatchingEnds(this.socket)
    this.isListening = false
  }

  private forgetParser(): void {
    this.socket.parser = null
    this.request.parser = null
  }

  /** The exchange is over on both sides. */
  endExchange(): void {
    this.history.noteFree()
    this.isFree = true
    this.isOver = true
    if (this.request.parser !== null) this.forgetParser()
  }

  // --- Reading -----------------------------------------------------------------------------------------------

  read(bytes: Buffer): void {
    if (this.isOver) return this.refuseUnasked()
    if (this.isReading) {
      // A listener pushed bytes into the socket while these are being read: they come behind them.
      this.nested.push(bytes)
      return
    }
    const { parser, request } = this
    if (debug.enabled) debug('client: %d bytes of a response', bytes.length)
    this.isReading = true
    this.isPooled = mayBePooled(bytes.length)
    let consumed: number
    try {
      consumed = parser.execute(bytes)
    } finally {
      this.isReading = false
    }
    if (parser.error !== null) return this.fail(parser.error, bytes)
    const { response } = this
    if (response?.upgrade && request.parser !== null) {
      const head = bytes.subarray(consumed)
      return this.switchProtocol(response, this.nested.length === 0 ? head : Buffer.concat([head, ...this.nested]))
    }
    if (this.nested.length > 0) this.read(this.nested.shift() as Buffer)
    else if (response?.complete && request.parser !== null) this.endReading()
  }

  /** The answer is over; the listeners stay, for what nobody asked for and for the request, should it still be sent. */
  private endReading(): void {
    const { parser, request, socket } = this
    this.isOver = request.shouldKeepAlive
    if (this.isOver) this.forgetParser()
    else this.releaseReading()
    if (parser.isInMessage) socket.destroy()
  }

  /** The sender has lost count: the next request's answer could not be told from this. */
  private refuseUnasked(): void {
    const { request, socket } = this
    // What is still being sent goes out, on a connection that nobody has after it.
    if (request.writableFinished) socket.destroy()
    else request.shouldKeepAlive = false
  }

  /** Nobody waits for the socket: who is told that it is free finds it as the built-in leaves it. */
  detach(): void {
    stopListening(this.socket)
    this.isListening = false
  }

  /** `request` is done with; nobody else has begun. An idle socket keeps nothing of it alive. */
  leave(request: ClientRequest): void {
    if (this.request !== request || this.isListening) return
    this.request = NOBODY
    this.response = null
    if (!this.socket.destroyed) guardIdle(this.socket)
  }

  private fail(error: ProtocolError, bytes: Uint8Array): void {
    const { socket, request } = this
    error.rawPacket = bytes
    this.nested.length = 0
    this.releaseReading()
    socket._hadError = true
    socket.destroy()
    emitError(request, error)
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    const { request, socket } = this
    if (this.response !== null) {
      // An answer to nothing (RFC 9112 §9.2).
      this.parser.stop()
      socket.destroy()
      return NO_BODY
    }
    const response = responseOfHead(head, request, socket, this)
    const isInterim = head.statusCode >= 100 && head.statusCode < 200 && head.statusCode !== 101
    if (request.method === 'CONNECT' || response.upgrade) {
      if (isInterim) return this.emitInterim(response)
      response.upgrade = true
      this.response = response
      request.res = response
      return SWITCH
    }
    if (isInterim) return this.emitInterim(response)
    this.response = response
    request.res = response
    response.req = request
    // Both sides must be willing for the connection to be used again.
    const isHead = request.method === 'HEAD'
    // An answer to HEAD ends with its head, whatever its fields say of a body (RFC 9112 §6.3, rule 1).
    const mayPersist = isHead ? isPersistent(head, 0) : persistent
    if (!mayPersist && !request.upgradeOrConnect) request.shouldKeepAlive = false
    if (diagnostics.clientResponseFinish.hasSubscribers) diagnostics.clientResponseFinish.publish({ request, response })
    notePerformance(request, response)
    socket.on('timeout', responseOnTimeout)
    if (request.aborted || !emitResponse(request, response)) response._dump()
    return isHead || head.statusCode === 304 ? NO_BODY : READ_BODY
  }

  private emitInterim(response: IncomingMessage): HeadVerdict {
    const { request } = this
    if (++this.interimResponses > LIMITS.maxInformationalResponses.value) {
      this.parser.refuse('informationalFlood')
      return INTERIM
    }
    if (response.statusCode === 100) request.emit('continue')
    request.emit('information', {
      statusCode: response.statusCode,
      statusMessage: response.statusMessage,
      httpVersion: response.httpVersion,
      httpVersionMajor: response.httpVersionMajor,
      httpVersionMinor: response.httpVersionMinor,
      headers: response.headers,
      rawHeaders: response.rawHeaders,
    })
    return INTERIM
  }

  onBody(chunk: Uint8Array): void {
    const { response } = this
    if (response === null) return
    // Text is made of a chunk at once; nobody sees its bytes.
    const mustOwn = this.isPooled && !response[kIsText]
    if (response[kPushBody](mustOwn ? ownBytes(chunk) : chunk)) return
    this.isBodyPaused = true
    this.socket.pause()
  }

  onTrailers(text: string, start: number, end: number): void {
    this.response?.[kTakeTrailers](text, start, end)
  }

  onMessageEnd(): void {
    const { response } = this
    // What the reader left unread lies in its stream, which will not ask again: the socket must be free to go on.
    this.resumeBody()
    if (response === null) return
    response[kEndBody]()
  }

  resumeBody(): void {
    if (!this.isBodyPaused) return
    this.isBodyPaused = false
    if (this.socket.readable) this.socket.resume()
  }

  /** Whether the server may have closed the connection before it saw the request. */
  get isStale(): boolean {
    const hasNothingCome = this.response === null && this.interimResponses === 0 && this.parser.canBegin
    return this.history.requestsCount > 1 && hasNothingCome
  }

  /** 101 and CONNECT: the socket goes to the application. */
  private switchProtocol(response: IncomingMessage, head: Buffer): void {
    const { socket, request } = this
    this.releaseReading()
    stopTimeouts(request)
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (request.listenerCount(event) === 0) {
      socket.destroy()
      return
    }
    request.upgradeOrConnect = true
    socket.emit('agentRemove')
    this.releaseEnds()
    socket._httpMessage = null
    ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
    // The socket lasts; what it was used for does not last with it.
    socket[kClientConnection] = undefined
    request.emit(event, response, socket, head)
    request.destroyed = true
    emitClose(request)
  }
}

/** @returns whether somebody listened */
function emitResponse(request: ClientRequest, response: IncomingMessage): boolean {
  response.on('end', responseOnEnd)
  return request.emit('response', response)
}
