// Row `hello`: the smallest keep-alive exchange, a browser's GET answered with 13 bytes.

import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const answerBody = 'Hello, World!'

export const hello = {
  name: 'hello',
  kind: 'server',
  variants: ['node:http', 'nethttp', 'net'],
  connections: 64,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: browserHeaders, body: '' },
  answerBody,
  bareAnswer: bareAnswer({ 'Content-Type': 'text/plain', 'Content-Length': answerBody.length }, answerBody),

  createServer(http, counter) {
    return http.createServer((_request, response) => {
      counter.requests += 1
      response.setHeader('Content-Type', 'text/plain')
      response.end(answerBody)
    })
  },
}
