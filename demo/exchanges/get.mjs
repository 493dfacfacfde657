// The plainest request there is.

import http from 'nethttp'
import { ask } from './ask.mjs'
import { connectionFact } from './connection-fact.mjs'

export const get = {
  title: 'A GET',
  async run({ server, port, agent }) {
    const done = await ask(http.request, server, { port, agent, path: '/hello?name=reader' })
    return [
      { request: done.request },
      { response: done.response },
      {
        facts: [
          ['body', done.answer.trimEnd()],
          connectionFact(done),
          ['took', `${done.tookMs.toFixed(1)} ms, the connection included`],
        ],
      },
    ]
  },
}
