// OutgoingMessage by itself, what its members do before there is a socket, the underscored members other
// packages touch, and the functions of the module.
import assert from 'node:assert/strict'
import type http from 'node:http'
import test from 'node:test'
import { scenario } from '../support/differential.ts'
import { attempt, call, watch } from '../support/log.ts'
import { isBuiltIn, tested } from '../support/modules.ts'
import { answering, listen, ok, seen, text, turns } from '../support/peers.ts'
import { exchange, GET_CLOSE } from '../support/raw.ts'
import { responding } from '../support/responding.ts'

scenario('outgoing.setHeader, outgoing.getHeader and outgoing.removeHeader of a message by itself', ({ http }, log) => {
  const message = new http.OutgoingMessage()
  log('none', message.getHeader('a'), message.getHeaders(), message.getHeaderNames(), message.hasHeader('a'))
  message.setHeader('X-A', 'b')
  message.appendHeader('X-A', 'c')
  log('set', message.getHeader('x-a'), message.getHeaderNames(), call(message, 'getRawHeaderNames'))
  message.removeHeader('X-a')
  log('removed', message.getHeaders(), message.headersSent)
})

scenario('outgoing.write and outgoing.end without an implementation of the head throw', ({ http }, log) => {
  const message = new http.OutgoingMessage()
  attempt(log, 'write', () => message.write('a'))
  attempt(log, 'end', () => message.end())
  attempt(log, '_implicitHeader', () => call(message, '_implicitHeader'))
  attempt(log, 'flushHeaders', () => message.flushHeaders())
})

scenario('outgoing.write keeps what is written before there is a socket', ({ http }, log) => {
  const res = new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as never)
  log('write', res.write('abc'), res.writableLength > 0, res.writableNeedDrain, res.headersSent)
  log('end', res.end('def') === res, res.writableEnded, res.writableFinished, res.finished)
})

scenario(
  'outgoing.destroy without a socket',
  async ({ http }, log) => {
    const message = new http.OutgoingMessage()
    watch(log, message, 'message', 'close', 'error')
    log('chained', message.destroy(new Error('x')) === message, message.destroyed, message.errored)
    attempt(log, 'write', () => message.write('a'))
    await turns()
  },
  { newest: 'allowed' },
)

scenario(
  'outgoing.cork, outgoing.uncork, outgoing.setTimeout and outgoing.socket without a socket',
  ({ http }, log) => {
    const message = new http.OutgoingMessage()
    message.cork()
    log('corked', message.writableCorked)
    message.uncork()
    log('uncorked', message.writableCorked)
    log('chained', message.setTimeout(5, () => log('timeout')) === message, message.listenerCount('timeout'))
    log('socket', message.socket, message.connection)
  },
)

scenario('outgoing is a class to extend: a subclass of OutgoingMessage', async ({ http }, log) => {
  class Message extends http.OutgoingMessage {
    _implicitHeader(): void {
      log('implicit')
      call(this, '_storeHeader', 'X / Y\r\n', this.getHeaders())
    }
  }
  const message = new Message()
  message.setHeader('X-A', 'b')
  message.write('a')
  log('header', Reflect.get(message, '_header'))
})

responding(
  'response._header, response._headerSent and response._hasBody, which packages read',
  (res, log) => {
    const peek = () =>
      log('state', Reflect.get(res, '_header'), typeof Reflect.get(res, '_headerSent'), Reflect.get(res, '_hasBody'))
    peek()
    res.write('a')
    peek()
    res.end()
    log('finished', Reflect.get(res, 'finished'), Reflect.get(res, '_contentLength'))
  },
  { newest: 'allowed' },
)

responding('response._implicitHeader and response._send, which packages wrap', (res, log) => {
  const implicit = Reflect.get(res, '_implicitHeader') as () => void
  Reflect.set(res, '_implicitHeader', () => {
    log('_implicitHeader')
    Reflect.apply(implicit, res, [])
  })
  const { writeHead } = res
  res.writeHead = ((...values: Parameters<typeof writeHead>) => {
    log('writeHead', values.length, values[0])
    return Reflect.apply(writeHead, res, values)
  }) as typeof writeHead
  res.end('wrapped')
})

responding(
  'response.write and response.end replaced by a package are what pipe calls',
  (res, log, req) => {
    const { write, end } = res
    res.write = ((...values: never[]) => {
      log('write')
      return Reflect.apply(write, res, values)
    }) as typeof write
    res.end = ((...values: never[]) => {
      log('end', values.length)
      return Reflect.apply(end, res, values)
    }) as typeof end
    req.pipe(res)
  },
  { request: 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc' },
)

responding('message._dump and socket._httpMessage, socket.parser, which packages read', (res, log, req) => {
  const { socket } = req
  log('message', Reflect.get(socket, '_httpMessage') === res, typeof Reflect.get(socket, 'parser'))
  call(req, '_dump')
  log('dumped', Reflect.get(req, '_dumped'))
  res.end()
})

scenario('http.ServerResponse over a socket of the caller, by response.assignSocket', async ({ http }, log) => {
  const { Writable } = await import('node:stream')
  const written: string[] = []
  const socket = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  const res = new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as never)
  res.assignSocket(socket as never)
  res.end('hello')
  await seen(res, 'finish')
  log.text('written', written.join(''))
})

