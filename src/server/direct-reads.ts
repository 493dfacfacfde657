// How the bytes of a socket of `net` get to its connection.
//
//   net ─▶ socket.push ─┬─▶ connection            while nobody else listens and nothing waits in the stream
//                       └─▶ stream ─▶ 'data' ─▶ connection, and whoever listens
//
// A stream that flows keeps nothing of a piece that is pushed; it tells its listeners, and looks a turn later whether it
// should read on, which `net` does anyway. For one listener that is ours a call does (bench row `hello`: 0.96, `json` and
// `https`: 0.97). What is seen of the socket stays true: whether it flows, what waits, how much was read. The built-in,
// which takes a socket's bytes before `net` sees them, tells no `data` either.
// Knows sockets; must not know what the bytes mean.

import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { isSoleReader } from '../node/sole-reader.ts'
import type { OwnedSocket } from './client-error.ts'
import { canRest, restFromReading } from './dribbled-heads.ts'
import type { ServerSocket } from './server-connection.ts'
import { kConnection } from './server-internals.ts'

/** The listener of `data` on a server's connection. */
export function socketOnData(this: OwnedSocket, bytes: Buffer): void {
  this[kConnection].read(bytes)
}

/** Other streams wait to be asked for more, which is what their own `push` sees to. */
export function canReadDirectly(socket: ServerSocket): boolean {
  const isPlain = socket.push === Readable.prototype.push && socket._read === Socket.prototype._read
  return isPlain && socket instanceof Socket
}

/** Stands for `push` on the socket of a connection. @returns false when `net` should stop reading */
export function socketPush(this: OwnedSocket, bytes: unknown, encoding?: BufferEncoding): boolean {
  const isForConnection = Buffer.isBuffer(bytes) && this.readable && isSoleReader(this, socketOnData)
  if (!isForConnection) return Readable.prototype.push.call(this, bytes, encoding)
  const connection = this[kConnection]
  connection.read(bytes)
  if (!connection.isDribbled || !canRest(this)) return true
  restFromReading(this)
  return false
}
