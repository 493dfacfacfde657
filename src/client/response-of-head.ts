// The IncomingMessage of a response's head. Must not know what becomes of it.

import { countToShow } from '../message/headers-count.ts'
import { IncomingMessage } from '../message/incoming-message.ts'
import { type BodySource, kSource, kTakeHead } from '../message/internals.ts'
import { CONNECTION_UPGRADE, type MessageHead } from '../protocol/message-head.ts'
import type { ClientSocket } from './client-connection.ts'
import type { ClientRequest } from './client-request.ts'

export type ClientResponse = IncomingMessage & { req?: ClientRequest }

/** @param source where the response's reader asks for more */
export function responseOfHead(
  head: MessageHead,
  request: ClientRequest,
  socket: ClientSocket,
  source: BodySource,
): ClientResponse {
  const response = new IncomingMessage(socket as never) as ClientResponse
  response.httpVersionMajor = head.versionMajor
  response.httpVersionMinor = head.versionMinor
  response.httpVersion =
    head.versionMajor === 1 && head.versionMinor === 1 ? '1.1' : `${head.versionMajor}.${head.versionMinor}`
  response.statusCode = head.statusCode
  response.statusMessage = head.reasonPhrase
  response.joinDuplicateHeaders = request.joinDuplicateHeaders as boolean
  // RFC 9110 §7.8: only a 101 changes the protocol, and only when it was asked for.
  response.upgrade = head.statusCode === 101 && head.hasUpgrade && (head.connection & CONNECTION_UPGRADE) !== 0
  response[kTakeHead](head.text, head.fieldsStart, head.fieldsEnd, countToShow(request.maxHeadersCount))
  response[kSource] = source
  return response
}
