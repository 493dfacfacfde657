// A client request's life: the order of its events, its body, informational answers, upgrades and tunnels, and
// what it makes of the response. How it can end before its time is in client-ending.test.ts.
import type http from 'node:http'
import net from 'node:net'
import { asking, at, finish, logState, QUIET, watchRequest, watchResponse } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import { attempt, call } from '../support/log.ts'
import { HEAD_END, ok, origin, pause, seen, text, turns, until } from '../support/peers.ts'
import { head } from '../support/raw.ts'

asking(
  'request events socket, finish, response and close, with request.finished, request.writableEnded and request.writableFinished',
  async ({ http, log, port }) => {
    const req = http.request(at(port))
    watchRequest(log, req, ...QUIET)
    logState(log, 'new', req)
    req.on('response', (res) => watchResponse(log, res))
    req.on('socket', (socket) => log('socket is', socket === req.socket, socket === req.connection))
    req.end(() => log('end callback'))
    logState(log, 'ended', req)
    await seen(req, 'close')
    logState(log, 'closed', req)
  },
  { newest: 'allowed' },
)

asking(
  'request.write and request.end call their callbacks',
  async ({ http, log, port }) => {
    const req = http.request({ ...at(port), method: 'POST' })
    watchRequest(log, req, ...QUIET)
    req.on('response', (res) => res.resume())
    log(
      'write',
      req.write('a', () => log('a written')),
    )
    req.write('b', 'latin1', (error) => log('b written', error))
    log('chained', req.end('c', () => log('ended')) === req)
    await seen(req, 'close')
  },
  { newest: 'allowed' },
)

asking('request.write after request.end is an error', async ({ http, log, port }) => {
  const req = http.request({ ...at(port), method: 'POST' })
  watchRequest(log, req, ...QUIET)
  req.on('response', (res) => res.resume())
  req.end('a')
  log(
    'write',
    req.write('late', (error) => log('late written', error)),
  )
  req.end('more', (...values: unknown[]) => log('second end', ...values))
  await seen(req, 'close')
})

asking('request.write refuses what is no chunk', async ({ http, log, port }) => {
  const req = http.request({ ...at(port), method: 'POST' })
  for (const chunk of [null, undefined, 5, {}, []])
    attempt(log, `write ${JSON.stringify(chunk)}`, () => req.write(chunk))
  await finish(log, req)
})

asking('request.cork and request.uncork gather chunks', async ({ http, log, port }) => {
  const req = http.request({ ...at(port), method: 'POST' })
  req.cork()
  req.write('one')
  req.write('two')
  log('corked', req.writableCorked)
  req.uncork()
  await finish(log, req)
})

scenario('request.flushHeaders sends the head before the body', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    log.text('head', await connection.expect(HEAD_END), 'origin')
    connection.send('HTTP/1.1 100 Continue\r\n\r\n')
    log.text('body', await connection.expect(/0\r\n\r\n/), 'origin')
    connection.end(ok())
  })
  const req = http.request({ ...at(port), method: 'POST' })
  req.flushHeaders()
  log('sent', req.headersSent)
  await seen(req, 'continue')
  log('continue')
  req.end('body')
  await finish(log, req)
})

scenario('request event continue: Expect sends the head at once', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    log.text('head', await connection.expect(HEAD_END), 'origin')
    connection.send('HTTP/1.1 100 Continue\r\n\r\n')
    log.text('body', await connection.expect(/body/), 'origin')
    connection.end(ok())
  })
  const headers = { Expect: '100-continue', 'Content-Length': 4 }
  const req = http.request({ ...at(port), method: 'POST', headers })
  watchRequest(log, req, 'connect', 'upgrade', 'timeout')
  await seen(req, 'continue')
  req.end('body')
  await finish(log, req)
})

scenario('request event information tells every informational answer', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.send('HTTP/1.1 102 Processing\r\nX-A: 1\r\n\r\n')
    connection.send('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n')
    connection.send('HTTP/1.1 100 Continue\r\n\r\n')
    connection.end(ok())
  })
  const req = http.get(at(port))
  req.on('continue', () => log('continue'))
  req.on('information', (info) => {
    log('information', info.statusCode, info.statusMessage, info.httpVersion, info.httpVersionMajor)
    log('fields', { ...info.headers }, info.rawHeaders)
  })
  await finish(log, req)
})

