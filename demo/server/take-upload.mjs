// `POST /upload?rate=…`: counts a body and forgets it. With a rate in MiB/s it reads slowly, and the sender has to
// wait: nothing is kept here that was not yet read.

import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { numberOf } from './number-of.mjs'
import { sendJson } from './send-json.mjs'

const MIB = 1024 * 1024

export async function takeUpload(req, res, query) {
  const bytesPerMs = (numberOf(query, 'rate', { fallback: 0, most: 1000 }) * MIB) / 1000
  const startedAt = performance.now()
  const hash = createHash('sha256')
  let bytes = 0
  let pieces = 0
  for await (const piece of req) {
    bytes += piece.length
    pieces++
    hash.update(piece)
    if (bytesPerMs > 0) await waitUntil(startedAt + bytes / bytesPerMs)
  }
  sendJson(res, { bytes, pieces, sha256: hash.digest('hex'), tookMs: Math.round(performance.now() - startedAt) })
}

async function waitUntil(timeMs) {
  const waitMs = timeMs - performance.now()
  if (waitMs > 1) await sleep(waitMs)
}
