// Variant `unchecked` of rows `hello` and `client`: the objects, events and streams of `http` over bare `net`, and nothing
// else. No checks, no limits, no timers, no contexts, one message a read: this is not HTTP. What it costs, any
// implementation of this API on `net` costs.

import { EventEmitter } from 'node:events'
import net from 'node:net'
import { Readable } from 'node:stream'

const HEAD_END = '\r\n\r\n'
const COMMON_LINES = `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n`

// --- The server --------------------------------------------------------------------------------------------------

class ServerRequest extends EventEmitter {
  constructor(socket, text) {
    super()
    this.socket = socket
    const [method, url] = text.slice(0, text.indexOf('\r\n')).split(' ')
    this.method = method
    this.url = url
  }
}

class ServerResponse extends EventEmitter {
  constructor(socket) {
    super()
    this.socket = socket
    this.statusCode = 200
    this.lines = ''
  }

  setHeader(name, value) {
    this.lines += `${name}: ${value}\r\n`
  }

  end(text) {
    const head = `HTTP/1.1 ${this.statusCode} OK\r\n${this.lines}${COMMON_LINES}Content-Length: ${text.length}\r\n\r\n`
    this.socket.write(head + text, 'latin1')
  }
}

export function createServer(listener) {
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('data', (bytes) => {
      const text = bytes.latin1Slice(0, bytes.length)
      if (!text.endsWith(HEAD_END)) throw new Error('more or less than one request in a read')
      server.emit('request', new ServerRequest(socket, text), new ServerResponse(socket))
    })
    // A load generator that is stopped resets its connections.
    socket.on('error', () => socket.destroy())
  })
  return server.on('request', listener)
}

// --- The client --------------------------------------------------------------------------------------------------

export class Agent {
  constructor({ maxSockets }) {
    this.room = maxSockets
    this.free = []
    this.waiting = []
  }

  addRequest(request) {
    const socket = this.free.pop()
    if (socket !== undefined) process.nextTick(send, request, socket)
    else if (this.room > 0) process.nextTick(send, request, this.connect(request.options))
    else this.waiting.push(request)
  }

  connect({ host, port }) {
    this.room -= 1
    return net.connect({ host, port, noDelay: true }).on('data', socketOnData)
  }

  giveBack(socket) {
    const next = this.waiting.shift()
    if (next === undefined) this.free.push(socket)
    else process.nextTick(send, next, socket)
  }
}

class ClientRequest extends EventEmitter {
  constructor(options) {
    super()
    this.options = options
    let lines = `GET ${options.path} HTTP/1.1\r\n`
    for (const name of Object.keys(options.headers)) lines += `${name}: ${options.headers[name]}\r\n`
    this.head = `${lines}Host: ${options.host}:${options.port}\r\nConnection: keep-alive\r\n\r\n`
  }
}

class ClientResponse extends Readable {
  constructor(request, socket, statusCode) {
    super()
    this.request = request
    this.socket = socket
    this.statusCode = statusCode
  }

  _read() {}
}

export function get(options, listener) {
  const request = new ClientRequest(options)
  request.once('response', listener)
  options.agent.addRequest(request)
  return request
}

function send(request, socket) {
  socket.request = request
  request.emit('socket', socket)
  socket.write(request.head, 'latin1')
}

function socketOnData(bytes) {
  const text = bytes.latin1Slice(0, bytes.length)
  const bodyStart = text.indexOf(HEAD_END) + HEAD_END.length
  const response = new ClientResponse(this.request, this, Number(text.slice(9, 12)))
  response.on('end', responseOnEnd)
  this.request.emit('response', response)
  response.push(bytes.subarray(bodyStart))
  response.push(null)
}

function responseOnEnd() {
  process.nextTick(responseIsOver, this)
}

function responseIsOver({ request, socket }) {
  request.emit('close')
  request.options.agent.giveBack(socket)
}

export default { createServer, Agent, get }