scenario('request event upgrade hands over response, socket and what came after the head', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    log.text('head', await connection.expect(HEAD_END), 'origin')
    connection.send(`${head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: x')}early`)
    log.text('sent', await connection.expect(/hello/), 'origin')
    connection.end('late')
  })
  const req = http.get({ ...at(port), headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  watchRequest(log, req, 'connect', 'timeout', 'upgrade')
  req.on('upgrade', (res, socket, rest) => {
    log('upgrade', res.statusCode, res.headers.upgrade, Reflect.get(res, 'upgrade'), rest)
    log('listeners', socket.listenerCount('data'), socket.listenerCount('error'), socket.readableFlowing)
    socket.on('data', (chunk: Buffer) => log('data', chunk))
    socket.on('end', () => socket.end())
    socket.write('hello')
  })
  const [, socket] = await seen<[unknown, net.Socket]>(req, 'upgrade')
  await seen(socket, 'close')
  logState(log, 'after', req)
})

scenario('request event upgrade unlistened: the connection closes', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.send(head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: x'))
    await connection.gone()
    log.lane('origin')('closed')
  })
  const req = http.get({ ...at(port), headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  watchRequest(log, req, ...QUIET)
  await seen(req, 'close')
})

scenario('request event upgrade: a 200 with an Upgrade field is a plain response', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.end(ok('plain', 'Connection: Upgrade', 'Upgrade: h2c'))
  })
  const req = http.get(at(port))
  req.on('upgrade', () => log('upgrade'))
  await finish(log, req)
})

scenario(
  'request event connect hands over response, socket and what came after the head',
  async ({ http }, log) => {
    const { port } = await origin(log, async (connection) => {
      log.text('head', await connection.expect(HEAD_END), 'origin')
      connection.send('HTTP/1.1 200 Connection Established\r\nContent-Length: 9\r\n\r\nearly')
      log.text('sent', await connection.expect(/hello/), 'origin')
      connection.end('late')
    })
    const req = http.request({ ...at(port), method: 'CONNECT', path: 'www.example:80' })
    watchRequest(log, req, ...QUIET)
    req.end()
    const [res, socket, rest] = await seen<[http.IncomingMessage, net.Socket, Buffer]>(req, 'connect')
    log('connect', res.statusCode, rest, socket.listenerCount('data'))
    socket.on('data', (chunk) => log('data', chunk))
    socket.write('hello')
    await seen(socket, 'close')
  },
  { newest: 'allowed' },
)

scenario('request event connect unlistened: the connection closes', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.send('HTTP/1.1 200 OK\r\n\r\n')
    await connection.gone()
    log.lane('origin')('closed')
  })
  const req = http.request({ ...at(port), method: 'CONNECT', path: 'www.example:80' })
  watchRequest(log, req, ...QUIET)
  req.end()
  await seen(req, 'close')
})

scenario('request event connect: a refusal too is a connect event', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.end(head('HTTP/1.1 407 Proxy Authentication Required', 'Content-Length: 0'))
  })
  const req = http.request({ ...at(port), method: 'CONNECT', path: 'www.example:80' })
  watchRequest(log, req, ...QUIET, 'connect')
  req.end()
  const [res, socket] = await seen<[http.IncomingMessage, net.Socket]>(req, 'connect')
  log('connect', res.statusCode)
  socket.destroy()
  await turns()
})

asking('request event response unlistened: the response is discarded', async ({ http, log, port }) => {
  const req = http.get(at(port))
  watchRequest(log, req, ...QUIET, 'response')
  await seen(req, 'close')
  logState(log, 'closed', req)
})

asking(
  'request event response listened for but not read: no end comes until it is read',
  async ({ http, log, port }) => {
    const req = http.get(at(port))
    const [res] = await seen<[http.IncomingMessage]>(req, 'response')
    watchResponse(log, res)
    res.pause()
    await pause(15)
    log('now read')
    res.resume()
    await seen(res, 'close')
  },
)

asking(
  'request.setNoDelay and request.setSocketKeepAlive reach the socket once it is connected',
  async ({ http, log, port }) => {
    const req = http.request(at(port))
    req.setNoDelay(false)
    req.setSocketKeepAlive(true, 1234)
    const [socket] = await seen<[net.Socket]>(req, 'socket')
    socket.setNoDelay = (value) => {
      log('setNoDelay', value)
      return socket
    }
    socket.setKeepAlive = (...values) => {
      log('setKeepAlive', ...values)
      return socket
    }
    await seen(socket, 'connect')
    req.setNoDelay()
    req.setSocketKeepAlive()
    await finish(log, req)
  },
)

asking('request.connection and request.socket are the same socket', async ({ http, log, port }) => {
  const req = http.get(at(port))
  log('early', req.socket, req.connection)
  await seen(req, 'socket')
  log('given', req.socket instanceof net.Socket, req.connection === req.socket)
  await finish(log, req)
})

