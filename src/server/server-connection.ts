// One connection of a server: a socket, the parser at one end of it, the queue of responses at the other.
//
//   socket bytes ─▶ MessageParser ─▶ IncomingMessage ─▶ the server's listeners ─▶ ServerResponse ─▶ ResponseQueue ─▶ socket
//
// Knows the socket as a Duplex and keeps the life of the connection: who is being received, when it is idle, how it
// ends. What a request means is decided in request-dispatch.ts, the order of answers kept in response-queue.ts.

import type { Duplex } from 'node:stream'
import { ConnectionHistory } from '../message/connection-history.ts'
import { countToRefuse } from '../message/headers-count.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { type BodySource, kDumpUnread, kIsPending, kOwner, kRequest, kSink, kSource } from '../message/internals.ts'
import { nowMs } from '../node/clock.ts'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { LENIENT_ORDER, leniencyOf } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MessageHead } from '../protocol/message-head.ts'
import { type HeadVerdict, type MessageHandler, MessageParser, READ_BODY, SWITCH } from '../protocol/message-parser.ts'
import type { ListedConnection } from './connection-list.ts'
import { hasRoom, pauseForAnswers, pauseForBody, resumeAfterAnswers, resumeAfterBody } from './flow-control.ts'
import { abortRequests } from './hang-ups.ts'
import type { HttpServer } from './http-server.ts'
import type { IdleEntry, IdleList } from './idle-list.ts'
import { beginIdle, endIdle } from './idleness.ts'
import { emitSwitch, type Switching, switchProtocol } from './protocol-switch.ts'
import { giveUpRefusal, refuse, refuseWhenDue } from './refusal.ts'
import { createRequest, createResponse, dispatchRequest, shouldSwitch } from './request-dispatch.ts'
import { RequestReception } from './request-reception.ts'
import { type QueueOwner, ResponseQueue } from './response-queue.ts'
import { kConnections } from './server-internals.ts'
import type { ResponseConstructorOptions, ServerResponse } from './server-response.ts'
import { stopTimers } from './server-timers.ts'
import { releaseSocket } from './socket-listeners.ts'
import { closeInStages, endLingering } from './staged-close.ts'

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

