// A body whose length nobody knows beforehand goes out in chunks, as fast as the server reads it.

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import http from 'nethttp'
import { sizeText } from '../report/size-text.mjs'
import { ask } from './ask.mjs'
import { connectionFact } from './connection-fact.mjs'

const PIECES = 64
const PIECE_BYTES = 65_536

export const streamedPost = {
  title: 'A streamed POST',
  async run({ server, port, agent }) {
    const hash = createHash('sha256')
    const body = Readable.from(pieces(hash))
    const options = {
      port,
      agent,
      method: 'POST',
      path: '/upload',
      headers: { 'Content-Type': 'application/octet-stream' },
    }
    const done = await ask(http.request, server, options, body)
    const { bytes, pieces: reads, sha256 } = JSON.parse(done.answer)
    const isSame = sha256 === hash.digest('hex')
    if (!isSame) throw new Error('what arrived is not what was sent')
    return [
      { request: done.request },
      { response: done.response },
      {
        facts: [
          ['sent', `${sizeText(PIECES * PIECE_BYTES)} in ${PIECES} pieces`],
          ['received', `${sizeText(bytes)} in ${reads} pieces, the SHA-256 of both is ${sha256.slice(0, 16)}…`],
          connectionFact(done),
          ['took', `${done.tookMs.toFixed(1)} ms`],
        ],
      },
    ]
  },
}

async function* pieces(hash) {
  for (let n = 0; n < PIECES; n++) {
    const piece = Buffer.alloc(PIECE_BYTES, n)
    hash.update(piece)
    yield piece
  }
}
