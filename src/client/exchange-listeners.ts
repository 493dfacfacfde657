// The listeners that exchanges have on their socket. They find the connection by the socket and run in the context of
// the code that made the request, whoever opened the socket.
//
//   listen ─▶ the answer comes ─▶ it is over ─▶ the socket is free ─┬─ somebody waits ─▶ they stay for the next exchange
//                                                                   └─ nobody ─▶ stopListening, and guardIdle
//
// Taking off and putting on again six listeners costs a tenth of an exchange (bench row `client`, without sockets).
// Must not know what an exchange makes of what it hears.

import { kNeedDrain } from '../message/internals.ts'
import { isSoleReader } from '../node/sole-reader.ts'
import type { ClientConnection, ClientSocket } from './client-connection.ts'
import { kClientConnection, kContext } from './client-internals.ts'
import { exchangeOnClose, exchangeOnEnd, exchangeOnError } from './exchange-ends.ts'

/** An exchange begins on a socket that has none of these listeners. */
export function listen(socket: ClientSocket): void {
  socket.on('error', socketOnError)
  socket.removeListener('data', idleSocketOnData)
  socket.on('data', socketOnData)
  socket.on('end', socketOnEnd)
  socket.on('close', socketOnClose)
  socket.on('drain', socketOnDrain)
}

/** What comes is not for the exchange any more; its ends still are. */
export function stopReading(socket: ClientSocket): void {
  socket.removeListener('data', socketOnData)
  socket.removeListener('end', socketOnEnd)
  socket.removeListener('drain', socketOnDrain)
}

export function stopWatchingEnds(socket: ClientSocket): void {
  socket.removeListener('close', socketOnClose)
  socket.removeListener('error', socketOnError)
}

export function stopListening(socket: ClientSocket): void {
  stopReading(socket)
  stopWatchingEnds(socket)
}

/** Between two requests: nobody asked for anything (CVE-2026-48931). */
export function guardIdle(socket: ClientSocket): void {
  socket.on('data', idleSocketOnData)
}

/** Whether what comes on the socket is for an exchange that is not over, and nobody else looks at it. */
export function isReadByExchange(socket: ClientSocket): boolean {
  const connection = socket[kClientConnection]
  if (connection === undefined || !connection.isListening || connection.isOver) return false
  return isSoleReader(socket, socketOnData)
}

/** What the listener of `data` does; without the stream where nobody else listens. */
export function readInExchange(socket: ClientSocket, bytes: Buffer): void {
  const connection = connectionOf(socket)
  connection.request[kContext].runInAsyncScope(connection.read, connection, bytes)
}

function connectionOf(socket: ClientSocket): ClientConnection {
  return socket[kClientConnection] as ClientConnection
}

function inContext<Argument>(
  connection: ClientConnection,
  call: (connection: ClientConnection, argument: Argument) => void,
  argument: Argument,
): void {
  connection.request[kContext].runInAsyncScope(call, undefined, connection, argument)
}

function socketOnData(this: ClientSocket, bytes: Buffer): void {
  readInExchange(this, bytes)
}

function socketOnEnd(this: ClientSocket): void {
  const connection = connectionOf(this)
  if (!connection.isOver) inContext(connection, exchangeOnEnd, undefined)
}

function socketOnClose(this: ClientSocket): void {
  const connection = connectionOf(this)
  if (!connection.isFree) inContext(connection, exchangeOnClose, undefined)
}

function socketOnError(this: ClientSocket, error: Error): void {
  const connection = connectionOf(this)
  if (!connection.isFree) inContext(connection, exchangeOnError, error)
}

function socketOnDrain(this: ClientSocket): void {
  inContext(connectionOf(this), requestOnDrain, undefined)
}

function requestOnDrain({ request }: ClientConnection): void {
  if (request.finished || !request[kNeedDrain]) return
  request[kNeedDrain] = false
  request.emit('drain')
}

function idleSocketOnData(this: ClientSocket): void {
  // A request that is not of this class (the built-in's, with an agent of ours) reads by listeners of its own.
  if (this._httpMessage) this.removeListener('data', idleSocketOnData)
  else this.destroy()
}
