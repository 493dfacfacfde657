// The server's events, their order, and what happens by default when nobody listens.
import { EventEmitter } from 'node:events'
import net from 'node:net'
import { scenario } from '../support/differential.ts'
import { watch } from '../support/log.ts'
import { answer, listen, pause, seen, text, turns } from '../support/peers.ts'
import { connectRaw, END, exchange, GET, GET_CLOSE, head } from '../support/raw.ts'

scenario('server events listening, connection, request and close come in this order', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    log('listener', req.method, req.url, req.httpVersion)
    res.end('hi')
  })
  watch(log, server, 'server', 'listening', 'connection', 'request', 'close')
  await answer(server, log)
  server.close()
  await seen(server, 'close')
})

scenario('server event request: several requests of one connection arrive one by one', async ({ http }, log) => {
  const server = http.createServer()
  let connections = 0
  server.on('connection', () => connections++)
  server.on('request', (req, res) => {
    log('request', req.url, connections, req.socket === res.socket, res.req === req)
    res.end(req.url)
  })
  const first = head('GET /1 HTTP/1.1', 'Host: a')
  const last = head('GET /2 HTTP/1.1', 'Host: a', 'Connection: close')
  await answer(server, log, [first, /\/1$/, last])
})

scenario('server event connection hands over the socket that request.connection is', async ({ http }, log) => {
  let given: net.Socket | undefined
  const server = http.createServer((req, res) => {
    log('same', req.connection === given, req.socket === given, res.connection === given, res.socket === given)
    res.end()
  })
  server.on('connection', (socket) => {
    given = socket
    log('connection', socket instanceof net.Socket, Reflect.get(socket, 'server') === server)
  })
  await answer(server, log)
})

scenario('server events request: createServer without a listener and one added later', async ({ http }, log) => {
  const server = http.createServer()
  log('listeners', server.listenerCount('request'), server.listenerCount('connection'))
  server.once('request', (_req, res) => res.end('late'))
  await answer(server, log)
  log('listeners', server.listenerCount('request'))
})

const POST_CONTINUE = ['POST /c HTTP/1.1', 'Host: a', 'Connection: close', 'Content-Length: 4', 'Expect: 100-continue']

scenario('server event checkContinue unlistened: 100 Continue is sent by itself', async ({ http }, log) => {
  const server = http.createServer(async (req, res) => {
    log('request', req.headers.expect)
    res.end(`got ${await text(req)}`)
  })
  await answer(server, log, [head(...POST_CONTINUE), /100 Continue\r\n\r\n/, 'body'])
})

scenario(
  'server event checkContinue listened: no request event, response.writeContinue asks on',
  async ({ http }, log) => {
    const server = http.createServer(() => log('request'))
    server.on('checkContinue', async (req, res) => {
      log('checkContinue', req.method, req.url)
      res.writeContinue(() => log('written'))
      res.end(`got ${await text(req)}`)
    })
    await answer(server, log, [head(...POST_CONTINUE), /100 Continue\r\n\r\n/, 'body'])
  },
)

scenario('server event checkContinue: a final answer instead of 100 Continue', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('checkContinue', (_req, res) => {
    res.writeHead(413, { Connection: 'close' })
    res.end('too much')
  })
  await answer(server, log, head(...POST_CONTINUE))
})

scenario('server event checkContinue: an Expect in other letters counts as well', async ({ http }, log) => {
  const server = http.createServer((_req, res) => res.end('request'))
  server.on('checkContinue', (_req, res) => {
    log('checkContinue')
    res.end()
  })
  const expecting = (value: string) => head('GET / HTTP/1.1', 'Host: a', 'Connection: close', `Expect: ${value}`)
  await answer(server, log, expecting('100-Continue'))
})

scenario('server event checkContinue: HTTP/1.0 with Expect is an ordinary request', async ({ http }, log) => {
  const server = http.createServer((req, res) => res.end(`plain ${req.headers.expect}`))
  server.on('checkContinue', () => log('checkContinue'))
  await answer(server, log, head('GET / HTTP/1.0', 'Expect: 100-continue'))
})

