// What a server makes of a request's head: the message objects, and which event it becomes.
// Decisions on one request; the connection keeps the order of several.

import { countToShow } from '../message/headers-count.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { kOptions, kSource, kTakeHead } from '../message/internals.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { announcesBody } from '../protocol/framing.ts'
import { LENIENT_HOST, type Leniency } from '../protocol/leniency.ts'
import { CONNECTION_UPGRADE, EXPECT_CONTINUE, EXPECT_NONE, type MessageHead } from '../protocol/message-head.ts'
import type { HttpServer } from './http-server.ts'
import type { ServerConnection } from './server-connection.ts'
import { kIncomingMessage, kOptimizeEmptyRequests, kResponseOptions, kServerResponse } from './server-internals.ts'
import type { ServerResponse } from './server-response.ts'

export function createRequest(connection: ServerConnection, head: MessageHead): IncomingMessage {
  const { server } = connection
  const request = new server[kIncomingMessage](connection.socket as never)
  request.httpVersionMajor = head.versionMajor
  request.httpVersionMinor = head.versionMinor
  request.httpVersion =
    head.versionMajor === 1 ? (head.versionMinor === 1 ? '1.1' : '1.0') : `${head.versionMajor}.${head.versionMinor}`
  request.url = head.target
  request.method = head.method
  request.joinDuplicateHeaders = server.joinDuplicateHeaders as boolean
  request.upgrade = head.method === 'CONNECT' || asksForUpgrade(head)
  request[kTakeHead](head.text, head.fieldsStart, head.fieldsEnd, countToShow(server.maxHeadersCount))
  request[kSource] = connection
  return request
}

/** RFC 9110 §7.8: HTTP/1.0 has no Upgrade. */
function asksForUpgrade(head: MessageHead): boolean {
  return head.hasUpgrade && (head.connection & CONNECTION_UPGRADE) !== 0 && isVersion11(head)
}

function isVersion11(head: MessageHead): boolean {
  return head.versionMajor === 1 && head.versionMinor === 1
}

/**
 * Whether the connection changes its protocol; else the request is one like others. Without Host (RFC 9112 §3.2) it
 * may by default, as Node's tests do it.
 */
export function shouldSwitch(
  server: HttpServer,
  request: IncomingMessage,
  head: MessageHead,
  lenient: Leniency,
): boolean {
  const needsHost = server.requireHostHeader && isVersion11(head) && (lenient & LENIENT_HOST) === 0
  if (needsHost && !head.hasHost) return false
  return request.method === 'CONNECT' || server.shouldUpgradeCallback(request)
}

export function createResponse(
  connection: ServerConnection,
  request: IncomingMessage,
  persistent: boolean,
): ServerResponse {
  const { server, socket } = connection
  connection.responseOptions ??= {
    highWaterMark: socket.writableHighWaterMark,
    rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
    [kOptions]: server[kResponseOptions],
  }
  const response = new server[kServerResponse](request, connection.responseOptions)
  response._keepAliveTimeout = server.keepAliveTimeout
  response._maxRequestsPerSocket = server.maxRequestsPerSocket
  response._onPendingData = connection.queue.onPendingData
  response.shouldKeepAlive = persistent
  return response
}

export function dispatchRequest(
  connection: ServerConnection,
  request: IncomingMessage,
  response: ServerResponse,
  head: MessageHead,
): void {
  const { server, socket } = connection
  if (diagnostics.serverRequestStart.hasSubscribers) {
    diagnostics.serverRequestStart.publish({ request, response, socket, server })
  }
  if (isVersion11(head)) {
    // RFC 9112 §3.2: a request of HTTP/1.1 without Host is answered with 400.
    if (server.requireHostHeader && !head.hasHost) {
      response.writeHead(400, ['Connection', 'close'])
      response.end()
      return
    }
    if (isOverRequestLimit(connection, response)) {
      server.emit('dropRequest', request, socket)
      response.writeHead(503)
      response.end()
      return
    }
    if (head.expect !== EXPECT_NONE) {
      dispatchExpecting(server, request, response, head.expect)
      return
    }
  }
  if (server[kOptimizeEmptyRequests] && !announcesBody(head)) request._dumpAndCloseReadable()
  server.emit('request', request, response)
}

/** `maxRequestsPerSocket`: the last one allowed says close, those behind it are dropped. */
function isOverRequestLimit(connection: ServerConnection, response: ServerResponse): boolean {
  const { maxRequestsPerSocket } = connection.server
  if (!(typeof maxRequestsPerSocket === 'number' && maxRequestsPerSocket > 0)) return false
  connection.requestsCount++
  response.maxRequestsOnConnectionReached = maxRequestsPerSocket <= connection.requestsCount
  return maxRequestsPerSocket < connection.requestsCount
}

/** RFC 9110 §10.1.1 */
function dispatchExpecting(
  server: HttpServer,
  request: IncomingMessage,
  response: ServerResponse,
  expect: number,
): void {
  if (expect === EXPECT_CONTINUE) {
    response._expect_continue = true
    if (server.listenerCount('checkContinue') > 0) {
      server.emit('checkContinue', request, response)
      return
    }
    response.writeContinue()
    server.emit('request', request, response)
  } else if (server.listenerCount('checkExpectation') > 0) {
    server.emit('checkExpectation', request, response)
  } else {
    response.writeHead(417)
    response.end()
  }
}
