// The server of the demo: requests by serve-request.mjs, upgrades, and what is not HTTP.

import http from 'nethttp'
import { serveRequest } from './serve-request.mjs'

export function createDemoServer() {
  const server = http.createServer(serveRequest)
  server.on('upgrade', serverOnUpgrade)
  server.on('clientError', serverOnClientError)
  return server
}

/** The protocol “shout”: what comes in goes back in capitals. */
function serverOnUpgrade(req, socket, head) {
  socket.on('error', socketOnError)
  if (req.headers.upgrade !== 'shout') {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n')
  socket.unshift(head)
  socket.on('data', socketOnData)
  socket.on('end', socketOnEnd)
}

function socketOnData(bytes) {
  this.write(bytes.toString().toUpperCase())
}

function socketOnEnd() {
  this.end()
}

function socketOnError() {
  this.destroy()
}

/** With a listener for it, the answer is the application's: this one says which rule was broken. */
function serverOnClientError(error, socket) {
  if (!socket.writable) return
  if (error.section === undefined) {
    socket.destroy()
    return
  }
  const body = `${error.reason} (${error.section})\n`
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${http.STATUS_CODES[error.status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )
}