scenario('server event checkExpectation unlistened: another Expect is answered 417', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  await answer(server, log, head('GET / HTTP/1.1', 'Host: a', 'Expect: a pony', 'Connection: close'))
})

scenario('server event checkExpectation listened: it has the request, which request has not', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('checkExpectation', (req, res) => {
    log('checkExpectation', req.headers.expect)
    res.end('one pony')
  })
  await answer(server, log, head('GET / HTTP/1.1', 'Host: a', 'Expect: a pony', 'Connection: close'))
})

const CONNECT = head('CONNECT example.org:443 HTTP/1.1', 'Host: example.org:443')

scenario('server event connect hands over request, socket and the bytes after the head', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('connect', (req, socket, rest) => {
    log('connect', req.method, req.url, rest, socket.listenerCount('data'), socket.listenerCount('error'))
    log('socket', socket === req.socket, socket.readableFlowing, Reflect.get(socket, 'parser'))
    socket.on('data', (chunk) => log('tunnelled', chunk))
    socket.on('end', () => socket.end('bye'))
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
  })
  await answer(server, log, [`${CONNECT}early`, /\r\n\r\n/, 'late', END])
})

scenario('server event connect unlistened: the connection closes without an answer', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  await answer(server, log, CONNECT)
})

const UPGRADE = ['GET /chat HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket']

scenario('server event upgrade hands over request, socket and the bytes after the head', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('upgrade', (req, socket, rest) => {
    log('upgrade', req.url, req.headers.upgrade, Reflect.get(req, 'upgrade'), rest, socket.listenerCount('data'))
    socket.on('end', () => socket.end('bye'))
    socket.write(head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'))
    socket.on('data', (chunk) => socket.write(chunk))
  })
  await answer(server, log, [`${head(...UPGRADE)}early`, /\r\n\r\n/, 'echo', /echo/, END])
})

scenario('server event upgrade unlistened: the upgrade is ignored and request has it', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    log('request', req.headers.upgrade, Reflect.get(req, 'upgrade'))
    res.writeHead(200, { Connection: 'close' })
    res.end('plain')
  })
  await answer(server, log, head(...UPGRADE))
})

scenario('server event upgrade needs both the Upgrade field and Connection: upgrade', async ({ http }, log) => {
  const server = http.createServer((req, res) => res.end(`plain ${Reflect.get(req, 'upgrade')}`))
  server.on('upgrade', () => log('upgrade'))
  await answer(server, log, head('GET / HTTP/1.1', 'Host: a', 'Upgrade: x', 'Connection: close'))
})

scenario('server event upgrade: an upgrade request can be answered with a plain response', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('upgrade', (req, socket) => {
    const res = new http.ServerResponse(req)
    res.assignSocket(socket as net.Socket)
    res.shouldKeepAlive = false
    res.writeHead(426, { Upgrade: 'other' })
    res.end('no', () => socket.destroy())
  })
  await answer(server, log, head(...UPGRADE))
})

scenario('server event clientError unlistened: 400 and the connection closes', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  await answer(server, log, 'HELLO\r\n\r\n')
})

scenario('server event clientError listened: the listener owns the socket and answers raw', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('clientError', (error, socket) => {
    const { name, code } = error as NodeJS.ErrnoException
    log('clientError', name, code, socket.writable, socket.destroyed)
    log('packet', Buffer.isBuffer(Reflect.get(error, 'rawPacket')), typeof Reflect.get(error, 'bytesParsed'))
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await answer(server, log, 'HELLO\r\n\r\n')
})

scenario(
  'server event clientError: a listener that does nothing leaves the socket open',
  async ({ http }, log) => {
    const server = http.createServer(() => log('request'))
    server.on('clientError', () => log('clientError'))
    await answer(server, log, 'HELLO\r\n\r\n', { idle: 100 })
  },
  { together: true },
)

scenario(
  'server event clientError: the second of two requests is broken, the first is answered',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      log('request', req.url)
      res.end('first')
    })
    server.on('clientError', (error, socket) => {
      log('clientError', (error as NodeJS.ErrnoException).code)
      socket.end()
    })
    await answer(server, log, [GET, /first/, 'bad\r\n\r\n'])
  },
)

