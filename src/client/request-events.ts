// What a request tells: its errors, its close, its response, and those who observe. Functions, since whatever stands on
// the prototype of ClientRequest is seen by programs that extend it.

import type { IncomingMessage } from '../message/incoming-message.ts'
import { settleEnd } from '../message/outgoing-end.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { addPerformanceEntry } from '../node/performance-entries.ts'
import { kAuthority, kStartMs, kWriteError } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'

export function emitError(request: ClientRequest, error: Error): void {
  if (diagnostics.clientRequestError.hasSubscribers) diagnostics.clientRequestError.publish({ request, error })
  if (request[kWriteError] !== null) settleEnd(request, request[kWriteError])
  request.emit('error', error)
}

/** Once, whatever ends the exchange first. */
export function emitClose(request: ClientRequest): void {
  if (request._closed) return
  request._closed = true
  request.emit('close')
}

/** The head of the response is there. */
export function notePerformance(request: ClientRequest, response: IncomingMessage): void {
  if (request[kStartMs] === 0) return
  addPerformanceEntry('HttpClient', request[kStartMs], {
    req: {
      method: request.method,
      // To a proxy the path is a whole URL.
      url: /^https?:/.test(request.path) ? request.path : `${request.protocol}//${request[kAuthority]}${request.path}`,
      headers: request.getHeaders(),
    },
    res: { statusCode: response.statusCode, statusMessage: response.statusMessage, headers: response.headers },
  })
}
