// Asks a server once before it is measured, so that no variant is fast by answering something else.

import http from 'node:http'
import https from 'node:https'

export function checkAnswer(row, port) {
  const { method, path, headers, body } = row.request
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, Connection: 'close' },
      agent: false,
      rejectUnauthorized: false,
    }
    const request = (row.isSecure ? https : http).request(options, async (response) => {
      let answer = ''
      for await (const text of response.setEncoding('latin1')) answer += text
      if (response.statusCode === 200 && isRight(row, answer)) resolve()
      else reject(new Error(`wrong answer: ${response.statusCode} ${answer.slice(0, 500)}`))
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Large answers are known by their length. */
function isRight({ answerBody, answerBytes }, answer) {
  return answerBody === undefined ? answer.length === answerBytes : answer === answerBody
}
