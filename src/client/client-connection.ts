// One socket of the client and the request it carries: the request's bytes go straight to the socket, the
// response's bytes come through the parser.
//
//   ClientRequest ─▶ socket ─▶ … ─▶ socket ─▶ MessageParser ─▶ IncomingMessage ─▶ `response`
//
// A socket keeps its ClientConnection from request to request; between two it has one listener of ours, which ends it
// when something comes. Must not know agents (it emits `free` and `agentRemove`).

import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { countToRefuse, countToShow } from '../message/headers-count.ts'
import { IncomingMessage } from '../message/incoming-message.ts'
import {
  type BodySource,
  kEndBody,
  kNeedDrain,
  kPushBody,
  kSource,
  kTakeHead,
  kTakeTrailers,
} from '../message/internals.ts'
import { nowMs } from '../node/clock.ts'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import { debug } from '../node/debug.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { connectionReset } from '../node/errors.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import { type Leniency, leniencyOf } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'
import { CONNECTION_UPGRADE, type MessageHead } from '../protocol/message-head.ts'
import {
  type HeadVerdict,
  INTERIM,
  type MessageHandler,
  MessageParser,
  NO_BODY,
  READ_BODY,
  SWITCH,
} from '../protocol/message-parser.ts'
import { isPersistent } from '../protocol/persistence.ts'
import type { ClientRequest } from './client-request.ts'
import { explainHangUp } from './hang-up.ts'

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

const kClientConnection: unique symbol = Symbol('nethttp.clientConnection')

export class ClientConnection implements MessageHandler, BodySource {
  readonly socket: ClientSocket
  request: ClientRequest
  parser: MessageParser
  response: IncomingMessage | null = null
  private isBodyPaused = false
  private isReading = false
  private readonly nested: Buffer[] = []
  private interimResponses = 0
  private requestsCount = 0
  private assignedAtMs = 0
  /** When the last exchange was over, 0 before the first. */
  private freeSinceMs = 0
  private idleMs = 0
  private hasServerEnded = false
  /** Whether the last answer is over and the next request has not come. */
  private isBetween = false
  private readonly maxHeaderSize: number
  private readonly maxHeadersCount: number
  private readonly leniency: Leniency

  private constructor(socket: ClientSocket, request: ClientRequest) {
    this.socket = socket
    this.request = request
    this.maxHeaderSize = maxHeaderSizeOf(request)
    this.leniency = leniencyOfRequest(request)
    this.maxHeadersCount = countOf(request, this.leniency)
    this.parser = this.createParser()
  }

  /** The connection of `socket`, for `request` now. */
  static assign(socket: ClientSocket, request: ClientRequest): ClientConnection {
    const present = socket[kClientConnection]
    const connection = present?.canRead(request) ? present : new ClientConnection(socket, request)
    socket[kClientConnection] = connection
    connection.begin(request, present)
    return connection
  }

  private begin(request: ClientRequest, present: ClientConnection | undefined): void {
    this.assignedAtMs = nowMs()
    if (present !== undefined) {
      this.requestsCount = present.requestsCount
      this.isBetween = present.isBetween
      this.idleMs = present.freeSinceMs === 0 ? 0 : this.assignedAtMs - present.freeSinceMs
    }
    this.requestsCount++
    this.request = request
    this.response = null
    this.interimResponses = 0
    this.isBodyPaused = false
    if (!this.parser.canBegin) this.parser = this.createParser()
    this.parser.answersConnect = request.method === 'CONNECT'
  }

  /** Whether the parser of the socket has the limits and leniencies of `request`. */
  private canRead(request: ClientRequest): boolean {
    return (
      this.maxHeaderSize === maxHeaderSizeOf(request) &&
      this.leniency === leniencyOfRequest(request) &&
      this.maxHeadersCount === countOf(request, this.leniency)
    )
  }

  private createParser(): MessageParser {
    return new MessageParser('response', this, {
      maxHeaderSize: this.maxHeaderSize,
      maxHeadersCount: this.maxHeadersCount,
      leniency: this.leniency,
    })
  }

