// Row `download`: answers of 1 MiB, given in one piece.

import { atMost, timesLess } from '../harness/goals.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { exchange } from './hello.mjs'

const body = Buffer.alloc(2 ** 20, 'x')
const bareHead = bareAnswer({ 'Content-Type': 'application/octet-stream', 'Content-Length': body.length }, '')

export const download = {
  ...exchange,
  name: 'download',
  title: '1 MiB answers',
  goals: [timesLess('node:http', 1, 1), atMost('net', 1.1, 1.05)],
  connections: 16,
  answerBody: undefined,
  answerBytes: body.length,
  bareAnswer: Buffer.concat([Buffer.from(bareHead, 'latin1'), body]),

  createServer(http, counter) {
    return http.createServer((_request, response) => {
      counter.requests += 1
      response.setHeader('Content-Type', 'application/octet-stream')
      response.end(body)
    })
  },
}
