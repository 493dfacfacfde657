// The request whose bytes are arriving: from its head to the last byte of its body, in a context of its own, also where
// several come in one read.
//
//   begin ─▶ makeContext ─▶ push … ─▶ takeTrailers ─▶ end
//     └────▶ another protocol follows: nothing is received any more, and the request stays for whoever speaks that
//
// Knows a request as a stream; must not know what it asks for, or who answers.

import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { kEndBody, kIsFlowing, kIsOpen, kPushBody, kTakeTrailers } from '../message/internals.ts'

export class RequestReception {
  request: IncomingMessage | null = null
  private context: AsyncResource | null = null
  /** Whether a body has begun to come. */
  private hasBody = false

  begin(request: IncomingMessage): void {
    this.request = request
  }

  /** @returns the context of this request alone: its handler runs there, and what comes after its head */
  makeContext(): AsyncResource {
    this.hasBody = false
    this.context = new AsyncResource('HTTPINCOMINGMESSAGE')
    return this.context
  }

  /** @returns whether the reader of the body has room for more */
  push(chunk: Uint8Array): boolean {
    const { context, request } = this
    if (context === null || request === null) return true
    this.hasBody = true
    return context.runInAsyncScope(request[kPushBody], request, chunk)
  }

  takeTrailers(text: string, start: number, end: number): void {
    this.request?.[kTakeTrailers](text, start, end)
  }

  end(): void {
    const { context, request } = this
    if (request === null) return
    if (!request[kIsOpen]) request[kEndBody]()
    else if (!this.hasBody || !request[kIsFlowing]) context?.runInAsyncScope(request[kEndBody], request)
    // A turn later, when those who began to read in this one have begun: a reader is asked before the end is told.
    else context?.runInAsyncScope(process.nextTick, process, endBody, request)
    if (!request.upgrade) this.request = null
  }

  /** Of the request nothing more comes. */
  drop(): void {
    this.request = null
  }
}

function endBody(request: IncomingMessage): void {
  request[kEndBody]()
}
