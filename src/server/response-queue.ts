// The writing half of a server's connection: responses leave in the order of their requests.
//
//   newest … waiting … ─▶ writer ─▶ batch ─▶ leaving … oldest ─▶ flushed
//
// One response has the turn (`writer`) and writes; those behind it keep what they have until it is theirs. The turn
// passes when a response has handed over its last byte; it is flushed when the socket has taken that byte. Responses
// that become complete while one read is being parsed leave in one write.
// All that are not over are linked, each to the next. Arrays would do but for their memory: one that shift() has emptied
// takes seventeen new places for the next response (bench row `hello`, without sockets: a twelfth; row `allocation`: an
// eighth).
// Knows responses and a socket; must not know requests or parsing.

import { kEndsBatch, kFlushed, kNeedDrain, kNext, kSink, type WriteCallback } from '../message/internals.ts'
import type { ServerSocket } from './server-connection.ts'
import { closeResponse, type ResponseSink, type ServerResponse } from './server-response.ts'

/** What the queue asks of its connection. */
export interface QueueOwner {
  readonly socket: ServerSocket
  /** Whether more responses may become complete before the current read has been parsed. */
  shouldHoldWrites(): boolean
  responseOnFlush(response: ServerResponse): void
  /** There may be room again for what was held back. */
  queueOnRoom(): void
}

export class ResponseQueue implements ResponseSink {
  private readonly owner: QueueOwner
  private readonly socket: ServerSocket
  /** The response that may write. */
  writer: ServerResponse | null = null
  /** The first that is not over: also one whose last write the socket did not take. */
  oldest: ServerResponse | null = null
  private newest: ServerResponse | null = null
  /** How many are not over. */
  size = 0
  /** Text of complete responses, to leave in one write. */
  private batch = ''
  /** The last of them; it may have left no text to send. */
  private lastOfBatch: ServerResponse | null = null
  /** Bytes that responses keep while they wait for their turn. */
  pendingBytes = 0
  private readonly onWritten: WriteCallback
  readonly onPendingData: (bytes: number) => void

  constructor(owner: QueueOwner) {
    this.owner = owner
    this.socket = owner.socket
    this.onWritten = (error) => this.batchOnWritten(error)
    this.onPendingData = (bytes) => {
      this.pendingBytes += bytes
      this.owner.queueOnRoom()
    }
  }

  /** The response of the newest request. */
  add(response: ServerResponse): void {
    if (this.newest === null) this.oldest = response
    else this.newest[kNext] = response
    this.newest = response
    this.size++
    if (this.writer === null) this.giveTurn(response)
  }

  private giveTurn(response: ServerResponse): void {
    this.writer = response
    response[kSink] = this
    response.socket = this.socket
    this.socket._httpMessage = response
    if (response.listenerCount('socket') > 0) response.emit('socket', this.socket)
  }

  passTurn(response: ServerResponse): void {
    if (response !== this.writer || response._last) return
    const next = response[kNext]
    if (next === null) {
      this.writer = null
      return
    }
    this.giveTurn(next)
    if (next.outputData.length > 0 || next.finished) next._flush()
  }

  /** Whether one of the responses, whichever, has said that the connection ends behind it. */
  get isEnding(): boolean {
    for (let response = this.writer; response !== null; response = response[kNext]) if (response._last) return true
    return false
  }

  /** Nothing follows the last response that was asked for: the connection's other half has ended. */
  closeBehindLast(): boolean {
    if (this.writer === null || this.newest === null) return false
    this.newest._last = true
    return true
  }

  writeLast(text: string): void {
    this.batch = this.batch === '' ? text : this.batch + text
    this.lastOfBatch = this.writer
    if (this.batch === '' || !this.owner.shouldHoldWrites()) this.flush()
  }

  write(data: string | Uint8Array, encoding: BufferEncoding | null, callback: WriteCallback | null): boolean {
    this.flushHeld()
    if (!this.socket.writable) return false
    if (callback === null) return this.socket.write(data, encoding as BufferEncoding)
    return this.socket.write(data, encoding as BufferEncoding, callback)
  }

  flushHeld(): void {
    if (this.lastOfBatch !== null) this.flush()
  }

  private flush(): void {
    const { socket, batch, lastOfBatch } = this
    this.batch = ''
    this.lastOfBatch = null
    // A client that has half-closed had its end already. Writing behind it would be an error, which would take with it
    // what an earlier answer has not yet sent.
    if (!socket.writable && (batch !== '' || socket.writableLength > 0)) return
    if (lastOfBatch !== null) lastOfBatch[kEndsBatch] = true
    if (batch !== '' || socket.writableLength > 0) socket.write(batch, 'latin1', this.onWritten)
    else process.nextTick(this.onWritten)
  }

  /** One batch has left, or failed: that takes all behind it with it. */
  private batchOnWritten(error: Error | null | undefined): void {
    let response = this.oldest
    while (response !== null) {
      const next = response[kNext]
      const isLast = response[kEndsBatch] && !error
      response[kFlushed](error)
      response = isLast ? null : next
    }
  }

  responseOnFlush(response: ServerResponse): void {
    this.leave(response)
    this.owner.responseOnFlush(response)
  }

  /** The socket takes more: so may the response that was told to wait. */
  socketOnDrain(): void {
    const { writer } = this
    if (writer === null || writer.finished || !writer.writableNeedDrain) return
    writer[kNeedDrain] = false
    writer.emit('drain')
  }

  /** It is over: the oldest, for they leave in order. */
  private leave(response: ServerResponse): void {
    let previous: ServerResponse | null = null
    let found = this.oldest
    while (found !== response) {
      if (found === null) return
      previous = found
      found = found[kNext]
    }
    const next = response[kNext]
    if (previous === null) this.oldest = next
    else previous[kNext] = next
    if (next === null) this.newest = previous
    // Who keeps a response keeps none of those behind it.
    response[kNext] = null
    this.size--
  }

  /** All that are not over, in order. */
  all(): ServerResponse[] {
    const responses: ServerResponse[] = []
    for (let response = this.oldest; response !== null; response = response[kNext]) responses.push(response)
    return responses
  }

  /** The socket is gone, and with it every response that has not left. Callbacks of its writes may still come. */
  close(): void {
    this.writer = null
    for (const response of this.all()) closeResponse(response)
  }
}
