// Row `hello`: the smallest keep-alive exchange, a browser's GET answered with 13 bytes.

import { atMost, timesLess } from '../harness/goals.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const answerBody = 'Hello, World!'
const isNode20 = process.versions.node.startsWith('20.')

/** What rows of the same exchange begin with. */
export const exchange = {
  name: 'hello',
  title: 'keep-alive GET, 13-byte answer',
  kind: 'server',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [
    atMost('net', 1.15, 1.08),
    isNode20 ? timesLess('node:http', 1.35, 1.45) : timesLess('node:http', 1.22, 1.32),
  ],
  variants: ['node:http', 'nethttp', 'net'],
  connections: 64,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: browserHeaders, body: '' },
  answerBody,
  bareAnswer: bareAnswer({ 'Content-Type': 'text/plain', 'Content-Length': answerBody.length }, answerBody),

  createServer(http, counter) {
    return http.createServer(helloListener(counter))
  },
}

export const hello = { ...exchange, variants: ['node:http', 'nethttp', 'unchecked', 'net'] }

export function helloListener(counter) {
  return (_request, response) => {
    counter.requests += 1
    response.setHeader('Content-Type', 'text/plain')
    response.end(answerBody)
  }
}
