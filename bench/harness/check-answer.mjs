// Asks a server once before it is measured, so that no variant is fast by answering something else.

import http from 'node:http'

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
    }
    const request = http.request(options, async (response) => {
      let answer = ''
      for await (const text of response.setEncoding('utf8')) answer += text
      if (response.statusCode === 200 && answer === row.answerBody) resolve()
      else reject(new Error(`wrong answer: ${response.statusCode} ${answer}`))
    })
    request.on('error', reject)
    request.end(body)
  })
}
