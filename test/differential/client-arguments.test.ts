// The forms in which a request is asked for, its options, and the bytes of the head they make.
import { type Asked, asking, finish } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { attempt, call } from '../support/log.ts'
import { answering, ok, seen } from '../support/peers.ts'
import { RawConnection } from '../support/raw.ts'

const address = ({ port }: Asked) => ({ host: '127.0.0.1', port, agent: false as const })

asking('http.get with a string', async ({ http, log, port }) => {
  await finish(log, http.get(`http://127.0.0.1:${port}/str?q=1#frag`))
})

asking('http.get with a URL', async ({ http, log, port }) => {
  await finish(log, http.get(new URL(`http://127.0.0.1:${port}/url?q=1#frag`)))
})

asking('http.get with options', async (asked) => {
  await finish(asked.log, asked.http.get({ ...address(asked), path: '/options' }))
})

asking('http.get with url and options merged, options winning', async (asked) => {
  const { http, log, port } = asked
  const url = `http://user:pass@127.0.0.1:${port}/from-url`
  await finish(log, http.get(url, { path: '/from-options', headers: { 'X-A': '1' }, agent: false }))
})

asking('http.get with a callback: a one-time response listener', async ({ http, log, port }) => {
  const req = http.get(`http://127.0.0.1:${port}/`, (res) => log('callback', res.statusCode))
  log('listeners', req.listenerCount('response'))
  await finish(log, req)
  log('listeners', req.listenerCount('response'))
})

asking('http.get with url, options and callback', async ({ http, log, port }) => {
  const req = http.get(new URL(`http://127.0.0.1:${port}/`), { agent: false }, () => log('callback'))
  await finish(log, req)
})

asking('http.request with url and callback, ended by hand', async ({ http, log, port }) => {
  const req = http.request(`http://127.0.0.1:${port}/x`, { method: 'post', agent: false }, () => log('callback'))
  log('method', req.method, req.path, req.host, req.protocol)
  req.end('body')
  await finish(log, req)
})

asking('http.ClientRequest made by new', async (asked) => {
  const { http, log } = asked
  const Request = http.ClientRequest as unknown as new (
    options: object,
    callback?: () => void,
  ) => import('node:http').ClientRequest
  const req = new Request({ ...address(asked), path: '/new' }, () => log('callback'))
  await finish(log, req)
})

asking('http.get with options of an object inherited from another', async (asked) => {
  const options = Object.assign(Object.create({ path: '/inherited', method: 'HEAD' }) as object, address(asked))
  await finish(asked.log, asked.http.get(options))
})

asking('request.method, request.path, request.host and request.protocol tell what was asked', async (asked) => {
  const req = asked.http.request({ ...address(asked), method: 'put', path: '/p' })
  asked.log('is', req.method, req.path, req.host, req.protocol)
  await finish(asked.log, req)
})

asking('request.path set before the head is sent is what is sent', async (asked) => {
  const req = asked.http.request({ ...address(asked), path: '/p' })
  req.path = '/changed'
  asked.log('path', req.path)
  await finish(asked.log, req)
})

for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'TRACE', 'QUERY', 'PROPFIND']) {
  const body = method === 'HEAD' ? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n' : ok()
  asking(
    `request option method ${method}: the default bytes without a body`,
    async (asked) => {
      const req = asked.http.request({ ...address(asked), method })
      asked.log('chunked', req.useChunkedEncodingByDefault, req.shouldKeepAlive)
      await finish(asked.log, req)
    },
    { responses: [body] },
  )
}

for (const method of ['GET', 'POST', 'DELETE']) {
  const received = (...lines: string[]) => lines.map((line) => `origin: received '${line}'`)
  const head = [`${method} / HTTP/1.1`, 'Host: 127.0.0.1:<port>', 'Connection: close']
  const framed = {
    reason: 'RFC 9112 §6.3: what is not framed is the next request',
    expected: [
      ...["response 200 'ok'", "response 200 'ok'"],
      ...received(...head, 'Content-Length: 12', '', 'only the end'),
      ...(method === 'DELETE'
        ? received(...head, '', 'twoone')
        : received(...head, 'Transfer-Encoding: chunked', '', '6', 'twoone', '0', '', '')),
    ],
  }
  const options = method === 'POST' ? {} : { differs: framed }
  scenario(
    `request option method ${method}: the bytes with a body, written and ended`,
    async ({ http }, log) => {
      for (const steps of [['only the end'], ['one', 'two']]) {
        const { port } = await answering(log, ok())
        const req = http.request({ host: '127.0.0.1', port, method, agent: false })
        for (const step of steps.slice(1)) req.write(step)
        req.end(steps[0])
        await finish(log, req)
      }
    },
    options,
  )
}

