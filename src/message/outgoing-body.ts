// The body of an outgoing message: how `write` and `end` frame it, and in how few pieces it leaves.
// Works on a message's facts; hands bytes to its `_send` or its sink. Must not know sockets beyond cork and uncork.

import { apiError } from '../node/errors.ts'
import { isUint8Array } from '../node/validators.ts'
import {
  kBytesWritten,
  kChunks,
  kChunksBytes,
  kCorked,
  kErrored,
  kFlushed,
  kIsUnframed,
  kNeedDrain,
  kOptions,
  kSink,
  type SocketLike,
  type WriteCallback,
} from './internals.ts'
import { waitForEnd } from './outgoing-end.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { isAscii, isAsciiOf } from './text.ts'

const LAST_CHUNK = '0\r\n'
/** Longer text is not joined with its head: it leaves as a piece of its own, uncopied. */
const LONGEST_JOINED_TEXT = 32_768

/** `message.write(chunk)`. @returns false when the caller should wait for `drain` */
export function writeBody(
  message: OutgoingMessage,
  chunk: string | Uint8Array,
  encoding: BufferEncoding | null | undefined,
  callback: WriteCallback | null | undefined,
): boolean {
  const done = typeof callback === 'function' ? callback : null
  const accepted = writeChunk(message, chunk, encoding ?? null, done, false)
  if (!accepted) message[kNeedDrain] = true
  return accepted
}

function checkChunk(chunk: unknown): asserts chunk is string | Uint8Array {
  if (typeof chunk === 'string' || isUint8Array(chunk)) return
  if (chunk === null) throw apiError('ERR_STREAM_NULL_VALUES')
  throw apiError('ERR_INVALID_ARG_TYPE', 'chunk', ['string', 'Buffer', 'Uint8Array'], chunk)
}

/** Before anything of the chunk is sent: half a chunk would break the message. */
function checkEncoding(encoding: BufferEncoding | null): void {
  if (!encoding || (encoding as string) === 'buffer' || Buffer.isEncoding(encoding)) return
  throw apiError('ERR_UNKNOWN_ENCODING', encoding)
}

/** @param isLast whether `end` writes: nothing follows */
function writeChunk(
  message: OutgoingMessage,
  chunk: string | Uint8Array,
  encoding: BufferEncoding | null,
  callback: WriteCallback | null,
  isLast: boolean,
): boolean {
  checkChunk(chunk)
  if (message.finished || message.destroyed) return refuseWrite(message, callback)
  const bytes = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding ?? undefined) : chunk.byteLength
  if (message.strictContentLength) checkLength(message, bytes, isLast)
  if (!message._header) {
    if (bytes > 0) frameByDefault(message, isLast)
    if (isLast) makeHeadOfLength(message, bytes)
    else message._implicitHeader()
  }
  if (message[kIsUnframed] && bytes > 0) settleUnframed(message)
  if (message.strictContentLength) message[kBytesWritten] += bytes
  if (typeof chunk === 'string') checkEncoding(encoding)
  if (!message._hasBody) {
    if (message[kOptions].rejectNonStandardBodyWrites) throw apiError('ERR_HTTP_BODY_NOT_ALLOWED')
    if (callback !== null) process.nextTick(callback)
    return true
  }
  if (!isLast) corkUntilNextTick(message.socket)
  if (!message.chunkedEncoding || bytes === 0) return message._send(chunk, encoding, callback, bytes)
  if (message[kCorked] > 0 && message._headerSent) {
    message[kChunks] ??= []
    message[kChunks].push({ data: chunk, encoding, callback })
    message[kChunksBytes] += bytes
    return message[kChunksBytes] < message.writableHighWaterMark
  }
  return sendChunk(message, chunk, encoding, bytes, callback, '\r\n')
}

/** What only requests have. */
type RequestFacts = { statusCode?: number; method?: string }

/**
 * Of methods that have no body by default, nothing is said about its length. Where there is one all the same, it is
 * framed as those of other methods: the server would read it as the next request (RFC 9112 §6.3, rule 7).
 */
function frameByDefault(message: OutgoingMessage, isLast: boolean): void {
  if ((message as RequestFacts).statusCode !== undefined) return
  if (isLast ? (message as RequestFacts).method !== 'CONNECT' : mayBeChunked(message))
    message.useChunkedEncodingByDefault = true
  else if (!message.useChunkedEncodingByDefault) message.shouldKeepAlive = false
}

/**
 * Behind a CONNECT there is no body, but what the tunnel carries. Of a DELETE, what is written before its length is
 * known does not arrive: Node's own test holds to it (test-http-request-method-delete-payload).
 */
