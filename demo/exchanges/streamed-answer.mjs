// An answer that is written piece by piece, and a checksum behind it, known only once everything has been written.

import http from 'nethttp'
import { ask } from './ask.mjs'
import { connectionFact } from './connection-fact.mjs'

export const streamedAnswer = {
  title: 'A streamed answer with a trailer',
  async run({ server, port, agent }) {
    const done = await ask(http.request, server, { port, agent, path: '/stream?lines=3&pause=20' })
    return [
      { request: done.request },
      { response: done.response },
      {
        facts: [
          ['body', done.answer.trimEnd().split('\n').join(' | ')],
          ['trailer', `x-sha-256: ${done.trailers['x-sha-256']?.slice(0, 16)}…`],
          connectionFact(done),
          ['took', `${done.tookMs.toFixed(1)} ms`],
        ],
      },
    ]
  },
}