scenario('server event clientError: a reset by the client in mid request', async ({ http }, log) => {
  const server = http.createServer((req) => {
    req.on('error', (error) => log('request error', error))
    log('request')
  })
  server.on('clientError', (error, socket) => {
    log('clientError', (error as NodeJS.ErrnoException).code)
    socket.destroy()
  })
  const port = await listen(server, log)
  const socket = net.connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHos')
  await seen(server, 'connection')
  await turns(5)
  socket.resetAndDestroy()
  await seen(server, 'clientError')
})

scenario('server event clientError: an end of the stream in mid head', async ({ http }, log) => {
  const server = http.createServer(() => log('request'))
  server.on('clientError', (error, socket) => {
    log('clientError', (error as NodeJS.ErrnoException).code)
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await answer(server, log, ['GET / HTTP/1.1\r\nHost: a\r\n', END])
})

scenario(
  'server event dropRequest comes for what exceeds server.maxRequestsPerSocket, answered 503',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      log('request', req.url)
      res.end('ok')
    })
    server.maxRequestsPerSocket = 1
    server.on('dropRequest', (req, socket) => log('dropRequest', req.url, socket === req.socket))
    const next = head('GET /2 HTTP/1.1', 'Host: a')
    await answer(server, log, [GET + next], { until: /503[\s\S]*\r\n\r\n/ })
  },
)

scenario(
  'server event timeout: the listener gets the socket, which stays open',
  async ({ http }, log) => {
    const server = http.createServer(() => log('request'))
    server.setTimeout(60)
    server.on('timeout', (socket) => {
      log('timeout', socket.destroyed)
      socket.end('bye')
    })
    await answer(server, log, GET_CLOSE)
  },
  { together: true },
)

scenario(
  'server event timeout unlistened: the socket is destroyed',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      watch(log, req, 'req', 'aborted', 'error', 'close')
      watch(log, res, 'res', 'finish', 'close')
    })
    server.timeout = 60
    await answer(server, log, GET_CLOSE)
  },
  { together: true },
)

scenario('server event request: the events of request and response around an exchange', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    const from = log.lane('req')
    watch(from, req, 'req', 'end', 'close', 'aborted', 'error')
    watch(log.lane('res'), res, 'res', 'prefinish', 'finish', 'close', 'error')
    req.on('data', (chunk) => from('data', chunk))
    req.on('end', () => res.end('done'))
  })
  const post = head('POST / HTTP/1.1', 'Host: a', 'Connection: close', 'Content-Length: 5')
  await answer(server, log, [post, 'hello'])
  await pause(5)
})

scenario('server event close: response and request when the client leaves before the answer', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    watch(log, req, 'req', 'aborted', 'error', 'close', 'end')
    watch(log, res, 'res', 'finish', 'close', 'error')
    res.on('close', () => {
      log('state', req.aborted, req.destroyed, req.complete, res.destroyed, res.writableEnded, res.writableFinished)
    })
    req.resume()
  })
  const port = await listen(server, log)
  const client = await connectRaw(port)
  client.send(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5'), 'he')
  await seen(server, 'request')
  await turns()
  client.destroy()
  await pause(15)
})

scenario(
  'server event request: a rejected promise is answered 500 where rejections are captured',
  async ({ http }, log) => {
    EventEmitter.captureRejections = true
    log.defer(() => {
      EventEmitter.captureRejections = false
    })
    const server = http.createServer(async () => {
      throw new Error('nope')
    })
    await answer(server, log)
  },
)

scenario('server event connection: http._connectionListener serves a socket on its own', async ({ http }, log) => {
  const server = http.createServer((_req, res) => res.end('through'))
  const plain = net.createServer((socket) => {
    Reflect.apply(Reflect.get(http, '_connectionListener') as () => void, server, [socket])
  })
  const port = await listen(plain, log)
  const { text: got } = await exchange(port, GET_CLOSE)
  log.text('wire', got)
})