function mayBeChunked(message: OutgoingMessage): boolean {
  const { method } = message as RequestFacts
  return method !== 'CONNECT' && (method !== 'DELETE' || message[kOptions].isStrict)
}

/** A body comes behind a head that said nothing of it. While the head is here it can say so yet; else this is the last. */
function settleUnframed(message: OutgoingMessage): void {
  const head = message._header as string
  const mayFrame = !message._removedTE && mayBeChunked(message) && !/^transfer-encoding:/im.test(head)
  if (mayFrame && !message._headerSent) {
    message._header = `${head.slice(0, -2)}Transfer-Encoding: chunked\r\n\r\n`
    message.chunkedEncoding = true
  } else if (message[kOptions].isStrict) throw apiError('ERR_HTTP_BODY_NOT_ALLOWED')
  else message.shouldKeepAlive = false
  message[kIsUnframed] = false
}

/** RFC 9112 §7.1: size, data, end. Text goes as one piece with its frame. */
function sendChunk(
  message: OutgoingMessage,
  chunk: string | Uint8Array,
  encoding: BufferEncoding | null,
  bytes: number,
  callback: WriteCallback | null,
  tail: string,
): boolean {
  const size = `${bytes.toString(16)}\r\n`
  if (message[kCorked] === 0 && typeof chunk === 'string' && chunk.length <= LONGEST_JOINED_TEXT) {
    if (isAsciiOf(chunk, encoding, bytes)) return message._send(size + chunk + tail, 'latin1', callback)
    if (!encoding || encoding === 'utf8' || encoding === 'utf-8')
      return message._send(size + chunk + tail, 'utf8', callback)
  }
  message._send(size, 'latin1', null)
  message._send(chunk, encoding, null, bytes)
  return message._send(tail, 'latin1', callback)
}

function refuseWrite(message: OutgoingMessage, callback: WriteCallback | null): boolean {
  const error = message.finished ? apiError('ERR_STREAM_WRITE_AFTER_END') : apiError('ERR_STREAM_DESTROYED', 'write')
  if (message.destroyed) {
    if (callback !== null) process.nextTick(callback, error)
  } else process.nextTick(emitWriteError, message, error, callback)
  return false
}

function emitWriteError(message: OutgoingMessage, error: Error, callback: WriteCallback | null): void {
  callback?.(error)
  message.emit('error', error)
}

/** `strictContentLength`: what is written is held to the Content-Length that was set. */
function checkLength(message: OutgoingMessage, bytes: number, isLast: boolean): void {
  const announced = message._contentLength
  const total = message[kBytesWritten] + bytes
  if (isHeldToLength(message) && (isLast ? total !== announced : total > (announced as number))) {
    throw apiError('ERR_HTTP_CONTENT_LENGTH_MISMATCH', total, announced as number)
  }
}

/** The head of a message whose whole body is at hand. When it comes to nothing, so does what it knew of the length. */
function makeHeadOfLength(message: OutgoingMessage, bytes: number): void {
  const before = message._contentLength
  message._contentLength = bytes
  try {
    message._implicitHeader()
  } catch (error) {
    message._contentLength = before
    throw error
  }
}

function isHeldToLength(message: OutgoingMessage): boolean {
  return (
    message.strictContentLength &&
    message._contentLength !== null &&
    message._hasBody &&
    !message._removedContLen &&
    !message.chunkedEncoding &&
    !message.getHeader('transfer-encoding')
  )
}

/** Several writes of one turn leave together. */
function corkUntilNextTick(socket: SocketLike | null): void {
  if (socket === null || socket === undefined || socket.writableCorked > 0) return
  socket.cork()
  process.nextTick(uncork, socket)
}

function uncork(socket: SocketLike): void {
  socket.uncork()
}

/** What was written while the message was corked leaves as one chunk. */
export function flushChunks(message: OutgoingMessage): void {
  const chunks = message[kChunks]
  if (chunks === null || chunks.length === 0) return
  message[kChunks] = null
  const bytes = message[kChunksBytes]
  message[kChunksBytes] = 0
  message._send(`${bytes.toString(16)}\r\n`, 'latin1', null)
  const callbacks: WriteCallback[] = []
  for (const { data, encoding, callback } of chunks) {
    message._send(data, encoding, null)
    if (callback !== null) callbacks.push(callback)
  }
  const done =
    callbacks.length === 0
      ? null
      : (error?: Error | null) => {
          for (const callback of callbacks) callback(error)
        }
  const accepted = message._send('\r\n', 'latin1', done)
  if (accepted && message[kNeedDrain]) {
    message[kNeedDrain] = false
    message.emit('drain')
  }
}

