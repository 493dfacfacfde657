// Variant `net` of a server row: the floor. It finds where requests end and nothing else, and answers all requests of a
// read with one write.

import net from 'node:net'
import tls from 'node:tls'
import { certificate } from './certificate.mjs'

const headEnd = Buffer.from('\r\n\r\n')

export function createBareServer(row, counter) {
  const bodyBytes = Buffer.byteLength(row.request.body)
  const { bareAnswer } = row
  const encoding = typeof bareAnswer === 'string' ? 'latin1' : undefined

  function answer(socket, requests) {
    counter.requests += requests
    if (row.closes) socket.end(bareAnswer, encoding)
    else if (requests === 1) socket.write(bareAnswer, encoding)
    else socket.write(bareAnswer.repeat(requests), encoding)
  }

  function serve(socket) {
    let unread = null
    let bodyLeft = 0
    socket.on('data', (chunk) => {
      const bytes = unread === null ? chunk : Buffer.concat([unread, chunk])
      let requests = 0
      let start = 0
      unread = null
      while (start < bytes.length) {
        if (bodyLeft === 0) {
          const at = bytes.indexOf(headEnd, start)
          if (at === -1) {
            unread = bytes.subarray(start)
            break
          }
          start = at + headEnd.length
          bodyLeft = bodyBytes
        }
        const taken = Math.min(bodyLeft, bytes.length - start)
        bodyLeft -= taken
        start += taken
        if (bodyLeft === 0) requests += 1
      }
      if (requests > 0) answer(socket, requests)
    })
    // A load generator that is stopped resets its connections.
    socket.on('error', () => socket.destroy())
  }

  return row.isSecure
    ? tls.createServer({ ...certificate(), noDelay: true }, serve)
    : net.createServer({ noDelay: true }, serve)
}
