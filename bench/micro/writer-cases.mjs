// Answers to write, without a socket: what making head and frame costs.

import { Writable } from 'node:stream'
import { loadHttp } from '../processes/module-under-test.mjs'

const answersPerRun = 100

const answers = [
  ['answer of one field, 13 bytes', { 'Content-Type': 'text/plain' }, 'Hello, World!'],
  [
    'answer of eight fields, 800 bytes',
    Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`X-Field-${index}`, `the value of field ${index}`])),
    'x'.repeat(800),
  ],
]

export function writerCases() {
  return answers.map(([title, headers, body]) => ({
    title,
    perRun: answersPerRun,
    bytes: body.length,
    cases: ['node:http', 'nethttp'].map((variant) => ({ variant, run: writerOf(loadHttp(variant), headers, body) })),
  }))
}

function writerOf({ IncomingMessage, ServerResponse }, headers, body) {
  const request = new IncomingMessage(null)
  request.httpVersionMajor = 1
  request.httpVersionMinor = 1
  request.method = 'GET'
  return async () => {
    for (let count = 0; count < answersPerRun; count += 1) {
      const response = new ServerResponse(request)
      response.assignSocket(new Writable({ write: (_chunk, _encoding, callback) => callback() }))
      for (const name in headers) response.setHeader(name, headers[name])
      response.end(body)
    }
    await new Promise(setImmediate)
  }
}
