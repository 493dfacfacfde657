// The way out of a message: its bytes go to the sink (the connection that stands before the socket), to the socket, or,
// while another message has both, into what is kept. Framed already: what they mean does not matter here.
// Works on a message's facts; must not know heads or bodies beyond which comes first.

import { kCorked, kSink, kSocket, type SocketLike, type WriteCallback } from './internals.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { isAscii, isAsciiOf } from './text.ts'

export interface PendingWrite {
  data: string | Uint8Array
  encoding: BufferEncoding | null
  callback: WriteCallback | null
}

/**
 * `message._send`: sends bytes behind the head, and the head before the first of them.
 * @param bytes how many `data` is, where that is known
 */
export function sendBehindHead(
  message: OutgoingMessage,
  data: string | Uint8Array,
  encoding: BufferEncoding | null | undefined,
  callback: WriteCallback | null | undefined,
  bytes: number | undefined,
): boolean {
  if (message._headerSent) return message._writeRaw(data, encoding, callback)
  message._headerSent = true
  const header = message._header ?? ''
  // A program that corks gets its pieces one by one; they leave together when it uncorks.
  const isText = message[kCorked] === 0 && typeof data === 'string'
  if (isText && (bytes === undefined ? data === '' || isAscii(data, encoding) : isAsciiOf(data, encoding, bytes)))
    return message._writeRaw(header + data, 'latin1', callback)
  const socket = message[kSocket]
  socket?.cork()
  message._writeRaw(header, 'latin1', null)
  const accepted = message._writeRaw(data, encoding, callback)
  socket?.uncork()
  return accepted
}

/** `message._writeRaw`. @returns false when the caller should wait for `drain` */
export function deliver(
  message: OutgoingMessage,
  data: string | Uint8Array,
  encoding: BufferEncoding | null,
  callback: WriteCallback | null,
): boolean {
  const { socket } = message
  if (socket?.destroyed) return false
  const sink = message[kSink]
  if (sink !== null) return sink.write(data, encoding, callback)
  if (socket && socket._httpMessage === message && socket.writable) return writeTo(socket, data, encoding, callback)
  message.outputData.push({ data, encoding, callback })
  message.outputSize += data.length
  message._onPendingData(data.length)
  return message.outputSize < message.writableHighWaterMark
}

function writeTo(
  socket: SocketLike,
  data: string | Uint8Array,
  encoding: BufferEncoding | null,
  callback: WriteCallback | null,
): boolean {
  if (callback === null) return socket.write(data, encoding as BufferEncoding)
  return socket.write(data, encoding as BufferEncoding, callback)
}

/** `message._flushOutput`: what was kept leaves. @returns what the last write said; undefined where nothing was kept */
export function deliverKept(message: OutgoingMessage, socket: SocketLike): boolean | undefined {
  while (message[kCorked]) {
    message[kCorked]--
    socket.cork()
  }
  const { outputData } = message
  if (outputData.length === 0) return undefined
  message.outputData = []
  const sink = message[kSink]
  let accepted = true
  const mustCork = outputData.length > 1
  if (mustCork) socket.cork()
  for (const { data, encoding, callback } of outputData) {
    accepted = sink !== null ? sink.write(data, encoding, callback) : writeTo(socket, data, encoding, callback)
  }
  if (mustCork) socket.uncork()
  message._onPendingData(-message.outputSize)
  message.outputSize = 0
  return accepted
}
