// Incoming messages: what the head says, how repeated fields combine, the body as a stream, trailers,
// and the end by completion, by destruction and by a lost connection.
import { Readable } from 'node:stream'
import { scenario } from '../support/differential.ts'
import { attempt, call, watch } from '../support/log.ts'
import { answer, listen, origin, pause, seen, text, turns } from '../support/peers.ts'
import { connectRaw, END, GET_CLOSE, head } from '../support/raw.ts'
import { responding } from '../support/responding.ts'

const post = (body: string, ...fields: string[]) =>
  `${head('POST /p HTTP/1.1', 'Host: a', 'Connection: close', `Content-Length: ${body.length}`, ...fields)}${body}`

const CHUNKED_WITH_TRAILERS = `${head(
  'POST /p HTTP/1.1',
  'Host: a',
  'Connection: close',
  'Transfer-Encoding: chunked',
  'Trailer: X-Sum',
)}3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Sum: 1\r\nX-SUM: 2\r\nSet-Cookie: a\r\n\r\n`

responding(
  'message.method, message.url and message.httpVersion with its major and minor',
  (res, log, req) => {
    log('line', req.method, req.url, req.httpVersion, req.httpVersionMajor, req.httpVersionMinor)
    log('no response', req.statusCode, req.statusMessage)
    log('parts', req.complete, req.aborted, req.destroyed, Object.keys(req.headers))
    res.end()
  },
  { request: head('PATCH /a%20b?c=d&e HTTP/1.1', 'Host: a', 'Connection: close') },
)

responding(
  'message.httpVersionMajor and message.httpVersionMinor of HTTP/1.0',
  (res, log, req) => {
    log('version', req.httpVersion, req.httpVersionMajor, req.httpVersionMinor, req.headers)
    res.end()
  },
  { request: head('GET / HTTP/1.0') },
)

for (const url of ['*', 'http://other.example/path', '//double', '/?', '/\u00e4', '/a|b"c<d>', '/..;/']) {
  responding(
    `message.url is given as it came: ${JSON.stringify(url)}`,
    (res, log, req) => {
      log('url', req.url)
      res.end()
    },
    { request: head(`OPTIONS ${url} HTTP/1.1`, 'Host: a', 'Connection: close') },
  )
}

responding(
  'message.headers are lower-cased and trimmed; message.rawHeaders are as sent',
  (res, log, req) => {
    log('headers', { ...req.headers })
    log('raw', req.rawHeaders)
    log('same', new Set([req.headers, req.headers]).size, 'toString' in req.headers)
    res.end()
  },
  {
    request:
      'GET / HTTP/1.1\r\nHOST: a\r\nConnection:close\r\nX-Space:  \t two  words \t \r\nX-Empty:\r\nX-Latin: f\xfcr\r\n__proto__: x\r\n\r\n',
  },
)

const REPEATED = [
  'age',
  'authorization',
  'content-type',
  'etag',
  'expires',
  'from',
  'if-modified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
  'cookie',
  'set-cookie',
  'accept',
  'x-custom',
  'date',
  'origin',
  'via',
  'forwarded',
  'keep-alive',
  'warning',
]
const TWICE = REPEATED.flatMap((name) => [`${name}: one`, `${name}: two`])

for (const joinDuplicateHeaders of [undefined, true]) {
  responding(
    `message.headers: repeated fields are joined, listed or dropped; server option joinDuplicateHeaders ${joinDuplicateHeaders}`,
    (res, log, req) => {
      for (const [name, value] of Object.entries(req.headers)) log(name, value)
      res.end()
    },
    { request: head('GET / HTTP/1.1', 'Host: a', 'Connection: close', ...TWICE), server: { joinDuplicateHeaders } },
  )
}

responding(
  'message.headersDistinct has a list for each name',
  (res, log, req) => {
    for (const [name, value] of Object.entries(req.headersDistinct)) log(name, value)
    log(
      'prototype',
      Object.getPrototypeOf(req.headersDistinct),
      new Set([req.headersDistinct, req.headersDistinct]).size,
    )
    res.end()
  },
  { request: head('GET / HTTP/1.1', 'Host: a', 'Connection: close', 'X-A: 1', 'x-a: 2', 'Content-Type: t') },
)

responding(
  'message.trailers, message.rawTrailers and message.trailersDistinct are there at the end',
  (res, log, req) => {
    log('early', { ...req.trailers }, req.rawTrailers)
    req.on('data', (chunk) => log('data', chunk))
    req.on('end', () => {
      log('end', { ...req.trailers }, req.rawTrailers, { ...req.trailersDistinct }, req.complete)
      res.end()
    })
  },
  { request: CHUNKED_WITH_TRAILERS },
)

