// Row `post`: a POST of 2 KiB, read by events and answered with its length.

import { timesLess } from '../harness/goals.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const body = 'name=value&'.repeat(200).slice(0, 2048)
const answerBody = JSON.stringify({ received: body.length })

export const post = {
  name: 'post',
  title: 'POST 2 KiB, read by events, small answer',
  kind: 'server',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1.15, 1.25)],
  variants: ['node:http', 'nethttp', 'net'],
  connections: 64,
  pipelined: 1,
  request: {
    method: 'POST',
    path: '/',
    headers: { ...browserHeaders, 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
  },
  answerBody,
  bareAnswer: bareAnswer({ 'Content-Type': 'application/json', 'Content-Length': answerBody.length }, answerBody),

  createServer(http, counter) {
    return http.createServer((request, response) => {
      counter.requests += 1
      let receivedBytes = 0
      request.on('data', (chunk) => {
        receivedBytes += chunk.length
      })
      request.on('end', () => {
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ received: receivedBytes }))
      })
    })
  },
}
