// Deadlines and limits of a server: heads and requests that take too long, idle connections, sizes and counts.
import type http from 'node:http'
import { scenario } from '../support/differential.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { attempt } from '../support/log.ts'
import { answer, listen, pause, seen, turns, until } from '../support/peers.ts'
import { connectRaw, END, exchange, GET, GET_CLOSE, head } from '../support/raw.ts'

const SOON = { together: true }

scenario(
  'server.headersTimeout: a head that takes too long is answered 408',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 30, requestTimeout: 100, connectionsCheckingInterval: 10 })
    server.on('request', () => log('request'))
    await answer(server, log, 'GET / HTTP/1.1\r\nHost:')
  },
  SOON,
)

scenario(
  'server.headersTimeout is a clientError to who listens',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 30, requestTimeout: 100, connectionsCheckingInterval: 10 })
    server.on('clientError', (error, socket) => {
      log('clientError', error)
      socket.end('HTTP/1.1 408 Mine\r\n\r\n')
    })
    await answer(server, log, 'GET / HTTP/1.1\r\nHost:')
  },
  SOON,
)

scenario(
  'server.headersTimeout: a connection that sends nothing at all',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 30, requestTimeout: 60, connectionsCheckingInterval: 10 })
    await answer(server, log, [])
  },
  SOON,
)

scenario(
  'server.requestTimeout: a body that takes too long is answered 408',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 80, requestTimeout: 120, connectionsCheckingInterval: 10 })
    server.on('request', (req) => {
      log('request')
      req.on('error', (error) => log('error', error))
      req.on('close', () => log('close', req.complete))
      req.resume()
    })
    await answer(server, log, `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10')}abc`)
  },
  SOON,
)

scenario(
  'server.requestTimeout does not count the time of the answer',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 80, requestTimeout: 80, connectionsCheckingInterval: 5 })
    server.on('request', async (_req, res) => {
      await pause(150)
      res.end('slow answer')
    })
    await answer(server, log)
  },
  SOON,
)

scenario(
  'server.headersTimeout and server.requestTimeout count anew for each request of a connection',
  async ({ http }, log) => {
    const server = http.createServer({ headersTimeout: 150, requestTimeout: 150, connectionsCheckingInterval: 10 })
    server.on('request', (req, res) => res.end(req.url))
    const second = head('GET /2 HTTP/1.1', 'Host: a', 'Connection: close')
    await answer(server, log, [GET, /\/$/, 120, second.slice(0, 10), 60, second.slice(10)])
  },
  SOON,
)

scenario(
  'server options headersTimeout, requestTimeout, keepAliveTimeout and connectionsCheckingInterval',
  ({ http }, log) => {
    const show = (label: string, server: http.Server) =>
      log(label, server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.timeout)
    show('defaults', http.createServer())
    show('set', http.createServer({ headersTimeout: 1, requestTimeout: 2, keepAliveTimeout: 3 }))
    show('request timeout off', http.createServer({ requestTimeout: 0 }))
    show('short request timeout', http.createServer({ requestTimeout: 1000 }))
    attempt(log, 'headers beyond request', () => show('', http.createServer({ headersTimeout: 9, requestTimeout: 3 })))
    for (const value of ['1', -1, 1.5, Number.NaN, null]) {
      const wrong = value as number
      attempt(log, `headersTimeout ${value}`, () => show('', http.createServer({ headersTimeout: wrong })))
      attempt(log, `requestTimeout ${value}`, () => show('', http.createServer({ requestTimeout: wrong })))
      attempt(log, `keepAliveTimeout ${value}`, () => show('', http.createServer({ keepAliveTimeout: wrong })))
      const options = { connectionsCheckingInterval: wrong }
      attempt(log, `connectionsCheckingInterval ${value}`, () => show('', http.createServer(options)))
    }
  },
)

scenario('server options of a wrong kind throw', ({ http }, log) => {
  const wrong: Record<string, unknown>[] = [
    { maxHeaderSize: 'x' },
    { maxHeaderSize: -1 },
    { insecureHTTPParser: 'yes' },
    { requireHostHeader: 1 },
    { joinDuplicateHeaders: 'no' },
    { rejectNonStandardBodyWrites: 'x' },
    { highWaterMark: 'x' },
    { uniqueHeaders: 'x' },
    { noDelay: 'x' },
  ]
  for (const options of wrong) {
    attempt(log, Object.keys(options).join(), () => typeof http.createServer(options as http.ServerOptions))
  }
  attempt(log, 'options', () => http.createServer('x' as never))
  attempt(log, 'null', () => typeof http.createServer(null as never))
  attempt(log, 'undefined', () => typeof http.createServer(undefined))
})

scenario(
  'server.keepAliveTimeout: an idle connection is closed after it',
  async ({ http }, log) => {
    const server = http.createServer({ keepAliveTimeout: 30 }, (_req, res) => res.end('ok'))
    Reflect.set(server, 'keepAliveTimeoutBuffer', 0)
    await answer(server, log, GET)
  },
  { together: true, limit: 3000 },
)

