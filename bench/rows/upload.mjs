// Row `upload`: bodies of 100 MiB, read by events.

import { atMost, timesLess } from '../harness/goals.mjs'
import { createBareSink } from '../subjects/bare-stream-server.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'

export const upload = {
  name: 'upload',
  title: '100 MiB upload',
  kind: 'server',
  unit: 'CPU µs/MiB',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1, 1), atMost('net', 1.1, 1.05)],
  variants: ['node:http', 'nethttp', 'net'],
  load: 'uploader',
  checks: false,
  connections: 4,
  request: { method: 'POST', path: '/', headers: {}, body: '' },
  bodyBytes: 100 * 2 ** 20,
  bareAnswer: bareAnswer({ 'Content-Length': 2 }, 'ok'),
  createBareServer: createBareSink,

  createServer(http, counter) {
    return http.createServer((request, response) => {
      request.on('data', (chunk) => {
        counter.requests += chunk.length / 2 ** 20
      })
      request.on('end', () => response.end('ok'))
    })
  },
}
