// Variant `net` of the client rows, and the load where wrk cannot be it. It learns the length of an answer from the
// first one and then counts bytes, so the answers must have a Content-Length and be all alike.

import net from 'node:net'
import { requestText } from '../wire/request-bytes.mjs'

export function startBareClient(row, port, counter) {
  const batch = requestText(row.request, port).repeat(row.pipelined)
  const keepBusy = row.closes ? keepConnecting : keepSending
  for (let connection = 0; connection < row.connections; connection += 1) keepBusy(row, batch, port, counter)
}

function keepSending(row, batch, port, counter) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  let batchBytes = 0
  let receivedBytes = 0
  const sendBatch = () => (row.isCut ? sendByteByByte(socket, batch) : socket.write(batch, 'latin1'))
  socket.on('connect', sendBatch)
  socket.on('data', (chunk) => {
    if (batchBytes === 0) batchBytes = answerBytes(chunk) * row.pipelined
    receivedBytes += chunk.length
    if (receivedBytes < batchBytes) return
    if (receivedBytes > batchBytes) throw new Error('the answers are not all of one length')
    receivedBytes = 0
    counter.requests += row.pipelined
    sendBatch()
  })
  socket.on('close', () => {
    throw new Error('the server closed a connection')
  })
}

/** A connection a request. */
function keepConnecting(row, batch, port, counter) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(batch, 'latin1'))
  socket.on('data', () => {})
  socket.on('close', () => {
    counter.requests += 1
    keepConnecting(row, batch, port, counter)
  })
}

function sendByteByByte(socket, text) {
  for (const character of text) socket.write(character, 'latin1')
}

function answerBytes(chunk) {
  const [head] = chunk.toString('latin1').split('\r\n\r\n', 1)
  const length = /^content-length: (\d+)$/im.exec(head)
  if (!head.startsWith('HTTP/1.1 200 ') || length === null) throw new Error(`not a 200 of known length: ${head}`)
  return head.length + 4 + Number(length[1])
}
