// Sends a request again whose kept connection turned out to be closed already (RFC 9112 §9.3.1): which requests may be,
// and how one comes back to where it was before it was written. On which connection it goes out is the agent's choice.

import { kFlushed } from '../message/internals.ts'
import type { ClientSocket } from './client-connection.ts'
import { kHasWritten, kIsRepeated, kSendAgain } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { listenForTimeout, startTimeout } from './request-timeouts.ts'

/** RFC 9110 §9.2.2: twice means the same as once. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** A request without a body, whole, of a method that may be repeated, of which nothing was answered; its agent does it. */
export function canSendAgain(request: ClientRequest): boolean {
  if (!request.agent?.[kSendAgain]) return false
  const hasBody = request[kHasWritten] || request.chunkedEncoding || (request._contentLength ?? 0) > 0
  return request.finished && !request.destroyed && request.res === null && !hasBody && IDEMPOTENT.has(request.method)
}

/** @returns whether it goes out again; else the caller tells its error */
export function sendAgain(request: ClientRequest, socket: ClientSocket): boolean {
  if (!canSendAgain(request)) return false
  const timeoutMs = request.timeoutCb === null ? undefined : socket.timeout
  request[kIsRepeated] = true
  request.socket = null
  request.reusedSocket = false
  request.timeoutCb = null
  if (timeoutMs !== undefined) {
    listenForTimeout(request)
    request.once('socket', (fresh: ClientSocket) => startTimeout(fresh, timeoutMs))
  }
  const head = request._header as string
  const callback = request.writableFinished ? null : (error?: Error | null) => request[kFlushed](error)
  request.outputData = [{ data: head, encoding: 'latin1', callback }]
  request.outputSize = head.length
  request.agent?.[kSendAgain]?.call(request.agent, request as never, socket as never)
  return true
}
