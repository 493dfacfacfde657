// The writing half of a server's connection: responses leave in the order of their requests.
//
//   waiting ─▶ writer ─▶ batch ─▶ leaving ─▶ flushed
//
// One response has the turn (`writer`) and writes; those behind it keep what they have until it is theirs. The turn
// passes when a response has handed over its last byte; it is flushed when the socket has taken that byte. Responses
// that become complete while one read is being parsed leave in one write.
// Knows responses and a socket; must not know requests or parsing.

import { kFlushed, kNeedDrain, kSink, type WriteCallback } from '../message/internals.ts'
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
  private readonly waiting: ServerResponse[] = []
  /** All that are not over, in order: also one whose last write the socket did not take. */
  private readonly unflushed: ServerResponse[] = []
  /** Responses handed over and not yet flushed; a null stands behind those of one write. */
  private readonly leaving: (ServerResponse | null)[] = []
  /** Text of complete responses, to leave in one write. */
  private batch = ''
  /** How many responses the batch ends; one may have left no text to send. */
  private batchedResponses = 0
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
    this.unflushed.push(response)
    if (this.writer === null) this.giveTurn(response)
    else this.waiting.push(response)
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
    const next = this.waiting.shift()
    if (next === undefined) {
      this.writer = null
      return
    }
    this.giveTurn(next)
    if (next.outputData.length > 0 || next.finished) next._flush()
  }

  /** Whether one of the responses, whichever, has said that the connection ends behind it. */
  get isEnding(): boolean {
    if (this.writer?._last === true) return true
    for (const response of this.waiting) if (response._last) return true
    return false
  }

  /** Nothing follows the last response that was asked for: the connection's other half has ended. */
  closeBehindLast(): boolean {
    const last = this.waiting.at(-1) ?? this.writer
    if (last !== null) last._last = true
    return last !== null
  }

  writeLast(text: string): void {
    this.batch = this.batch === '' ? text : this.batch + text
    this.leaving.push(this.writer)
    this.batchedResponses++
    if (this.batch === '' || !this.owner.shouldHoldWrites()) this.flush()
  }

  write(data: string | Uint8Array, encoding: BufferEncoding | null, callback: WriteCallback | null): boolean {
    this.flushHeld()
    if (!this.socket.writable) return false
    if (callback === null) return this.socket.write(data, encoding as BufferEncoding)
    return this.socket.write(data, encoding as BufferEncoding, callback)
  }

  flushHeld(): void {
    if (this.batchedResponses > 0) this.flush()
  }

  private flush(): void {
    const { socket, batch } = this
    this.batch = ''
    this.batchedResponses = 0
    // A client that has half-closed had its end already. Writing behind it would be an error, which would take with it
    // what an earlier answer has not yet sent.
    if (!socket.writable && (batch !== '' || socket.writableLength > 0)) return
    this.leaving.push(null)
    if (batch !== '' || socket.writableLength > 0) socket.write(batch, 'latin1', this.onWritten)
    else process.nextTick(this.onWritten)
  }

  private batchOnWritten(error: Error | null | undefined): void {
    const { leaving } = this
    for (let response = leaving.shift(); response; response = leaving.shift()) response[kFlushed](error)
  }

  responseOnFlush(response: ServerResponse): void {
    this.unflushed.shift()
    this.owner.responseOnFlush(response)
  }

  /** The socket takes more: so may the response that was told to wait. */
  socketOnDrain(): void {
    const { writer } = this
    if (writer === null || writer.finished || !writer.writableNeedDrain) return
    writer[kNeedDrain] = false
    writer.emit('drain')
  }

  /** The socket is gone, and with it every response that has not left. */
  close(): void {
    this.writer = null
    this.waiting.length = 0
    for (const response of this.unflushed.splice(0)) closeResponse(response)
  }
}