asking(
  'request option agent: the Connection fields of no agent, a plain one and one that keeps alive',
  async (asked) => {
    const { http, log } = asked
    const { agent: _, ...base } = address(asked)
    for (const agent of [false as const, new http.Agent(), new http.Agent({ keepAlive: true })]) {
      const req = http.get({ ...base, agent })
      await finish(log, req)
      if (agent) agent.destroy()
    }
  },
)

asking('request option agent undefined: the global agent', async (asked) => {
  const { http, log } = asked
  const { agent: _, ...base } = address(asked)
  const req = http.get(base)
  log('global', Reflect.get(req, 'agent') === http.globalAgent)
  await finish(log, req)
})

asking('request option agent of a wrong type throws', ({ http, log }) => {
  for (const agent of [5, 'agent', true, {}]) {
    attempt(log, `agent ${JSON.stringify(agent)}`, () => http.get({ agent: agent as never }))
  }
})

asking('request option hostname goes before request option host', async (asked) => {
  const req = asked.http.get({ ...address(asked), host: 'nowhere.invalid', hostname: '127.0.0.1' })
  await finish(asked.log, req)
})

asking('request option host of a wrong type throws', ({ http, log }) => {
  for (const host of [5, true, {}, []]) attempt(log, 'host', () => http.get({ host: host as never }))
  for (const hostname of [5, true, {}, []]) attempt(log, 'hostname', () => http.get({ hostname: hostname as never }))
})

asking('request option headers as an object', async (asked) => {
  const headers = { 'X-A': '1', 'x-list': ['a', 'b'], 'X-Num': 5, Cookie: ['a=1', 'b=2'], Accept: '*/*' }
  await finish(asked.log, asked.http.get({ ...address(asked), headers }))
})

asking('request option headers as a flat array are sent as they are', async (asked) => {
  const headers = ['Host', 'of.mine', 'X-B', '1', 'X-A', '2', 'X-B', '3']
  await finish(asked.log, asked.http.get({ ...address(asked), headers: headers as never }))
})

asking('request option headers as a flat array, with a body', async (asked) => {
  const headers = ['Host', 'of.mine', 'Content-Length', '4']
  const req = asked.http.request({ ...address(asked), method: 'POST', headers: headers as never })
  req.end('body')
  await finish(asked.log, req)
})

asking('request option headers as an array of pairs', async (asked) => {
  const { http, log } = asked
  const headers = [
    ['Host', 'of.mine'],
    ['X-B', '1'],
  ]
  await finish(log, http.get({ ...address(asked), headers: headers as never }))
})

asking('request option headers with undefined and invalid values throw', (asked) => {
  const { http, log } = asked
  const wrong = { undefined: undefined, break: 'a\r\nb', snow: '\u2603' }
  for (const [label, value] of Object.entries(wrong)) {
    attempt(log, label, () => http.get({ ...address(asked), headers: { 'x-v': value } }))
  }
  attempt(log, 'name', () => http.get({ ...address(asked), headers: { 'a b': '1' } }))
  attempt(log, 'host list', () => http.get({ ...address(asked), headers: { host: ['a', 'b'] as never } }))
})

asking('request option headers with own Host, Connection and Content-Length', async (asked) => {
  const headers = { host: 'other.example', connection: 'close', 'content-length': '4' }
  const req = asked.http.request({ ...address(asked), method: 'POST', headers })
  req.end('body')
  await finish(asked.log, req)
})

asking('request option headers with Content-Length disables chunking', async (asked) => {
  const req = asked.http.request({ ...address(asked), method: 'POST', headers: { 'Content-Length': 6 } })
  req.write('abc')
  req.end('def')
  await finish(asked.log, req)
})

asking('request option headers with Transfer-Encoding chunked on a GET', async (asked) => {
  const req = asked.http.request({ ...address(asked), headers: { 'Transfer-Encoding': 'chunked' } })
  req.end('abc')
  await finish(asked.log, req)
})

asking('request option auth makes an Authorization field', async (asked) => {
  await finish(asked.log, asked.http.get({ ...address(asked), auth: 'user:p\u00e4ss:word' }))
})