/** `message.end([chunk][, encoding][, callback])` */
export function endBody(message: OutgoingMessage, first: unknown, second: unknown, third: unknown): OutgoingMessage {
  let chunk = first
  let encoding = second
  let callback = third
  if (typeof chunk === 'function') {
    callback = chunk
    chunk = null
    encoding = null
  } else if (typeof encoding === 'function') {
    callback = encoding
    encoding = null
  }
  const done = typeof callback === 'function' ? (callback as WriteCallback) : null

  if (message.finished) return endAgain(message, chunk, done)
  if (done === null && message[kSink] !== null && endAsText(message, chunk, encoding as BufferEncoding | null))
    return message
  const { socket } = message
  // Should what follows throw, the socket stays corked, as in Node, until the message is ended after all.
  socket?.cork()
  beginEnd(message, chunk, encoding as BufferEncoding | null)
  if (done !== null) waitForEnd(message, done)
  if (isHeldToLength(message) && message[kBytesWritten] !== message._contentLength) {
    throw apiError('ERR_HTTP_CONTENT_LENGTH_MISMATCH', message[kBytesWritten], message._contentLength as number)
  }
  message[kCorked] = message[kCorked] > 0 ? 1 : 0
  if (message[kCorked] > 0) {
    message[kCorked] = 0
    flushChunks(message)
  }
  sendEnd(message, Boolean(chunk))
  if (socket) uncorkFully(socket)
  message.finished = true
  if (message.outputData.length === 0 && socket?._httpMessage === message) message._finish()
  return message
}

/** The last chunk, or the head of a message without a body. */
function beginEnd(message: OutgoingMessage, chunk: unknown, encoding: BufferEncoding | null): void {
  if (chunk) writeChunk(message, chunk as string, encoding, null, true)
  else if (!message._header) makeHeadOfLength(message, 0)
}

/** `end` on a message that has ended: with a chunk an error, without one nothing, or the callback's error. */
function endAgain(message: OutgoingMessage, chunk: unknown, callback: WriteCallback | null): OutgoingMessage {
  if (chunk) {
    refuseWrite(message, callback)
  } else if (callback !== null) {
    if (message.writableFinished || message.writableLength === 0)
      callback(apiError('ERR_STREAM_ALREADY_FINISHED', 'end'))
    else if (message.destroyed) process.nextTick(callback, message[kErrored] ?? apiError('ERR_STREAM_DESTROYED', 'end'))
    else waitForEnd(message, callback)
  }
  return message
}

/**
 * The common case, a short text or nothing: head, frame and body leave as one string (bench row `hello`: one
 * write instead of a corked pair). Returns false when the message is not of that kind; nothing was done then, but
 * for the head, which the other way needs as well.
 */
function endAsText(message: OutgoingMessage, chunk: unknown, encoding: BufferEncoding | null): boolean {
  if (message.strictContentLength || message[kCorked] > 0 || message._trailer !== '' || message.destroyed) return false
  const body = chunk || ''
  if (typeof body !== 'string' || body.length > LONGEST_JOINED_TEXT || !isAscii(body, encoding)) return false
  if (!message._header) makeHeadOfLength(message, body.length)
  if (!message._hasBody && body !== '' && message[kOptions].rejectNonStandardBodyWrites)
    throw apiError('ERR_HTTP_BODY_NOT_ALLOWED')
  // A program's own `writeHead` may have done more than make the head.
  const sink = message[kSink]
  if (message.finished || sink === null || message.destroyed) return message.finished
  let text = message._headerSent ? '' : (message._header as string)
  message._headerSent = true
  if (message._hasBody) {
    if (!message.chunkedEncoding) text += body
    else text += body === '' ? `${LAST_CHUNK}\r\n` : `${body.length.toString(16)}\r\n${body}\r\n${LAST_CHUNK}\r\n`
  }
  message.finished = true
  sink.writeLast(text)
  const { socket } = message
  if (socket && socket.writableCorked > 0) uncorkFully(socket)
  message._finish()
  return true
}

function sendEnd(message: OutgoingMessage, hasChunk: boolean): void {
  const finish = (error?: Error | null) => message[kFlushed](error)
  if (message._hasBody && message.chunkedEncoding)
    message._send(`${LAST_CHUNK}${message._trailer}\r\n`, 'latin1', finish)
  else if (!message._headerSent || message.writableLength > 0 || hasChunk) message._send('', 'latin1', finish)
  else process.nextTick(finish)
}

/** Undoes every cork of the socket: nothing may stay behind when a message is complete. */
function uncorkFully(socket: SocketLike): void {
  for (let corks = socket.writableCorked; corks > 0; corks--) socket.uncork()
}
