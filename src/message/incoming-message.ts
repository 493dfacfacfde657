// `http.IncomingMessage`: a request as a server sees it, a response as a client does.
//
// A message whose stream nobody touches never gets a stream's state (bench row `hello`), and one whose body is only let
// flow does without (body-flow.ts). What its head says is the other half of it, incoming-head.ts.
// Knows streams; must not know parsing or sockets (it sees a BodySource).

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { finished, Readable } from 'node:stream'
import { callableClass } from '../node/callable-class.ts'
import { paceCollections } from '../node/collection-pace.ts'
import { BodyFlow, type ReadableState } from './body-flow.ts'
import { beginHead, IncomingHead } from './incoming-head.ts'
import {
  type BodySource,
  kDumpUnread,
  kEndBody,
  kIsFlowing,
  kIsOpen,
  kIsPending,
  kIsText,
  kOpenStream,
  kPushBody,
  kSource,
} from './internals.ts'

const kState = Symbol('nethttp.readableState')
const kFlow = Symbol('nethttp.flow')
const kHighWaterMark = Symbol('nethttp.highWaterMark')
const kAbortController = Symbol('nethttp.abortController')

const CLOSED_STATE = { ended: true, endEmitted: true, destroyed: true, closed: true, closeEmitted: true }

class IncomingMessageBody extends IncomingHead {
  declare socket: Socket
  declare httpVersionMajor: number
  declare httpVersionMinor: number
  declare httpVersion: string
  declare aborted: boolean
  declare upgrade: boolean | null
  declare url: string
  declare method: string
  declare statusMessage: string
  declare client: Socket
  declare _consuming: boolean
  declare _dumped: boolean
  declare [kSource]: BodySource | null
  declare [kState]: ReadableState | undefined
  declare [kFlow]: BodyFlow | null
  declare [kHighWaterMark]: number | undefined
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

  override resume(): this {
    if (!canFlow(this)) return super.resume()
    this[kFlow] ??= new BodyFlow(this)
    this[kFlow].begin()
    return this
  }

  override removeAllListeners(...events: [event?: string]): this {
    // Some of them may be for `readable`: a stream sees a turn later whether it still flows.
    if (this[kFlow] !== null && events[0] === undefined) openStream(this)
    return super.removeAllListeners(...events)
  }