  attach(): void {
    const { socket, request } = this
    request.parser = this.parser
    socket.parser = this.parser
    socket._httpMessage = request
    socket.on('error', socketOnError)
    if (!this.isBetween) socket.on('data', socketOnData)
    this.isBetween = false
    socket.on('end', socketOnEnd)
    socket.on('close', socketOnClose)
    socket.on('drain', socketOnDrain)
  }

  /** Reading is over: what comes on the socket is not for this request. */
  releaseReading(): void {
    const { socket, request } = this
    if (!this.isBetween) socket.removeListener('data', socketOnData)
    socket.removeListener('end', socketOnEnd)
    socket.removeListener('drain', socketOnDrain)
    socket.parser = null
    request.parser = null
  }

  releaseEnds(): void {
    this.freeSinceMs = nowMs()
    this.socket.removeListener('close', socketOnClose)
    this.socket.removeListener('error', socketOnError)
  }

  // --- Reading -----------------------------------------------------------------------------------------------

  read(bytes: Buffer): void {
    if (this.isBetween) {
      this.socket.destroy()
      return
    }
    if (this.isReading) {
      // A listener pushed bytes into the socket while these are being read: they come behind them.
      this.nested.push(bytes)
      return
    }
    const { parser, request } = this
    if (debug.enabled) debug('client: %d bytes of a response', bytes.length)
    this.isReading = true
    let consumed: number
    try {
      consumed = parser.execute(bytes)
    } finally {
      this.isReading = false
    }
    if (parser.error !== null) return this.fail(parser.error, bytes)
    const next = this.nested.shift()
    if (next !== undefined) this.read(next)
    const { response } = this
    if (response === null || request.parser === null) return
    if (response.upgrade) this.switchProtocol(response, bytes.subarray(consumed))
    else if (response.complete) this.endReading()
  }

  /**
   * The answer is over. What comes from now on is for nobody (RFC 9112 §9.2): the listener stays, and ends the socket,
   * until the next request (one pair of listeners less than to take it off: bench row `client`).
   */
  private endReading(): void {
    const { parser, request, socket } = this
    this.isBetween = request.shouldKeepAlive
    this.releaseReading()
    if (parser.isInMessage) socket.destroy()
  }

  private fail(error: ProtocolError, bytes: Uint8Array): void {
    const { socket, request } = this
    error.rawPacket = bytes
    this.releaseReading()
    socket._hadError = true
    socket.destroy()
    request.emitError(error)
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    const { request, socket } = this
    if (this.response !== null) {
      // An answer to nothing (RFC 9112 §9.2).
      this.parser.stop()
      socket.destroy()
      return NO_BODY
    }
    const response = this.createResponse(head)
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
    request.notePerformance(response)
    socket.on('timeout', responseOnTimeout)
    if (request.aborted || !request.emitResponse(response)) response._dump()
    return isHead || head.statusCode === 304 ? NO_BODY : READ_BODY
  }

