// A load process that sends large bodies: `uploader.mjs <row> <port>`. Over kept connections, as fast as they are taken.

import net from 'node:net'
import { rowNamed } from '../rows/index.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, portText] = process.argv.slice(2)
const { connections, request, bodyBytes, isChunked } = rowNamed(rowName)
const port = Number(portText)
const pieceBytes = 65_536
const piece = isChunked
  ? Buffer.concat([Buffer.from(`${pieceBytes.toString(16)}\r\n`), Buffer.alloc(pieceBytes, 'x'), Buffer.from('\r\n')])
  : Buffer.alloc(pieceBytes, 'x')
const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bodyBytes}`
const head = `${request.method} ${request.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${framing}\r\n\r\n`

function connect() {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  let left = 0
  const sendMore = () => {
    while (left > 0) {
      left -= pieceBytes
      if (!socket.write(piece)) return
    }
    if (left === 0 && isChunked) socket.write('0\r\n\r\n')
    left = -1
  }
  const sendOne = () => {
    left = bodyBytes
    socket.write(head)
    sendMore()
  }
  socket.on('drain', () => left >= 0 && sendMore())
  socket.on('connect', sendOne)
  socket.on('data', sendOne)
  socket.on('close', () => {
    throw new Error('the server closed a connection')
  })
}

for (let count = 0; count < connections; count += 1) connect()
obeyOrders({ counter: { requests: 0 } })
announceReady()