asking('request option auth is beaten by an Authorization field', async (asked) => {
  const headers = { Authorization: 'Mine' }
  await finish(asked.log, asked.http.get({ ...address(asked), auth: 'user:pass', headers }))
})

asking('request option auth comes from the URL, decoded', async ({ http, log, port }) => {
  await finish(log, http.get(`http://us%40er:p%3Ass@127.0.0.1:${port}/`, { agent: false }))
})

asking('request option setHost false leaves Host away', async (asked) => {
  await finish(asked.log, asked.http.get({ ...address(asked), setHost: false }))
})

asking(
  'request option setDefaultHeaders false leaves the default fields away',
  async (asked) => {
    await finish(asked.log, asked.http.get({ ...address(asked), setDefaultHeaders: false } as never))
  },
  { newest: 'required' },
)

asking('request option defaultPort: Host without the port', async (asked) => {
  await finish(asked.log, asked.http.get({ ...address(asked), defaultPort: asked.port }))
})

asking('request option uniqueHeaders joins the values of a field', async (asked) => {
  const headers = { 'X-List': ['a', 'b'], 'X-Other': ['a', 'b'] }
  await finish(asked.log, asked.http.get({ ...address(asked), headers, uniqueHeaders: ['x-list'] }))
})

asking("request option protocol that is not the agent's throws", ({ http, https, log }) => {
  for (const protocol of ['https:', 'ftp:', 'http']) attempt(log, protocol, () => http.get({ protocol }))
  attempt(log, 'url', () => http.get('https://127.0.0.1/'))
  attempt(log, 'https', () => https.get('http://127.0.0.1/'))
})

asking('request option path that is no path throws', ({ http, log }) => {
  for (const path of ['/a b', '/a\nb', '/\u0000', '/\u4f60', '/\u007f', '/\u00ff']) {
    const req = attempt(log, JSON.stringify(path), () => http.request({ path, port: 1, createConnection: dead }))
    req?.on('error', () => {})
    req?.destroy()
  }
})

function dead(): import('node:stream').Duplex {
  return duplexPair()[0]
}

asking('request option method that is no method throws', ({ http, log }) => {
  for (const method of ['', 'A B', 'G\nET', 5, {}, true, null]) {
    const req = attempt(log, JSON.stringify(method), () =>
      http.request({ method: method as string, port: 1, createConnection: dead }),
    )
    if (req !== undefined) log('method', req.method)
    req?.on('error', () => {})
    req?.destroy()
  }
})

asking('request option port that is no port throws', ({ http, log }) => {
  for (const port of [-1, 65536, 1.5, 'x']) attempt(log, `port ${port}`, () => http.get({ port: port as number }))
})

asking(
  'request option insecureHTTPParser, maxHeaderSize and joinDuplicateHeaders of a wrong type throw',
  ({ http, log }) => {
    attempt(log, 'insecureHTTPParser', () => http.get({ insecureHTTPParser: 'yes' as never }))
    attempt(log, 'maxHeaderSize', () => http.get({ maxHeaderSize: 'much' as never }))
    attempt(log, 'maxHeaderSize', () => http.get({ maxHeaderSize: -1 }))
    attempt(log, 'joinDuplicateHeaders', () => http.get({ joinDuplicateHeaders: 1 as never }))
    attempt(log, 'timeout', () => http.get({ timeout: 'long' as never }))
    attempt(log, 'signal', () => http.get({ signal: {} as never }))
  },
)

asking('http.get with a URL that is none throws', ({ http, log }) => {
  for (const url of ['', 'no url', 'http://', '/path']) attempt(log, JSON.stringify(url), () => http.get(url))
})

asking('request option localAddress binds the connection', async (asked) => {
  const req = asked.http.get({ ...address(asked), localAddress: '127.0.0.1' })
  const [socket] = await seen<[import('node:net').Socket]>(req, 'socket')
  await finish(asked.log, req)
  asked.log('bound', socket.remoteAddress)
})

asking('request option family and request option hints go to request option lookup', async (asked) => {
  const { http, log, port } = asked
  const req = http.get({
    host: 'name.example',
    port,
    agent: false,
    family: 4,
    hints: 0,
    lookup: (name, options, done) => {
      log('lookup', name, options.family, options.hints, options.all)
      const found = [{ address: '127.0.0.1', family: 4 }]
      if (options.all) done(null, found)
      else done(null, '127.0.0.1', 4)
    },
  })
  await finish(log, req)
})

