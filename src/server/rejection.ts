// What a server does with a listener whose promise is rejected (events.captureRejections).

import { STATUS_CODES } from '../protocol/status-codes.ts'
import type { ServerResponse } from './server-response.ts'

/** A request whose listener failed is answered with 500 while it can be; else its connection ends. */
export function closeOnRejection(this: NodeJS.EventEmitter, error: Error, event: string, ...args: unknown[]): void {
  if (event !== 'request') {
    const [socket] = args as [{ destroy(error: Error): void } | undefined]
    socket?.destroy(error)
    return
  }
  const response = args[1] as ServerResponse
  if (response.headersSent || response.writableEnded) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = 500
  response.end(STATUS_CODES[500])
}
