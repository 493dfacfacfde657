// Variant `net` of the client row, and the pipelining load where there is no wrk. It learns the length of an answer from
// the first one and then counts bytes, so the answers must have a Content-Length and be all alike.

import net from 'node:net'
import { requestText } from '../wire/request-bytes.mjs'

export function startBareClient(row, port, counter) {
  const batch = requestText(row.request, port).repeat(row.pipelined)
  for (let connection = 0; connection < row.connections; connection += 1)
    keepSending(batch, row.pipelined, port, counter)
}

function keepSending(batch, answersPerBatch, port, counter) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  let batchBytes = 0
  let receivedBytes = 0
  socket.on('connect', () => socket.write(batch, 'latin1'))
  socket.on('data', (chunk) => {
    if (batchBytes === 0) batchBytes = answerBytes(chunk) * answersPerBatch
    receivedBytes += chunk.length
    if (receivedBytes < batchBytes) return
    if (receivedBytes > batchBytes) throw new Error('the answers are not all of one length')
    receivedBytes = 0
    counter.requests += answersPerBatch
    socket.write(batch, 'latin1')
  })
  socket.on('close', () => {
    throw new Error('the server closed a connection')
  })
}

function answerBytes(chunk) {
  const [head] = chunk.toString('latin1').split('\r\n\r\n', 1)
  const length = /^content-length: (\d+)$/im.exec(head)
  if (!head.startsWith('HTTP/1.1 200 ') || length === null) throw new Error(`not a 200 of known length: ${head}`)
  return head.length + 4 + Number(length[1])
}