export class ServerConnection
  implements MessageHandler, QueueOwner, BodySource, IdleEntry, ListedConnection<ServerConnection>
{
  readonly server: HttpServer
  readonly socket: ServerSocket
  readonly parser: MessageParser
  readonly queue: ResponseQueue
  readonly history = new ConnectionHistory('server')
  private readonly reception = new RequestReception()
  /** The last request, until its stream has ended and its answer has left: `socket.parser.incoming` of programs. */
  incoming: IncomingMessage | null = null
  /** Whether the reader of the body is behind. */
  isBodyPaused = false
  private isReading = false
  private readonly nested: Buffer[] = []
  requestsCount = 0
  /** Whether an exchange is over: from then on the connection may be idle. */
  private hasAnswered = false
  /** What the responses of this connection are constructed with, made for the first. */
  responseOptions: ResponseConstructorOptions | null = null
  /** Since when a message is being received, 0 while none is. A new connection owes its first head. */
  receivingSinceMs = nowMs()
  /** In how many pieces the head has come that is being received. */
  private headPieces = 0
  /** Why a broken message is refused that waits for the answers before it. */
  refusal: Error | null = null
  private wasRefused = false
  /** Whether what comes is dropped: nothing that follows would be answered. */
  private isDeaf = false
  /** Whether the connection is being closed in stages, and what its socket is destroyed with. */
  isLingering = false
  lastError: Error | null = null
  /** The list of deadlines that the connection is in. */
  private deadlines: IdleList | null = null
  /** A change of protocol that waits for the answers due before it. */
  switching: Switching | null = null
  hasIdleTimeout = false
  private isDetached = false

  previousConnection: ServerConnection | null = null
  nextConnection: ServerConnection | null = null
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

  private get receiving(): IncomingMessage | null {
    return this.reception.request
  }

  read(bytes: Buffer): void {
    if (this.isDeaf) return this.readBehind(bytes)
    if (this.isReading) {
      // A listener pushed bytes into the socket while these are being read: they come behind them.
      this.nested.push(bytes)
      return
    }
    endIdle(this)
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
    if (error !== null) this.refuseBytes(error, bytes)
    else if (this.receiving?.upgrade) switchProtocol(this, { request: this.receiving, head: bytes.subarray(consumed) })
    if (this.nested.length > 0 && !this.isDetached) this.read(this.nested.shift() as Buffer)
  }

  /** Dropped, unless it belongs to the protocol that is waited for. */
  private readBehind(bytes: Buffer): void {
    const { switching } = this
    if (switching !== null) switching.head = Buffer.concat([switching.head, bytes])
  }

  /** The connection ends behind the answers that are due: what comes is dropped, and its sender is not slow. */
  dropInput(): void {
    this.isDeaf = true
    this.receivingSinceMs = 0
    this.parser.stop()
  }

  /** Whether the client is in the middle of something that will not be read. */
  get maySendMore(): boolean {
    const { socket } = this
    return !socket.readableEnded && (this.isDeaf || this.parser.isInMessage || socket._paused === true)
  }

  /** Whether the head that is being received comes in more pieces than an honest client would make. */
  get isDribbled(): boolean {
    return this.headPieces >= LIMITS.maxHeadPieces.value
  }

  /** Deadlines for receiving count from the first byte of a message to its last. */
  private noteProgress(): void {
    if (!this.parser.isInMessage) return
    if (this.receivingSinceMs === 0) this.receivingSinceMs = nowMs()
    if (this.parser.isInHead) this.headPieces++
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    this.headPieces = 0
    const request = createRequest(this, head)
    const { isEnding } = this.queue
    // Nobody is asked about a request that will not be processed.
    const maySwitch = request.upgrade && (!isEnding || (this.parser.leniency & LENIENT_ORDER) !== 0)
    const mustSwitch = maySwitch && shouldSwitch(this.server, request, head, this.parser.leniency)
    if (isEnding && !mustSwitch) {
      // RFC 9112 §9.6: behind an answer that says close no request is processed any more.
      this.dropInput()
      return READ_BODY
    }
    this.reception.begin(request)
    this.incoming = request
    if (mustSwitch) return SWITCH
    request.upgrade = false
    if (this.owesAnswer) this.history.requestsCount++
    else this.history.noteRequest()
    const response = createResponse(this, request, persistent)
    response[kOwner] = this.queue
    this.queue.add(response)
    if (!hasRoom(this)) pauseForAnswers(this)
    this.reception.makeContext().runInAsyncScope(dispatchRequest, undefined, this, request, response, head)
    return READ_BODY
  }

  onBody(chunk: Uint8Array): void {
    if (!this.reception.push(chunk)) pauseForBody(this)
  }

  onTrailers(text: string, start: number, end: number): void {
    this.reception.takeTrailers(text, start, end)
  }

  onMessageEnd(): void {
    this.receivingSinceMs = 0
    // What the reader left unread lies in its stream, which will not ask again: the next message may come.
    resumeAfterBody(this)
    this.reception.end()
  }

  resumeBody(): void {
    resumeAfterBody(this)
  }

  queueOnRoom(): void {
    resumeAfterAnswers(this)
  }

  socketOnDrain(): void {
    resumeAfterAnswers(this)
    this.queue.socketOnDrain()
  }

  // --- Answering -------------------------------------------------------------------------------------------------

  shouldHoldWrites(): boolean {
    return this.isReading && this.parser.hasMoreInput
  }

  /** The last byte of a response has left: the exchange is over. */
  responseOnFlush(response: ServerResponse): void {
    const { socket, server } = this
    const request = response[kRequest]
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
      closeInStages(this, null)
      return
    }
    this.hasAnswered = true
    if (socket._paused) resumeAfterAnswers(this)
    if (this.refusal !== null) refuseWhenDue(this)
    else if (this.isIdle) this.becomeIdle()
  }

  private forgetIncoming(request: IncomingMessage): void {
    if (request[kIsPending]) request.once('end', requestOnEnd)
    else this.incoming = null
  }

  private becomeIdle(): void {
    if (this.switching !== null) return emitSwitch(this, this.switching)
    beginIdle(this)
  }

  setDeadline(deadlines: IdleList, durationMs: number): void {
    this.deadlines = deadlines
    deadlines.add(this, durationMs)
  }

  clearDeadline(): void {
    this.deadlines?.remove(this)
    this.deadlines = null
  }

  onIdleTimeout(): void {
    this.deadlines = null
    if (this.isLingering) return endLingering(this)
    if (this.refusal !== null) return giveUpRefusal(this)
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
    return !this.owesAnswer && !this.parser.isInMessage && !this.isLingering
  }

  get owesAnswer(): boolean {
    return this.queue.size > 0
  }

  /** Whether an answer is due before that to the message that is being received. */
  get owesEarlierAnswer(): boolean {
    const { oldest } = this.queue
    return oldest !== null && oldest[kRequest] !== this.receiving
  }

  /** Whether a single answer is due, and no message is being received. */
  get owesOneAnswer(): boolean {
    return this.queue.size === 1 && this.receiving === null
  }

  /** Whether the answer to the message that is being received has left before its end came. */
  get isReceivedAnswered(): boolean {
    return this.receiving !== null && !this.receiving.upgrade && !this.owesAnswer
  }

  private refuseBytes(error: ProtocolError, bytes: Uint8Array): void {
    const told = this.wasRefused ? new ProtocolError(error.rule, error.bytesParsed) : error
    this.wasRefused = true
    told.rawPacket = bytes
    refuse(this, told)
  }

  /** From now on bytes are not HTTP, and not ours to read. */
  stopReading(): void {
    this.reception.drop()
    this.isDeaf = true
    this.socket.pause()
  }

  /** Lets go of the socket: no listener, timer or mark of this connection stays. */
  detach(): void {
    this.isDetached = true
    this.reception.drop()
    endIdle(this)
    this.parser.stop()
    this.leaveServer()
    releaseSocket(this.socket)
  }

  private leaveServer(): void {
    this.server[kConnections].delete(this)
    stopTimers(this.server)
  }

  socketOnEnd(): void {
    const { parser, server, socket } = this
    if (this.isLingering && socket.writableFinished) return endLingering(this)
    // What is owed leaves first.
    if (this.isLingering || this.refusal !== null) return
    const error = parser.finish()
    if (error !== null) return refuse(this, error)
    if (!server.httpAllowHalfOpen || !this.queue.closeBehindLast()) socket.end()
  }

  socketOnClose(): void {
    this.parser.stop()
    endIdle(this)
    this.clearDeadline()
    this.refusal = null
    this.leaveServer()
    abortRequests(this)
    this.queue.close()
    this.reception.drop()
  }
}

function requestOnEnd(this: IncomingMessage): void {
  const connection = this[kSource] as ServerConnection
  if (connection.incoming === this) connection.incoming = null
}