  private createResponse(head: MessageHead): IncomingMessage & { req?: ClientRequest } {
    const { request, socket } = this
    const response = new IncomingMessage(socket as never) as IncomingMessage & { req?: ClientRequest }
    response.httpVersionMajor = head.versionMajor
    response.httpVersionMinor = head.versionMinor
    response.httpVersion =
      head.versionMajor === 1 && head.versionMinor === 1 ? '1.1' : `${head.versionMajor}.${head.versionMinor}`
    response.statusCode = head.statusCode
    response.statusMessage = head.reasonPhrase
    response.joinDuplicateHeaders = request.joinDuplicateHeaders as boolean
    // RFC 9110 §7.8: only a 101 changes the protocol, and only when it was asked for.
    response.upgrade = head.statusCode === 101 && head.hasUpgrade && (head.connection & CONNECTION_UPGRADE) !== 0
    response[kTakeHead](head.text, head.fieldsStart, head.fieldsEnd, countToShow(request.maxHeadersCount))
    response[kSource] = this
    return response
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
    if (response === null || response[kPushBody](chunk)) return
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

  // --- Ends --------------------------------------------------------------------------------------------------

  /** 101 and CONNECT: the socket goes to the application. */
  private switchProtocol(response: IncomingMessage, head: Buffer): void {
    const { socket, request } = this
    this.releaseReading()
    request.stopTimeouts()
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
    request.emit(event, response, socket, head)
    request.destroyed = true
    request.emitClose()
  }

  socketOnEnd(): void {
    const { socket, request } = this
    this.hasServerEnded = true
    if (this.sendAgain()) return
    if (request.res === null && !socket._hadError) {
      // The server closed before it answered.
      socket._hadError = true
      request.emitError(this.hangUp('socket hang up'))
    }
    this.parser.finish()
    this.releaseReading()
    socket.end()
  }

  socketOnError(error: NodeJS.ErrnoException): void {
    const { socket, request } = this
    const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
    if (isReset) this.hasServerEnded = true
    if (isReset && this.sendAgain()) return
    // Further errors of the socket are of no use to anybody.
    socket._hadError = true
    // An answer that was read to its end is not made undone.
    if (!request._ended) request.emitError(isReset ? this.explain(error) : error)
    this.releaseReading()
    socket.destroy()
  }

  /** A server that closes an idle connection may do so while a request is on its way: nobody has read it. */
  private sendAgain(): boolean {
    const { parser, request, socket } = this
    const isStale = this.requestsCount > 1 && this.response === null && this.interimResponses === 0 && parser.canBegin
    if (!isStale || socket._hadError || !request.sendAgain(socket)) return false
    this.releaseReading()
    this.releaseEnds()
    socket._httpMessage = null
    // Whatever else becomes of the socket is of no use to anybody.
    socket.on('error', ignoreError)
    socket.destroy()
    return true
  }

  private hangUp(message: string): Error {
    return this.explain(connectionReset(message))
  }

  private explain(error: Error): Error {
    return explainHangUp(error, {
      closedBy: this.hasServerEnded ? 'server' : 'client',
      afterMs: nowMs() - this.assignedAtMs,
      requestsOnSocket: this.requestsCount,
      idleMs: this.idleMs,
      hasAnswer: this.response !== null,
    })
  }

  socketOnClose(): void {
    const { socket, request } = this
    // What still lies in the socket's own buffer belongs to the response.
    socket.read()
    const response = request.res as IncomingMessage | null
    request.destroyed = true
    if (response !== null) {
      if (request.parser !== null && !response.complete) this.parser.finish()
      if (!response.complete) response.destroy(this.hangUp('aborted'))
      request.emitClose()
      if (!response.aborted && response.readable) response.push(null)
    } else {
      if (!socket._hadError) {
        socket._hadError = true
        request.emitError(this.hangUp('socket hang up'))
      }
      request.emitClose()
    }
    request.outputData.length = 0
    this.releaseReading()
  }

  socketOnDrain(): void {
    const { request } = this
    if (request.finished || !request[kNeedDrain]) return
    request[kNeedDrain] = false
    request.emit('drain')
  }
}

function ignoreError(): void {}

function maxHeaderSizeOf(request: ClientRequest): number {
  return request.maxHeaderSize || defaultMaxHeaderSize()
}

/** Of an answer the built-in shows the first so many on every Node. */
function countOf(request: ClientRequest, leniency: Leniency): number {
  return countToRefuse(request.maxHeadersCount, leniency, true)
}

function leniencyOfRequest(request: ClientRequest): Leniency {
  return leniencyOf(request.httpValidation, request.insecureHTTPParser ?? isParserInsecure())
}

function connectionOf(socket: ClientSocket): ClientConnection {
  return socket[kClientConnection] as ClientConnection
}

/** The listeners and callbacks of a response run in the context of the code that made the request. */
function socketOnData(this: ClientSocket, bytes: Buffer): void {
  const connection = connectionOf(this)
  const context: AsyncResource = connection.request.context
  context.runInAsyncScope(connection.read, connection, bytes)
}

function socketOnEnd(this: ClientSocket): void {
  connectionOf(this).socketOnEnd()
}

function socketOnClose(this: ClientSocket): void {
  connectionOf(this).socketOnClose()
}

function socketOnError(this: ClientSocket, error: Error): void {
  connectionOf(this).socketOnError(error)
}

function socketOnDrain(this: ClientSocket): void {
  connectionOf(this).socketOnDrain()
}

/** `timeout` of a response whose socket has been silent for as long as was set. */
export function responseOnTimeout(this: ClientSocket): void {
  this._httpMessage?.res?.emit('timeout')
}
