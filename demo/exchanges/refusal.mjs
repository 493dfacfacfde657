// A request with two lengths, which two servers in a row may read differently (request smuggling). The client of
// nethttp does not send one, so this is written to a socket by hand.

import { once } from 'node:events'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { LIMIT_MS } from './ask.mjs'

const LINE = 'POST /upload HTTP/1.1'

export const refusal = {
  title: 'A request that breaks the rules',
  async run({ server, port }) {
    const fields = [
      ['Host', `127.0.0.1:${port}`],
      ['Content-Length', '4'],
      ['Transfer-Encoding', 'chunked'],
    ]
    const refused = once(server, 'clientError')
    const answer = await send(
      port,
      `${[LINE, ...fields.map((field) => field.join(': '))].join('\r\n')}\r\n\r\n0\r\n\r\n`,
    )
    const [error] = await refused
    return [
      { request: { line: LINE, fields } },
      { response: parseAnswer(answer) },
      {
        facts: [
          ['error.code', error.code],
          ['error.reason', error.reason],
          ['error.section', error.section],
          ['error.bytesParsed', `${error.bytesParsed}: the byte at which it showed`],
        ],
      },
    ]
  },
}

function send(port, bytes) {
  const socket = net.connect({ host: '127.0.0.1', port, signal: AbortSignal.timeout(LIMIT_MS) })
  socket.write(bytes)
  return text(socket)
}

function parseAnswer(answer) {
  const [line, ...lines] = answer.slice(0, answer.indexOf('\r\n\r\n')).split('\r\n')
  return { line, fields: lines.map((field) => field.split(': ', 2)) }
}
