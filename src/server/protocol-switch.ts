// CONNECT and Upgrade: the socket goes to the application as if it had never been read. In order: behind the answers that
// are due before it (RFC 9110 §7.8), unless leniency lets it go at once. Which request switches: request-dispatch.ts.

import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { LENIENT_ORDER } from '../protocol/leniency.ts'
import type { ServerConnection } from './server-connection.ts'

/** What the application gets beside the socket. */
export interface Switching {
  request: IncomingMessage
  /** Bytes that came behind the request and belong to the other protocol. */
  head: Buffer
}

export function switchProtocol(connection: ServerConnection, switching: Switching): void {
  const mustWait = connection.owesAnswer && (connection.parser.leniency & LENIENT_ORDER) === 0
  if (!mustWait) return emitSwitch(connection, switching)
  // What follows stays where it is until then.
  connection.switching = switching
  connection.stopReading()
}

export function emitSwitch(connection: ServerConnection, { request, head }: Switching): void {
  const { queue, server, socket } = connection
  const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
  connection.switching = null
  if (server.listenerCount(event) === 0) {
    socket.destroy()
    return
  }
  // An answer that is on its way ends with the socket, whoever has it.
  if (queue.writer !== null) socket.once('close', () => queue.close())
  connection.detach()
  ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
  new AsyncResource('HTTPINCOMINGMESSAGE').runInAsyncScope(server.emit as never, server, event, request, socket, head)
}
