// The parser of a request's answer: by that request's limits and leniencies, which may differ from those of the one
// before on the same socket. Must not know sockets.

import { countToRefuse } from '../message/headers-count.ts'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import { type Leniency, leniencyOf } from '../protocol/leniency.ts'
import { type MessageHandler, MessageParser } from '../protocol/message-parser.ts'
import type { ClientRequest } from './client-request.ts'

export class ResponseParser extends MessageParser {
  private readonly maxHeaderSize: number
  private readonly maxHeadersCount: number

  constructor(handler: MessageHandler, request: ClientRequest) {
    const leniency = leniencyOfRequest(request)
    const maxHeaderSize = maxHeaderSizeOf(request)
    const maxHeadersCount = maxHeadersCountOf(request, leniency)
    super('response', handler, { maxHeaderSize, maxHeadersCount, leniency })
    this.maxHeaderSize = maxHeaderSize
    this.maxHeadersCount = maxHeadersCount
  }

  /** Whether nothing of an earlier answer is left, and `request` asks for the same limits and leniencies. */
  canServe(request: ClientRequest): boolean {
    return (
      this.canBegin &&
      this.maxHeaderSize === maxHeaderSizeOf(request) &&
      this.leniency === leniencyOfRequest(request) &&
      this.maxHeadersCount === maxHeadersCountOf(request, this.leniency)
    )
  }
}

function maxHeaderSizeOf(request: ClientRequest): number {
  return request.maxHeaderSize || defaultMaxHeaderSize()
}

/** Of an answer the built-in shows the first so many on every Node. */
function maxHeadersCountOf(request: ClientRequest, leniency: Leniency): number {
  return countToRefuse(request.maxHeadersCount, leniency, true)
}

function leniencyOfRequest(request: ClientRequest): Leniency {
  return leniencyOf(request.httpValidation, request.insecureHTTPParser ?? isParserInsecure())
}