asking('request option lookup that fails is an error event', async ({ http, log }) => {
  const req = http.get({
    host: 'name.example',
    agent: false,
    lookup: (_name, _options, done) => done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), ''),
  })
  await finish(log, req)
})

asking('request option lookup of a wrong type throws', ({ http, log }) => {
  attempt(log, 'lookup', () => http.get({ lookup: 'no' as never, agent: false }))
})

scenario('request option createConnection returns any Duplex', async ({ http }, log) => {
  const [near, far] = duplexPair()
  const peer = new RawConnection(far)
  const req = http.get({ path: '/duplex', createConnection: () => near }, (res) => log('callback', res.statusCode))
  const done = finish(log, req)
  log.text('received', await peer.expect(/\r\n\r\n/))
  peer.send(ok('by memory')).end()
  await done
})

scenario('request option createConnection hands the stream to its callback', async ({ http }, log) => {
  const [near, far] = duplexPair()
  const peer = new RawConnection(far)
  const req = http.get({
    path: '/duplex',
    createConnection: (_options, done) => {
      setImmediate(() => done(null, near as never))
      return undefined
    },
  })
  const done = finish(log, req)
  log.text('received', await peer.expect(/\r\n\r\n/))
  peer.send(ok('later')).end()
  await done
})

scenario('request option createConnection that fails by its callback is an error event', async ({ http }, log) => {
  const req = http.get({
    createConnection: (_options, done) => {
      setImmediate(() => done(new Error('no way'), undefined as never))
      return undefined
    },
  })
  const [error] = await seen(req, 'error')
  log('error', error, req.destroyed)
})

scenario('request option createConnection gets the options of the request', async ({ http }, log) => {
  const [near, far] = duplexPair()
  const peer = new RawConnection(far)
  const req = http.get({
    host: 'h.example',
    port: 81,
    path: '/p',
    createConnection: (options) => {
      log('options', options.host, options.port, options.path, Reflect.get(options, 'method'), options.localAddress)
      return near
    },
  })
  const done = finish(log, req)
  await peer.expect(/\r\n\r\n/)
  peer.send(ok()).end()
  await done
})

asking(
  'request option highWaterMark is that of the request',
  async (asked) => {
    const req = asked.http.request({ ...address(asked), highWaterMark: 4321 } as never)
    asked.log('mark', req.writableHighWaterMark)
    await finish(asked.log, req)
  },
  { newest: 'required' },
)

asking(
  'request.setHeader, request.getHeader, request.removeHeader, request.hasHeader until the head is sent',
  async (asked) => {
    const { log } = asked
    const req = asked.http.request({ ...address(asked), headers: { 'X-Mixed': 'a' } })
    log('host', typeof req.getHeader('host'), req.hasHeader('Host'))
    req.setHeader('X-Set', '1')
    req.setHeader('x-gone', '1')
    req.removeHeader('X-Gone')
    log('get', req.getHeader('x-set'), req.hasHeader('x-gone'))
    req.flushHeaders()
    attempt(log, 'setHeader', () => req.setHeader('a', 'b'))
    attempt(log, 'removeHeader', () => req.removeHeader('a'))
    await finish(log, req)
  },
)

asking('request.getHeaders, request.getHeaderNames and request.getRawHeaderNames', async (asked) => {
  const { log } = asked
  const req = asked.http.request({
    ...address(asked),
    setHost: false,
    headers: { 'X-Mixed': 'a', 'x-list': ['1', '2'] },
  })
  log('names', req.getHeaders(), req.getHeaderNames(), call(req, 'getRawHeaderNames'))
  await finish(log, req)
})

asking('request.appendHeader and request.setHeaders', async (asked) => {
  const req = asked.http.request({ ...address(asked), setHost: false })
  req.appendHeader('X-A', '1').appendHeader('x-a', '2')
  req.setHeaders(new Map([['X-Map', 'm']]))
  await finish(asked.log, req)
})

asking('http.validateHeaderName and http.validateHeaderValue', ({ http, log }) => {
  for (const name of ['X-A', '', 'a b', 'a:', '\u00e4', 5]) {
    attempt(log, `name ${name}`, () => http.validateHeaderName(name as string))
  }
  attempt(log, 'labelled', () => call(http, 'validateHeaderName', '', 'Trailer name'))
  for (const value of ['ok', '', 'a\nb', undefined, '\u2603', '\u00ff', '\t']) {
    attempt(log, `value ${JSON.stringify(value)}`, () => http.validateHeaderValue('x', value as string))
  }
})