scenario('request: an answer that comes before the body is sent', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.send(ok('early', 'Connection: close'))
    await connection.expect(/0\r\n\r\n$/)
    connection.end()
  })
  const req = http.request({ ...at(port), method: 'POST' })
  watchRequest(log, req, ...QUIET)
  req.write('a')
  const [res] = await seen<[http.IncomingMessage]>(req, 'response')
  log('body', await text(res))
  logState(log, 'answered', req)
  req.end('b')
  await seen(req, 'close')
})

scenario('request.write answers false under back-pressure, and drain says when to go on', async ({ http }, log) => {
  const size = 8 << 20
  const { port } = await origin(log, async (connection) => {
    let got = 0
    connection.socket.on('data', (chunk: Buffer) => {
      got += chunk.length
    })
    await until(() => got > size)
    connection.end(ok())
  })
  const req = http.request({ ...at(port), method: 'POST', headers: { 'Content-Length': size + 100 } })
  req.write('a'.repeat(100))
  await seen(req, 'socket')
  log('write', req.write('a'.repeat(size)), req.writableNeedDrain)
  await seen(req, 'drain')
  log('drain', req.writableNeedDrain)
  await finish(log, req)
})

asking('request.reusedSocket tells that the connection was kept', async ({ http, log, port }) => {
  const agent = new http.Agent({ keepAlive: true })
  log.defer(() => agent.destroy())
  for (let count = 0; count < 2; count++) {
    const req = http.get({ ...at(port), agent })
    await finish(log, req)
    log('reused', req.reusedSocket)
  }
})

asking(
  'request.maxHeadersCount limits what is kept of the response',
  async ({ http, log, port }) => {
    const req = http.get(at(port))
    log('before', req.maxHeadersCount)
    req.maxHeadersCount = 2
    const res = await finish(log, req)
    log('kept', Object.keys(res?.headers ?? {}).length <= 2)
  },
  { responses: [ok('x', 'X-A: 1', 'X-B: 2', 'X-C: 3')] },
)

for (const join of [false, true]) {
  asking(
    `request option joinDuplicateHeaders ${join}`,
    async ({ http, log, port }) => {
      const res = await finish(log, http.get({ ...at(port), joinDuplicateHeaders: join }))
      log('fields', { ...res?.headers })
    },
    { responses: [ok('x', 'ETag: 1', 'ETag: 2', 'Set-Cookie: a', 'Set-Cookie: b', 'X-A: 1', 'X-A: 2')] },
  )
}

asking(
  'request option maxHeaderSize: a response head beyond it is an error',
  async ({ http, log, port }) => {
    await finish(log, http.get({ ...at(port), maxHeaderSize: 200 }))
  },
  { responses: [ok('x', `X-Long: ${'a'.repeat(300)}`)] },
)

asking('request.addTrailers are sent after a chunked body', async ({ http, log, port }) => {
  const req = http.request({ ...at(port), method: 'POST', headers: { Trailer: 'X-Sum' } })
  req.write('data')
  req.addTrailers({ 'X-Sum': '1' })
  await finish(log, req)
})

asking('request.strictContentLength: a body of another length throws', async ({ http, log, port }) => {
  const req = http.request({ ...at(port), method: 'POST', headers: { 'Content-Length': 2 } })
  Reflect.set(req, 'strictContentLength', true)
  req.flushHeaders()
  attempt(log, 'write', () => req.write('abc'))
  attempt(log, 'end', () => req.end('a'))
  req.on('error', (error) => log('error', error))
  req.destroy()
  await seen(req, 'close')
})

asking('request.pipe throws or errors, for a request is not readable', async ({ http, log, port }) => {
  const req = http.request(at(port))
  req.on('error', (error) => log('error', error))
  attempt(log, 'pipe', () => call(req, 'pipe', process.stderr))
  req.destroy()
  await turns()
})

for (const version of ['1.0', '1.1']) {
  asking(
    `request: bodiless responses of HTTP/${version}`,
    async ({ http, log, port }) => {
      for (const method of ['GET', 'GET', 'HEAD']) await finish(log, http.request({ ...at(port), method }))
    },
    {
      responses: [
        `HTTP/${version} 204 No Content\r\nConnection: close\r\n\r\n`,
        `HTTP/${version} 304 Not Modified\r\nContent-Length: 9\r\nConnection: close\r\n\r\n`,
        `HTTP/${version} 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n`,
      ],
    },
  )
}

for (const insecureHTTPParser of [false, true]) {
  asking(
    `request option insecureHTTPParser ${insecureHTTPParser}: a response with a control character in a value`,
    async ({ http, log, port }) => {
      const res = await finish(log, http.get({ ...at(port), insecureHTTPParser }))
      log('field', res?.headers['x-a'])
    },
    { responses: [ok('x', 'X-A: a\x01b')] },
  )
}