scenario('server.keepAliveTimeout in the Keep-Alive field is in whole seconds', async ({ http }, log) => {
  for (const keepAliveTimeout of [1, 999, 1000, 7500, 65_000]) {
    const server = http.createServer({ keepAliveTimeout }, (_req, res) => res.end('ok'))
    await answer(server, log, GET, { until: /ok$/ })
  }
})

scenario('server.keepAliveTimeout of 0: no Keep-Alive field', async ({ http }, log) => {
  const server = http.createServer({ keepAliveTimeout: 0 }, (_req, res) => res.end('ok'))
  await answer(server, log, GET, { until: /ok$/ })
})

scenario(
  'server.keepAliveTimeout does not strike while a second request is served',
  async ({ http }, log) => {
    const server = http.createServer({ keepAliveTimeout: 80 }, async (req, res) => {
      if (req.url === '/2') await pause(150)
      res.end(`ok${req.url}`)
    })
    Reflect.set(server, 'keepAliveTimeoutBuffer', 0)
    await answer(server, log, [GET, /ok/, head('GET /2 HTTP/1.1', 'Host: a', 'Connection: close')])
  },
  SOON,
)

scenario(
  'server.keepAliveTimeoutBuffer is added to server.keepAliveTimeout, unannounced',
  async ({ http }, log) => {
    let answered = 0
    const server = http.createServer({ keepAliveTimeout: 20 }, (_req, res) => {
      res.on('finish', () => {
        answered = performance.now()
      })
      res.end('ok')
    })
    log('default', Reflect.get(server, 'keepAliveTimeoutBuffer'))
    Reflect.set(server, 'keepAliveTimeoutBuffer', 100)
    await answer(server, log, GET)
    const open = performance.now() - answered
    log('closed after both', open > 90, 'and not by far', open < 800)
  },
  { newest: 'required', together: true },
)

scenario(
  'server option maxHeaderSize and http.maxHeaderSize: a head beyond it is answered 431',
  async ({ http }, log) => {
    log('default', http.maxHeaderSize)
    for (const length of [50, 500]) {
      const server = http.createServer({ maxHeaderSize: 300 }, (_req, res) => res.end('fits'))
      await answer(server, log, head('GET / HTTP/1.1', 'Host: a', 'Connection: close', `X-A: ${'a'.repeat(length)}`))
    }
  },
)

scenario('server.maxHeadersCount: what becomes of more fields than that', async ({ http }, log) => {
  for (const count of [2, 3, 0]) {
    const server = http.createServer((req, res) => {
      log(`of ${count}`, Object.keys(req.headers).length)
      res.end()
    })
    server.maxHeadersCount = count
    const many = Array.from({ length: 40 }, (_, index) => `X-${index}: 1`)
    const answer = await exchange(
      await listen(server, log),
      head('GET / HTTP/1.1', 'Host: a', 'Connection: close', ...many),
    )
    log('status', /HTTP\/1\.1 (\d+)/.exec(String(answer))?.[1])
  }
})

scenario(
  'server.maxHeadersCount by default',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      log('kept', req.rawHeaders.length / 2)
      res.end()
    })
    log('default', server.maxHeadersCount)
    const many = Array.from({ length: 2500 }, () => 'a:b')
    await answer(server, log, head('GET / HTTP/1.1', 'Connection: close', 'Host: a', ...many))
  },
  { newest: 'allowed' },
)

scenario('server.maxRequestsPerSocket closes after so many, and tells so in Keep-Alive', async ({ http }, log) => {
  const server = http.createServer((req, res) => res.end(req.url))
  log('default', server.maxRequestsPerSocket)
  server.maxRequestsPerSocket = 2
  await answer(server, log, [GET, /\/$/, head('GET /2 HTTP/1.1', 'Host: a')], { until: /\/2$/ })
})

scenario('server.maxRequestsPerSocket with pipelined requests beyond it', async ({ http }, log) => {
  const server = http.createServer((req, res) => res.end(req.url))
  server.maxRequestsPerSocket = 2
  const path = (number: number) => head(`GET /${number} HTTP/1.1`, 'Host: a')
  await answer(server, log, path(1) + path(2) + path(3), { until: /503[\s\S]*0\r\n\r\n$/ })
})

scenario('server.maxConnections drops what is beyond it', async ({ http }, log) => {
  const server = http.createServer((_req, res) => res.end('ok'))
  server.maxConnections = 1
  server.on('drop', (data) => log('drop', data?.localAddress))
  const port = await listen(server, log)
  const first = await connectRaw(port)
  first.send(GET)
  await first.expect(/ok$/)
  const { text, ending } = await exchange(port, GET)
  log('second', text, ending)
  first.destroy()
})

scenario('server.getConnections counts', async ({ http }, log) => {
  const server = http.createServer()
  const port = await listen(server, log)
  const count = () => new Promise((resolve) => server.getConnections((error, number) => resolve(error ?? number)))
  log('none', await count())
  const client = await connectRaw(port)
  await until(() => Reflect.get(server, '_connections') === 1)
  log('one', await count())
  client.destroy()
  await until(() => Reflect.get(server, '_connections') === 0)
  log('none', await count())
})

