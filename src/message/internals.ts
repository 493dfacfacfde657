// The names under which the layers above reach into a message: symbols, so that they never meet a program's own.
// Listed with who uses them.

import type { Writable } from 'node:stream'

/** IncomingMessage → whoever delivers its body; asked to go on when the reader wants more. */
export const kSource: unique symbol = Symbol('nethttp.source')
/** OutgoingMessage → whoever owns the connection's output; null when the socket is written to directly. */
export const kSink: unique symbol = Symbol('nethttp.sink')
/** Connection → IncomingMessage: the head, kept as text until somebody asks for its fields. */
export const kTakeHead: unique symbol = Symbol('nethttp.takeHead')
export const kTakeTrailers: unique symbol = Symbol('nethttp.takeTrailers')
/** Connection → IncomingMessage: what the body does. */
export const kPushBody: unique symbol = Symbol('nethttp.pushBody')
export const kEndBody: unique symbol = Symbol('nethttp.endBody')
export const kDumpUnread: unique symbol = Symbol('nethttp.dumpUnread')
/** Whether the message is in use as a stream. */
export const kIsOpen: unique symbol = Symbol('nethttp.isOpen')
export const kIsPending: unique symbol = Symbol('nethttp.isPending')
/** BodyFlow → IncomingMessage: from here on the body is told by its stream. */
export const kOpenStream: unique symbol = Symbol('nethttp.openStream')
/** Whether its reader lets the body flow. */
export const kIsFlowing: unique symbol = Symbol('nethttp.isFlowing')
/** Whether the body is told as text. */
export const kIsText: unique symbol = Symbol('nethttp.isText')
/** ServerResponse → the connection it answers on, also while a program has its socket. */
export const kOwner: unique symbol = Symbol('nethttp.owner')
/** ServerResponse → its request, also where a program has put another at `req`. */
export const kRequest: unique symbol = Symbol('nethttp.request')
/** ServerResponse → the response of the request behind its own, while neither is over. */
export const kNext: unique symbol = Symbol('nethttp.next')
/** ServerResponse: whether those behind it leave in another write. */
export const kEndsBatch: unique symbol = Symbol('nethttp.endsBatch')
/** Connection → OutgoingMessage: its last byte was handed to the operating system, or could not be. */
export const kFlushed: unique symbol = Symbol('nethttp.flushed')
/** Server → ServerResponse and ClientRequest → itself: options that messages carry. */
export const kOptions: unique symbol = Symbol('nethttp.options')
/** Server → ServerResponse: the store of fields set by a program. */
export const kFields: unique symbol = Symbol('nethttp.fields')
export const kErrored: unique symbol = Symbol('nethttp.errored')

// The state of an outgoing message that is nobody's business but its own and its body's.
export const kSocket: unique symbol = Symbol('nethttp.socket')
export const kCorked: unique symbol = Symbol('nethttp.corked')
export const kChunks: unique symbol = Symbol('nethttp.chunks')
export const kChunksBytes: unique symbol = Symbol('nethttp.chunksBytes')
export const kBytesWritten: unique symbol = Symbol('nethttp.bytesWritten')
/** A request whose head says nothing of a body: one that is written now would be read as the next request. */
export const kIsUnframed: unique symbol = Symbol('nethttp.isUnframed')
export const kNeedDrain: unique symbol = Symbol('nethttp.needDrain')
/** As Node has it under this name: `require('_http_outgoing').kHighWaterMark`. */
export const kHighWaterMark: unique symbol = Symbol('kHighWaterMark')
export const kFinished: unique symbol = Symbol('nethttp.finished')
export const kEndCallbacks: unique symbol = Symbol('nethttp.endCallbacks')

/** Delivers the body of an incoming message. */
export interface BodySource {
  /** The reader wants more. */
  resumeBody(): void
}

/** Where an outgoing message goes, when a connection stands between it and the socket. */
export interface MessageSink {
  /** The last bytes of a message, as text with one byte a character. The message is complete then. */
  writeLast(text: string): void
  /** Bytes, in the order of the calls. */
  write(data: string | Uint8Array, encoding: BufferEncoding | null, callback: WriteCallback | null): boolean
}

export type WriteCallback = (error?: Error | null) => void

/** What a message needs of a socket: any Duplex or Writable will do. */
export type SocketLike = Writable & {
  _httpMessage?: unknown
  setTimeout?(ms: number, callback?: () => void): unknown
  pause?(): unknown
  resume?(): unknown
  readable?: boolean
  readableHighWaterMark?: number
}
