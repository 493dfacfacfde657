// `GET /stream?lines=…&pause=…`: one line after the other, and the checksum of all of them as a trailer.

import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { numberOf } from './number-of.mjs'

export async function streamAnswer(_req, res, query) {
  const lines = numberOf(query, 'lines', { fallback: 10, most: 100 })
  const pauseMs = numberOf(query, 'pause', { fallback: 200, most: 2000 })
  const hash = createHash('sha256')
  res.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    Trailer: 'X-SHA-256',
  })
  for (let n = 1; n <= lines && !res.destroyed; n++) {
    if (n > 1) await sleep(pauseMs)
    const line = `line ${n} of ${lines}\n`
    hash.update(line)
    res.write(line)
  }
  res.addTrailers({ 'X-SHA-256': hash.digest('hex') })
  res.end()
}