responding(
  'message.setEncoding gives strings and keeps characters whole',
  (res, log, req) => {
    log('chained', req.setEncoding('utf8') === req)
    let all = ''
    req.on('data', (chunk) => {
      all += chunk
      if (typeof chunk !== 'string') log('no string')
    })
    req.on('end', () => {
      log('all', all)
      res.end()
    })
  },
  {
    request: [
      head('POST / HTTP/1.1', 'Host: a', 'Connection: close', 'Content-Length: 6'),
      Buffer.from([0xe4, 0xbd]),
      5,
      Buffer.from([0xa0, 0xe5]),
      5,
      Buffer.from([0xa5, 0xbd]),
    ],
  },
)

responding(
  'message is read by async iteration',
  async (res, log, req) => {
    const chunks: string[] = []
    for await (const chunk of req) chunks.push(String(chunk))
    log('body', chunks.join(''), req.complete, req.destroyed, req.readableEnded)
    res.end()
  },
  { request: post('iterated') },
)

responding(
  'message async iteration left early destroys the request',
  async (res, log, req) => {
    watch(log, req, 'req', 'close', 'error')
    for await (const chunk of req) {
      log('chunk', chunk)
      break
    }
    log('state', req.destroyed, req.complete)
    res.end('enough')
  },
  { request: [head('POST / HTTP/1.1', 'Host: a', 'Connection: close', 'Content-Length: 99'), 'begin'] },
)

responding(
  'message is read with read() and readable',
  (res, log, req) => {
    let all = ''
    req.on('readable', () => {
      for (let chunk = req.read(2); chunk !== null; chunk = req.read(2)) all += chunk
      const rest = req.read()
      if (rest !== null) all += rest
    })
    req.on('end', () => {
      log('all', all)
      res.end()
    })
  },
  { request: post('12345') },
)

responding(
  'message.pipe into its own response echoes',
  (res, _log, req) => {
    req.pipe(res)
  },
  { request: post('echoed') },
)

responding(
  'message.complete turns true when all of the message was taken in',
  async (res, log, req) => {
    watch(log, req, 'req', 'end', 'close')
    log('early', req.complete, req.readableEnded)
    await text(req)
    log('late', req.complete, req.readableEnded, req.readable)
    res.end()
  },
  { request: [head('POST / HTTP/1.1', 'Host: a', 'Connection: close', 'Content-Length: 3'), 5, 'abc'] },
)

responding(
  'message that is not read is dumped when the response ends',
  (res, log, req) => {
    watch(log, req, 'req', 'data', 'end', 'close', 'resume', 'pause')
    res.end('not read')
    req.on('close', () => log('state', req.complete, req.readableEnded, req.destroyed))
  },
  { request: post('left alone') },
)

responding(
  'message that is not read does not keep the next request from coming',
  (res, log, req) => {
    log('request', req.method)
    res.end(req.method)
  },
  {
    request: [
      `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4')}left`,
      /POST$/,
      head('PUT / HTTP/1.1', 'Host: a', 'Connection: close'),
    ],
  },
)

responding(
  'message.destroy takes the connection with it',
  (res, log, req) => {
    watch(log, req, 'req', 'aborted', 'error', 'close', 'end')
    watch(log, res, 'res', 'close', 'finish', 'error')
    watch(log, req.socket, 'socket', 'close')
    log('chained', req.destroy() === req, req.destroyed)
  },
  { request: GET_CLOSE },
)