  override setEncoding(encoding: BufferEncoding): this {
    const isUtf8 = encoding === 'utf8' || encoding === 'utf-8'
    if (!isUtf8 || !canFlow(this)) return super.setEncoding(encoding)
    this[kFlow] ??= new BodyFlow(this)
    return this[kFlow].decodeFromNow() ? this : super.setEncoding(encoding)
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
    if (!this.complete || !isEnded(this)) {
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
    if (this.complete && !this[kIsOpen]) return
    // Who listened for data must not be handed what the program has given up.
    this.removeAllListeners('data')
    this.resume()
  }

  /** What nobody has begun to read is let go; a reader that paused keeps what it has. */
  [kDumpUnread](): void {
    if (this._consuming || didTell(this)) return
    this._dump()
  }

  /** Whether the stream has still something to tell: its data or its end. */
  get [kIsPending](): boolean {
    return this[kIsOpen] && !isEnded(this)
  }

  get [kIsFlowing](): boolean {
    return this[kFlow] === null ? this.readableFlowing === true : this[kFlow].isFlowing
  }

  get [kIsText](): boolean {
    return this[kFlow] === null ? this.readableEncoding !== null : this[kFlow].isText
  }

  /** Returns false when the reader has enough for now. */
  [kPushBody](chunk: Uint8Array): boolean {
    paceCollections(chunk.length)
    if (this._dumped) return true
    // A `push` of the program's own may have come while the body flows.
    if (this.push === push && this[kFlow]?.take(chunk)) return true
    return this.push(chunk)
  }

  [kEndBody](): void {
    if (this[kFlow]?.canEnd === false) openStream(this)
    this.complete = true
    if (this[kFlow] !== null) this[kFlow].end()
    else if (this[kState] !== undefined) this.push(null)
  }

  [kOpenStream](): void {
    openStream(this)
  }

  get [kIsOpen](): boolean {
    return this[kState] !== undefined || this[kFlow] !== null
  }
}

export interface IncomingMessageConstructor {
  new (socket?: Socket): IncomingMessageBody
  (this: object, socket?: Socket): void
  prototype: IncomingMessageBody
}

function construct(this: IncomingMessageBody, socket: Socket): void {
  this[kState] = undefined
  this[kFlow] = null
  this[kHighWaterMark] = socket ? socket.readableHighWaterMark : undefined
  this[kSource] = null
  this.socket = socket
  this.httpVersionMajor = null as unknown as number
  this.httpVersionMinor = null as unknown as number
  this.httpVersion = null as unknown as string
  this.complete = false
  beginHead(this)
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

const { push, read, destroy } = Readable.prototype
const { _read, _destroy, resume } = IncomingMessageBody.prototype

/** As a Readable's, which makes its state whatever is listened for: who listens for `data` lets the body flow. */
function onFlowing(this: IncomingMessageBody, event: string, listener: () => void): IncomingMessageBody {
  // A flow becomes a stream before that has such a listener.
  if (event === 'readable' && this[kFlow] !== null) openStream(this)
  if (event === 'readable' || !canFlow(this)) return Readable.prototype.on.call(this, event, listener) as typeof this
  this[kFlow] ??= new BodyFlow(this)
  EventEmitter.prototype.on.call(this, event, listener)
  if (event !== 'data') return this
  this[kFlow].isHeard = true
  return this.resume()
}

function offFlowing(this: IncomingMessageBody, event: string, listener: () => void): IncomingMessageBody {
  const isOfStream = this[kState] !== undefined || event === 'readable'
  const prototype = isOfStream ? Readable.prototype : EventEmitter.prototype
  prototype.removeListener.call(this, event, listener)
  if (event === 'data' && this[kFlow] !== null && this.listenerCount('data') === 0) this[kFlow].isHeard = false
  return this
}

Object.assign(IncomingMessageBody.prototype, {
  on: onFlowing,
  addListener: onFlowing,
  off: offFlowing,
  removeListener: offFlowing,
})

/**
 * `new IncomingMessage(socket)` — see Node's documentation of `http.IncomingMessage`.
 * Events beside those of a Readable: `aborted`, `timeout`.
 */
export const IncomingMessage = callableClass<IncomingMessageConstructor>(
  'IncomingMessage',
  construct,
  IncomingMessageBody,
  IncomingHead,
)
export type IncomingMessage = IncomingMessageBody

function openStream(message: IncomingMessageBody): ReadableState {
  const highWaterMark = message[kHighWaterMark]
  Readable.call(message as never, (highWaterMark === undefined ? {} : { highWaterMark }) as never)
  const state = message[kState] as unknown as ReadableState
  // A stream reads ahead as soon as it has a first chunk; a message waits for its reader (see `_read`).
  state.readingMore = true
  const flow = message[kFlow]
  message[kFlow] = null
  if (flow !== null) flow.open(state)
  // The body, if there was one, has gone to nobody; the stream has only its end left.
  else if (message.complete) message.push(null)
  if (message._dumped) message.resume()
  return state
}

/** Whether the body can flow without a stream: nobody has used it as one, or put in methods of his own. */
function canFlow(message: IncomingMessageBody): boolean {
  if (message[kState] !== undefined || message[kSource] === null) return false
  if (message._dumped && message[kFlow] === null) return false
  return (
    message.push === push &&
    message.read === read &&
    message.destroy === destroy &&
    message.resume === resume &&
    message._read === _read &&
    message._destroy === _destroy
  )
}

function isEnded(message: IncomingMessageBody): boolean {
  return message[kFlow] === null ? message.readableEnded : message[kFlow].isEnded
}

/** Whether a piece of the body has been told. */
function didTell(message: IncomingMessageBody): boolean {
  if (message[kFlow] !== null) return message[kFlow].hasTold
  return message[kState] !== undefined && message.readableDidRead
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