scenario('http.createServer with options and listener, listener alone, or neither', async ({ http }, log) => {
  const listener = (_req: http.IncomingMessage, res: http.ServerResponse) => res.end('ok')
  const make = http.Server as unknown as (listener: unknown) => http.Server
  for (const server of [
    http.createServer(listener),
    http.createServer({}, listener),
    new http.Server(listener),
    make(listener),
  ]) {
    log('listeners', server.listenerCount('request'), server instanceof http.Server)
    const port = await listen(server, log)
    log.text('wire', (await exchange(port, GET_CLOSE)).text)
  }
})

scenario('http.METHODS, http.STATUS_CODES and http.maxHeaderSize', ({ http }, log) => {
  log('methods', http.METHODS.length, http.METHODS.includes('QUERY'), Array.isArray(http.METHODS))
  log('codes', http.STATUS_CODES[200], http.STATUS_CODES[418], Object.keys(http.STATUS_CODES).length)
  log('size', http.maxHeaderSize)
})

scenario('http.globalAgent can be replaced by another', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const original = http.globalAgent
  let asked = false
  class Mine extends http.Agent {
    override getName(options?: http.RequestOptions): string {
      asked = true
      return super.getName(options as never)
    }
  }
  const mine = new Mine()
  http.globalAgent = mine
  log.defer(() => {
    http.globalAgent = original
  })
  log('replaced', http.globalAgent === mine)
  const req = http.get({ host: '127.0.0.1', port })
  log('asked', asked)
  const [res] = await seen<[http.IncomingMessage]>(req, 'response')
  log('body', await text(res))
})

const CLASSES = ['Agent', 'ClientRequest', 'Server', 'ServerResponse', 'IncomingMessage', 'OutgoingMessage'] as const

scenario(
  'http.Agent, http.ClientRequest, http.Server, http.ServerResponse, http.IncomingMessage and http.OutgoingMessage work with instanceof',
  async ({ http }, log) => {
    const { port } = await answering(log, ok())
    const req = http.get({ host: '127.0.0.1', port, agent: false })
    const [res] = await seen<[http.IncomingMessage]>(req, 'response')
    const res2 = new http.ServerResponse(res)
    for (const object of [new http.Agent(), req, http.createServer(), res2, res, new http.OutgoingMessage()]) {
      log(
        'instance of',
        CLASSES.filter((name) => object instanceof http[name]),
      )
    }
    await text(res)
  },
)

scenario(
  'http.WebSocket, http.CloseEvent and http.MessageEvent are the global ones, where there are any',
  ({ http }, log) => {
    for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
      if (name in http) log(name, Reflect.get(http, name) === Reflect.get(globalThis, name))
    }
  },
)

scenario(
  'http.setGlobalProxyFromEnv sends requests of the global agent by way of a proxy',
  async ({ http }, log) => {
    const proxy = await answering(log, ok('by proxy', 'Connection: close'))
    const restore = call(http, 'setGlobalProxyFromEnv', { http_proxy: `http://127.0.0.1:${proxy.port}` }) as () => void
    const req = http.get('http://far.example/path')
    const [res] = await seen<[http.IncomingMessage]>(req, 'response')
    log('body', await text(res))
    restore()
  },
  { newest: 'required' },
)

test('http.createClient works, warns once and says to use http.request', {
  skip: isBuiltIn && 'Node has it no more',
}, async (t) => {
  const warnings: string[] = []
  const onWarning = (warning: Error) => warnings.push(`${warning.name} ${warning.message}`)
  process.on('warning', onWarning)
  t.after(() => process.off('warning', onWarning))
  const server = tested.http.createServer((req, res) => res.end(`${req.method} ${req.url}`))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as import('node:net').AddressInfo
  const answers: string[] = []
  for (const path of ['/1', '/2']) {
    const client = call(tested.http, 'createClient', port, '127.0.0.1') as object
    const req = call(client, 'request', 'GET', path, { 'X-A': '1' }) as http.ClientRequest
    req.end()
    const [res] = await seen<[http.IncomingMessage]>(req, 'response')
    answers.push(await text(res))
  }
  assert.deepEqual(answers, ['GET /1', 'GET /2'])
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /DeprecationWarning .*request/)
})
