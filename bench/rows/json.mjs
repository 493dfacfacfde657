// Row `json`: a route of an API. It reads one request header, sets two and answers 800 bytes of JSON. The text is made
// beforehand, so that the row measures HTTP and not `JSON.stringify`.

import { timesLess } from '../harness/goals.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const path = '/api/items?page=1'
const answerBytes = 800

const items = Array.from({ length: 8 }, (_, index) => ({ id: 1000 + index, name: `item ${index}`, price: 9.5 + index }))
const unpadded = JSON.stringify({ items, note: '' })
const answerBody = JSON.stringify({ items, note: '.'.repeat(answerBytes - unpadded.length) })

export const json = {
  name: 'json',
  title: 'JSON route (800 bytes) that reads a header and sets two',
  kind: 'server',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1.2, 1.3)],
  variants: ['node:http', 'nethttp', 'net'],
  connections: 64,
  pipelined: 1,
  request: { method: 'GET', path, headers: browserHeaders, body: '' },
  answerBody,
  bareAnswer: bareAnswer(
    { 'Content-Type': 'application/json', 'Content-Language': 'en', 'Content-Length': answerBytes },
    answerBody,
  ),

  createServer(http, counter) {
    return http.createServer((request, response) => {
      counter.requests += 1
      if (request.url !== path) {
        response.statusCode = 404
        response.end()
        return
      }
      const language = request.headers['accept-language']?.startsWith('de') ? 'de' : 'en'
      response.setHeader('Content-Type', 'application/json')
      response.setHeader('Content-Language', language)
      response.end(answerBody)
    })
  },
}
