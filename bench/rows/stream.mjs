// Row `stream`: an answer of 100 MiB in chunks of 64 KiB, written as fast as `drain` allows.

import { atMost, timesLess } from '../harness/goals.mjs'
import { createBareSource } from '../subjects/bare-stream-server.mjs'
import { bareAnswer } from '../wire/bare-answer.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

const pieceBytes = 65_536
const frames = 1600
const piece = Buffer.alloc(pieceBytes, 'x')
const chunkHead = Buffer.from(`${pieceBytes.toString(16)}\r\n`)

export const stream = {
  name: 'stream',
  title: '100 MiB chunked stream',
  kind: 'server',
  unit: 'CPU µs/MiB',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1, 1), atMost('net', 1.1, 1.05)],
  variants: ['node:http', 'nethttp', 'net'],
  connections: 4,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: browserHeaders, body: '' },
  answerBytes: pieceBytes * frames,
  pieceBytes,
  frames,
  bareHead: bareAnswer({ 'Transfer-Encoding': 'chunked' }, ''),
  frame: Buffer.concat([chunkHead, piece, Buffer.from('\r\n')]),
  bareEnd: '0\r\n\r\n',
  createBareServer: createBareSource,

  createServer(http, counter) {
    return http.createServer((_request, response) => {
      let left = frames
      const writeMore = () => {
        while (left > 0) {
          left -= 1
          counter.requests += pieceBytes / 2 ** 20
          if (!response.write(piece)) return
        }
        response.end()
      }
      response.on('drain', writeMore)
      writeMore()
    })
  },
}
