// One request with the client of nethttp, and the heads of both messages as the other side received them.

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { headOf } from '../report/head-of.mjs'

/** No exchange may take longer. */
export const LIMIT_MS = 10_000

/**
 * @param send `http.request` or `https.request`
 * @param server the one that is asked
 * @param body what is streamed to it, if anything
 */
export async function ask(send, server, options, body) {
  const seen = once(server, 'request')
  const startedAt = performance.now()
  const req = send({ host: '127.0.0.1', ...options, signal: AbortSignal.timeout(LIMIT_MS) })
  const [[res]] = await Promise.all([once(req, 'response'), body ? pipeline(body, req) : req.end()])
  const localPort = res.socket.localPort
  const answer = await text(res)
  const [received] = await seen
  return {
    request: headOf(received),
    response: headOf(res),
    answer,
    trailers: res.trailers,
    localPort,
    isReused: req.reusedSocket,
    tookMs: performance.now() - startedAt,
  }
}
