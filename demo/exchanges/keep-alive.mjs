// An agent of its own with nothing in its pool: the first request makes a connection, the others go on it too.

import http from 'nethttp'
import { ask } from './ask.mjs'
import { connectionFact } from './connection-fact.mjs'

const REQUESTS = 3

export const keepAlive = {
  title: 'Keep-alive: one connection for three requests',
  async run({ server, port }) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    try {
      const parts = []
      const ports = new Set()
      for (let n = 1; n <= REQUESTS; n++) {
        const done = await ask(http.request, server, { port, agent, path: `/hello?name=${n}` })
        ports.add(done.localPort)
        parts.push(
          { request: { line: done.request.line, fields: [] } },
          { response: { line: done.response.line, fields: [] } },
          { facts: [connectionFact(done), ['took', `${done.tookMs.toFixed(1)} ms`]] },
        )
      }
      return [...parts, { facts: [['connections', `${ports.size} for ${REQUESTS} requests`]] }]
    } finally {
      agent.destroy()
    }
  },
}
