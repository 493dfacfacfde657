// Row `chunked`: an answer of unknown length, written in three pieces.

import { timesLess } from '../harness/goals.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const pieces = ['first', 'second', 'third'].map((word) => `${word} piece of the answer\n`.padStart(100, '-'))
const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)

export const chunked = {
  name: 'chunked',
  title: 'chunked answer in three writes',
  kind: 'server',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1.3, 1.5)],
  variants: ['node:http', 'nethttp', 'net'],
  connections: 64,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: browserHeaders, body: '' },
  answerBody: pieces.join(''),
  bareAnswer: bareAnswer(
    { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' },
    `${chunks.join('')}0\r\n\r\n`,
  ),

  createServer(http, counter) {
    return http.createServer((_request, response) => {
      counter.requests += 1
      response.setHeader('Content-Type', 'text/plain')
      for (const piece of pieces) response.write(piece)
      response.end()
    })
  },
}
