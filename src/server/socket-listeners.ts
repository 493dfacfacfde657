// The listeners of a server's connection on its socket: module-level functions that find the connection by the
// socket, so that a connection costs no closures and each can be taken off again.

import { apiError } from '../node/errors.ts'
import { type OwnedSocket, socketOnError } from './client-error.ts'
import { canReadDirectly, socketOnData, socketPush } from './direct-reads.ts'
import type { ServerConnection, ServerSocket } from './server-connection.ts'
import { kConnection } from './server-internals.ts'
import { responseOnSocketClose } from './server-response.ts'

export function attachSocket(connection: ServerConnection): void {
  const socket = connection.socket as OwnedSocket
  socket[kConnection] = connection
  socket.server = connection.server
  socket.parser = connection
  socket._httpMessage = null
  socket._paused = false
  socket.on('error', socketOnError)
  socket.on('close', socketOnClose)
  socket.on('close', responseOnSocketClose)
  socket.on('timeout', socketOnTimeout)
  socket.on('drain', socketOnDrain)
  socket.on('end', socketOnEnd)
  socket.on('data', socketOnData)
  if (canReadDirectly(socket)) socket.push = socketPush
  // The parser reads bytes; text would be something else.
  socket.setEncoding = socketSetEncoding
}

export function releaseSocket(socket: ServerSocket): void {
  socket.removeListener('error', socketOnError)
  socket.removeListener('close', responseOnSocketClose)
  socket.removeListener('close', socketOnClose)
  socket.removeListener('timeout', socketOnTimeout)
  socket.removeListener('drain', socketOnDrain)
  socket.removeListener('end', socketOnEnd)
  socket.removeListener('data', socketOnData)
  socket.parser = null
  delete (socket as Partial<OwnedSocket>).setEncoding
  if (socket.push === socketPush) delete (socket as Partial<OwnedSocket>).push
}

function socketOnEnd(this: OwnedSocket): void {
  this[kConnection].socketOnEnd()
}

/** Programs have called this with another `this`: it must not fail. */
function socketOnClose(this: OwnedSocket): void {
  const connection = this[kConnection]
  if (connection === undefined) return
  ;(this.parser as Partial<ServerConnection> | null)?.free?.()
  connection.socketOnClose()
  this.parser = null
}

function socketOnTimeout(this: OwnedSocket): void {
  this[kConnection].socketOnTimeout()
}

function socketOnDrain(this: OwnedSocket): void {
  this[kConnection].socketOnDrain()
}

function socketSetEncoding(): never {
  throw apiError('ERR_HTTP_SOCKET_ENCODING')
}