scenario(
  'server.setTimeout sets server.timeout, chained, and calls back with the socket',
  async ({ http }, log) => {
    const server = http.createServer()
    log('default', server.timeout)
    log('chained', server.setTimeout(1000) === server, server.timeout)
    server.setTimeout(15, (socket) => {
      log('callback', socket?.destroyed)
      socket?.end('timed out')
    })
    log('listeners', server.listenerCount('timeout'), server.timeout)
    await answer(server, log, GET)
  },
  SOON,
)

scenario(
  'server.timeout: request and response listeners come before that of the server',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      req.on('timeout', () => log('req timeout'))
      res.on('timeout', () => {
        log('res timeout')
        res.end('late')
      })
    })
    server.setTimeout(50, () => log('server timeout'))
    await answer(server, log)
  },
  SOON,
)

scenario('server option insecureHTTPParser takes what is refused otherwise', async ({ http }, log) => {
  for (const insecureHTTPParser of [false, true]) {
    const server = http.createServer({ insecureHTTPParser }, (req, res) => {
      log('request', req.headers['x-a'])
      res.end('ok')
    })
    await answer(server, log, [head('GET / HTTP/1.1', 'Host: a', 'Connection: close', 'X-A: a\x01b'), END])
  }
})

scenario('server option requireHostHeader false takes HTTP/1.1 without Host', async ({ http }, log) => {
  for (const requireHostHeader of [true, false]) {
    const server = http.createServer({ requireHostHeader }, (_req, res) => res.end('ok'))
    await answer(server, log, head('GET / HTTP/1.1', 'Connection: close'))
  }
})

scenario('server options noDelay, keepAlive and keepAliveInitialDelay reach the connections', async ({ http }, log) => {
  const options = { noDelay: false, keepAlive: true, keepAliveInitialDelay: 5000 }
  const server = http.createServer(options, (_req, res) => res.end('ok'))
  log('kept', Reflect.get(server, 'noDelay'), Reflect.get(server, 'keepAlive'))
  log('delay', Reflect.get(server, 'keepAliveInitialDelay'))
  await answer(server, log)
})

for (const optimizeEmptyRequests of [false, true]) {
  scenario(
    `server option optimizeEmptyRequests ${optimizeEmptyRequests}: requests without a body`,
    async ({ http }, log) => {
      const server = http.createServer({ optimizeEmptyRequests } as http.ServerOptions, (req, res) => {
        req.on('end', () => log('end'))
        req.on('close', () => log('close', req.complete))
        req.resume()
        res.end('ok')
      })
      await answer(server, log, [GET, /ok$/, GET_CLOSE])
      await turns()
    },
    { newest: 'required' },
  )
}

scenario(
  'server option shouldUpgradeCallback decides which upgrades are taken',
  async ({ http }, log) => {
    const options = { shouldUpgradeCallback: (req: http.IncomingMessage) => req.headers.upgrade === 'websocket' }
    const server = http.createServer(options as http.ServerOptions, (req, res) => {
      log('request', req.headers.upgrade)
      res.end('plain')
    })
    server.on('upgrade', (req, socket) => {
      log('upgrade', req.headers.upgrade)
      socket.end('HTTP/1.1 101 Go\r\n\r\n')
    })
    await answer(server, log, head('GET / HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: h2c'), {
      until: /plain/,
    })
    const again = http.createServer(options as http.ServerOptions, () => log('request'))
    again.on('upgrade', (_req, socket) => socket.end('HTTP/1.1 101 Go\r\n\r\n'))
    await answer(again, log, head('GET / HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket'))
  },
  { newest: 'required' },
)

scenario(
  'server option httpValidation and request option httpValidation',
  async ({ http }, log) => {
    for (const httpValidation of ['strict', 'relaxed', 'insecure', 'nonsense', 5]) {
      attempt(log, `server ${httpValidation}`, () => {
        const server = http.createServer({ httpValidation } as unknown as http.ServerOptions)
        return Reflect.get(server, 'httpValidation')
      })
      attempt(log, `request ${httpValidation}`, () => {
        const options = { httpValidation, createConnection: () => duplexPair()[0] }
        const req = http.request(options as unknown as http.RequestOptions)
        req.on('error', () => {})
        req.destroy()
        return Reflect.get(req, 'httpValidation')
      })
    }
  },
  { newest: 'required' },
)

scenario('http.setMaxIdleHTTPParsers checks its argument', ({ http }, log) => {
  for (const value of [0, -1, 'x', 1.5, undefined]) {
    attempt(log, `max ${value}`, () => http.setMaxIdleHTTPParsers(value as number))
  }
  attempt(log, 'max 1000', () => http.setMaxIdleHTTPParsers(1000))
})

scenario(
  'server event request after a timeout of the socket was taken back',
  async ({ http }, log) => {
    const server = http.createServer(async (req, res) => {
      req.socket.setTimeout(0)
      await pause(100)
      res.end('in peace')
    })
    server.timeout = 60
    await answer(server, log)
    await seen(server.close(), 'close')
  },
  SOON,
)