responding(
  'message.destroy with an error emits it to who listens',
  (_res, log, req) => {
    watch(log, req, 'req', 'aborted', 'error', 'close', 'end')
    req.destroy(new Error('enough of this'))
    log('errored', req.errored)
  },
  { request: [head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4'), 'a'] },
)

scenario('message events aborted, error and close come when the client leaves in mid body', async ({ http }, log) => {
  const server = http.createServer((req) => {
    watch(log, req, 'req', 'aborted', 'error', 'close', 'end')
    req.on('close', () => log('state', req.aborted, req.destroyed, req.complete, req.errored))
    req.resume()
  })
  const port = await listen(server, log)
  const client = await connectRaw(port)
  client.send(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10'), 'half')
  await seen(server, 'request')
  await turns()
  client.destroy()
  await pause(15)
})

scenario('message event aborted without an error listener is no uncaught error', async ({ http }, log) => {
  const server = http.createServer((req) => {
    watch(log, req, 'req', 'aborted', 'close')
  })
  const port = await listen(server, log)
  const client = await connectRaw(port)
  client.send(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10'), 'half')
  await seen(server, 'request')
  await turns()
  client.destroy()
  await pause(15)
})

scenario('message: the client ends its side in mid body', async ({ http }, log) => {
  const server = http.createServer((req) => {
    watch(log, req, 'req', 'aborted', 'error', 'close', 'end')
    req.resume()
  })
  await answer(server, log, [head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10'), 'half', END])
})

responding(
  'message.setTimeout calls back on an idle socket',
  (res, log, req) => {
    watch(log, req, 'req', 'timeout')
    const chained = req.setTimeout(15, () => {
      log('callback')
      res.end('late')
    })
    log('chained', chained === req)
  },
  { together: true },
)

responding('message.connection and message.socket are the same; message.connection can be set', (res, log, req) => {
  log('same', req.connection === req.socket)
  const { socket } = req
  Reflect.set(req, 'connection', undefined)
  log('set', req.socket, req.connection)
  Reflect.set(req, 'connection', socket)
  log('set', req.socket === socket)
  res.end()
})

responding('message.headers and message.trailers can be replaced', (res, log, req) => {
  req.headers = { other: 'x' }
  req.trailers = { t: 'y' }
  log('replaced', req.headers, req.trailers, req.headersDistinct)
  res.end()
})

scenario(
  'message.signal aborts when the client leaves',
  async ({ http }, log) => {
    const server = http.createServer((req) => {
      const signal = Reflect.get(req, 'signal') as AbortSignal
      log('signal', signal instanceof AbortSignal, signal.aborted, Reflect.get(req, 'signal') === signal)
      signal.addEventListener('abort', () => log('aborted', signal.reason))
    })
    const port = await listen(server, log)
    const client = await connectRaw(port)
    client.send(GET_CLOSE)
    await seen(server, 'request')
    await turns(5)
    client.destroy()
    await pause(15)
  },
  { newest: 'required' },
)

scenario('message made by new http.IncomingMessage is a Readable to be filled', async ({ http }, log) => {
  const socket = new Readable({ read() {} })
  const message = new http.IncomingMessage(socket as never)
  log('is', message instanceof Readable, message.socket === (socket as never), message.headers, message.rawHeaders)
  message.push('abc')
  message.push(null)
  log('body', await text(message))
  call(message, '_addHeaderLine', 'X-A', '1', message.headers)
  call(message, '_addHeaderLine', 'x-a', '2', message.headers)
  log('headers', { ...message.headers })
})

scenario('message.statusCode and message.statusMessage of a response, and its fields', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(/\r\n\r\n/)
    connection.end('HTTP/1.1 299 Very  Fine Indeed\r\nX-A: 1\r\nX-a: 2\r\nSet-Cookie: c\r\n\r\nbody')
  })
  const req = http.get({ port, host: '127.0.0.1', agent: false })
  const [res] = await seen<[import('node:http').IncomingMessage]>(req, 'response')
  log('status', res.statusCode, res.statusMessage, res.httpVersion, res.method, res.url)
  log('fields', { ...res.headers }, res.rawHeaders, { ...res.headersDistinct })
  log('socket', res.socket === req.socket, res.complete)
  log('body', await text(res), res.complete)
})

scenario(
  'message is paused: a reader that does not read stalls the sender',
  async ({ http }, log) => {
    const size = 32 << 20
    const server = http.createServer(async (req, res) => {
      req.pause()
      await pause(60)
      log('stalled', sent < size)
      let got = 0
      for await (const chunk of req) got += chunk.length
      log('got all', got === size)
      res.end()
    })
    const port = await listen(server, log)
    const client = await connectRaw(port)
    let sent = 0
    client.send(head('POST / HTTP/1.1', 'Host: a', 'Connection: close', `Content-Length: ${size}`))
    const block = Buffer.alloc(1 << 20)
    while (sent < size) {
      sent += block.length
      if (!client.socket.write(block)) await seen(client.socket, 'drain')
    }
    const { ending } = await client.collect()
    log('ending', ending)
  },
  { together: true },
)

scenario(
  'message.setTimeout, message.headersDistinct and message.trailersDistinct without a socket',
  async ({ http }, log) => {
    const message = new http.IncomingMessage(undefined as never)
    attempt(log, 'setTimeout', () => typeof message.setTimeout(0))
    log('distinct', message.headersDistinct, message.trailersDistinct)
  },
)
