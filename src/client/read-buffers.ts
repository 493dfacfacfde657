// What the bytes of a client's connection are read into. `net` makes a buffer of 64 KiB for each read and cuts it to what
// has come; with its option `onread` it reads into one that it is given. What has come is then
//
//   for a request, up to 512 bytes      ─▶ copied into Node's pool
//   for a request, half a buffer        ─▶ handed on as it is, and another buffer takes its place
//   anything else                       ─▶ copied into memory of its own, as `net` would have it
//
// and goes to the request, or through the socket's stream where anybody else listens: whoever looks finds a socket as any
// other.
// Knows sockets and buffers; must not know what the bytes mean.

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { isReadByExchange, readInExchange } from './exchange-listeners.ts'

const BUFFER_BYTES = 65_536
/** Above it memory of its own costs no more than the pool and, for a body, a second copy. */
const MOST_POOLED_BYTES = 512
const LEAST_HANDED_ON_BYTES = BUFFER_BYTES / 2

/** Read into by all connections: what comes is copied out of it before anybody hears of it. */
let sharedBuffer: Buffer | null = null

class ConnectionReader {
  socket: Socket | null = null
  /** What the next read goes to. */
  private next: Buffer
  /** Whether the last read was large: what follows is mostly large too. */
  private isLarge = false
  /** Whether what `net` reads into is another's by now. */
  private isHandedOn = false

  constructor() {
    sharedBuffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES)
    this.next = sharedBuffer
  }

  /** Asked by `net` for each attempt to connect, and behind each read that did not throw. */
  nextBuffer(): Buffer {
    // Of an answer that is over nothing follows: an idle connection has no buffer to itself.
    if (!this.isLarge || !isReadByExchange(this.socket as Socket)) this.next = sharedBuffer as Buffer
    else if (this.isHandedOn || this.next === sharedBuffer) this.next = Buffer.allocUnsafeSlow(BUFFER_BYTES)
    this.isHandedOn = false
    return this.next
  }

  /** @returns whether there is room for more */
  take(buffer: Buffer, count: number): boolean {
    const socket = this.socket as Socket
    if (this.isHandedOn) return endNestedRead(socket)
    this.isLarge = count >= LEAST_HANDED_ON_BYTES
    if (!isReadByExchange(socket)) return socket.push(copyTo(Buffer.allocUnsafeSlow(count), buffer))
    if (this.isLarge && buffer !== sharedBuffer) return this.handOn(socket, buffer, count)
    const memory = mayBePooled(count) ? Buffer.allocUnsafe(count) : Buffer.allocUnsafeSlow(count)
    readInExchange(socket, copyTo(memory, buffer))
    return true
  }

  private handOn(socket: Socket, buffer: Buffer, count: number): boolean {
    this.isHandedOn = true
    try {
      readInExchange(socket, buffer.subarray(0, count))
      return true
    } catch (error) {
      // A listener threw, perhaps behind one that keeps the bytes, and `net` will not ask for another buffer. Of the
      // answer nothing more would be read anyhow.
      socket.destroy()
      throw error
    }
  }
}

/** Whoever runs the event loop in a listener (deasync) has read over what that listener was given. */
function endNestedRead(socket: Socket): boolean {
  socket.destroy(new Error('The connection was read in the middle of a read'))
  return false
}

/** As much of `bytes` as there is room for. */
function copyTo(memory: Buffer, bytes: Buffer): Buffer {
  bytes.copy(memory, 0, 0, memory.length)
  return memory
}

/** Whether a read of so many bytes may lie in the pool, whose memory is not for programs. */
export function mayBePooled(count: number): boolean {
  return count <= MOST_POOLED_BYTES
}

/** A piece of a body out of the pool: its reader gets neither others' bytes nor what cannot be transferred. */
export function ownBytes(chunk: Uint8Array): Uint8Array {
  const own = Buffer.allocUnsafeSlow(chunk.length)
  own.set(chunk)
  return own
}

/**
 * Calls `connect` of `net` so that the connection is read as above. Without an object of options, or with an `onread` of
 * the program's own, it is called as it is.
 */
export function connectReading(connect: (...args: unknown[]) => Duplex, args: unknown[]): Duplex {
  const [options, ...others] = args
  if (!hasRoomForReader(options)) return connect(...args)
  const reader = new ConnectionReader()
  const onread = {
    buffer: () => reader.nextBuffer(),
    callback: (count: number, buffer: Buffer) => reader.take(buffer, count),
  }
  const socket = connect({ __proto__: Object.getPrototypeOf(options), ...options, onread }, ...others)
  reader.socket = socket as Socket
  return asStream(socket)
}

function hasRoomForReader(options: unknown): options is object {
  return typeof options === 'object' && options !== null && !(options as { onread?: unknown }).onread
}

/** `net` starts and stops such a connection at every call of these, whether its stream has room or not. */
function asStream(socket: Duplex): Duplex {
  for (const name of ['read', 'pause', 'resume'] as const) {
    Object.defineProperty(socket, name, { value: Duplex.prototype[name], writable: true, configurable: true })
  }
  return socket
}
