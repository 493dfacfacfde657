// What can be watched from outside: diagnostics_channel messages, perf_hooks entries, and the AsyncLocalStorage
// contexts of requests.
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { PerformanceObserver } from 'node:perf_hooks'
import { finish } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import type { Log } from '../support/log.ts'
import { answer, answering, listen, ok, origin, seen, turns, until } from '../support/peers.ts'
import { exchange, GET, GET_CLOSE } from '../support/raw.ts'

/** Logs what a channel is told: the names of what it carries. */
function listenTo(log: Log, name: string): void {
  const lane = log.lane(name.split('.')[1] ?? '')
  const subscriber = (message: unknown) => {
    const kind = (value: unknown) => (value instanceof Error ? 'Error' : value?.constructor.name)
    const parts = Object.entries(message as object).map(([key, value]) => [key, kind(value)] as const)
    lane(name, Object.fromEntries(parts))
  }
  diagnostics.subscribe(name, subscriber)
  log.defer(() => diagnostics.unsubscribe(name, subscriber))
}

const CHANNELS = [
  'http.client.request.created',
  'http.client.request.start',
  'http.client.request.error',
  'http.client.response.finish',
  'http.server.request.start',
  'http.server.response.created',
  'http.server.response.finish',
]

scenario(
  'diagnostics_channel tells of a client request from start to finish',
  async ({ http }, log) => {
    for (const channel of CHANNELS) listenTo(log, channel)
    const { port } = await answering(log, ok())
    await finish(log.lane('client'), http.request({ host: '127.0.0.1', port, agent: false, method: 'POST' }))
  },
  { newest: 'required' },
)

scenario(
  'diagnostics_channel tells of a client request that fails',
  async ({ http }, log) => {
    for (const channel of CHANNELS) listenTo(log, channel)
    const { port } = await origin(log, async (connection) => {
      await connection.expect(/\r\n\r\n/)
      connection.end('rubbish')
    })
    await finish(log.lane('client'), http.get({ host: '127.0.0.1', port, agent: false }))
  },
  { newest: 'required' },
)

scenario(
  'diagnostics_channel tells of a served request from start to finish',
  async ({ http }, log) => {
    for (const channel of CHANNELS) listenTo(log, channel)
    const server = http.createServer((_req, res) => res.end('ok'))
    await answer(server, log, [GET, /ok$/, GET_CLOSE])
    await turns()
  },
  { newest: 'required' },
)

scenario('diagnostics_channel net.client.socket and net.server.socket go on as before', async ({ http }, log) => {
  listenTo(log, 'net.client.socket')
  const { port } = await answering(log, ok())
  await finish(log, http.get({ host: '127.0.0.1', port, agent: false }))
})

scenario(
  'perf_hooks has entries of type http for client and server',
  async ({ http }, log) => {
    const entries: PerformanceEntry[] = []
    const observer = new PerformanceObserver((list) => {
      entries.push(...list.getEntries())
    })
    observer.observe({ entryTypes: ['http'] })
    log.defer(() => observer.disconnect())
    const server = http.createServer((_req, res) => {
      res.setHeader('X-A', '1')
      res.end('ok')
    })
    const port = await listen(server, log)
    await finish(log, http.get({ host: '127.0.0.1', port, path: '/p', agent: false }))
    await until(() => entries.length >= 2)
    for (const { name, entryType, duration, ...rest } of entries.map((entry) => entry.toJSON())) {
      const { req, res } = rest.detail as { req: { method: string; url: string }; res: Record<string, unknown> }
      log.lane(name)('entry', entryType, duration >= 0, req.method, req.url, Object.keys(req), Object.keys(res))
      log.lane(name)('res', res.statusCode, res.statusMessage, Object.keys(res.headers as object))
    }
  },
  { newest: 'allowed' },
)

scenario(
  'AsyncLocalStorage: pipelined requests have contexts of their own',
  async ({ http }, log) => {
    const storage = new AsyncLocalStorage<string | undefined>()
    const server = http.createServer((req, res) => {
      const lane = log.lane(req.url ?? '')
      lane('clean', storage.getStore())
      storage.enterWith(req.url)
      res.on('finish', () => lane('finish', storage.getStore()))
      res.on('close', () => lane('close', storage.getStore()))
      req.on('end', () => lane('end', storage.getStore()))
      req.resume()
      setImmediate(() => {
        lane('later', storage.getStore())
        res.end(req.url)
      })
    })
    const path = (number: number) => `GET /${number} HTTP/1.1\r\nHost: a\r\n\r\n`
    await answer(server, log, path(1) + path(2) + GET_CLOSE)
  },
  { newest: 'required' },
)

scenario(
  'AsyncLocalStorage: requests one after another on a connection do not see each other',
  async ({ http }, log) => {
    const storage = new AsyncLocalStorage<string>()
    const server = http.createServer((req, res) => {
      const path = req.url ?? ''
      // An event may have lost the context, but never has another's.
      const tell = (event: string) => log(event, 'of another', ![path, undefined].includes(storage.getStore()))
      log('clean', storage.getStore())
      storage.run(path, () => {
        req.on('data', () => tell('data'))
        req.on('end', () => {
          tell('end')
          res.end('ok')
        })
      })
    })
    const post = 'POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na'
    await answer(server, log, [post, /ok$/, GET_CLOSE])
  },
)

scenario(
  'AsyncLocalStorage: a response belongs to the context of who asked, on a reused socket too',
  async ({ http }, log) => {
    const storage = new AsyncLocalStorage<string>()
    const { port } = await answering(log, ok())
    const agent = new http.Agent({ keepAlive: true })
    log.defer(() => agent.destroy())
    for (const name of ['first', 'second']) {
      await storage.run(name, async () => {
        const req = http.get({ host: '127.0.0.1', port, agent })
        req.on('socket', () => log('socket', storage.getStore()))
        req.on('response', (res) => {
          log('response', storage.getStore(), req.reusedSocket)
          res.on('data', () => log('data', storage.getStore()))
          res.on('end', () => log('end', storage.getStore()))
        })
        await seen(req, 'close')
        log('close', storage.getStore())
      })
      await turns()
    }
  },
)

scenario('AsyncLocalStorage: requests that wait in the agent keep their contexts', async ({ http }, log) => {
  const storage = new AsyncLocalStorage<string>()
  const { port } = await answering(log, ok())
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  log.defer(() => agent.destroy())
  const ask = (name: string) =>
    storage.run(name, async () => {
      const req = http.get({ host: '127.0.0.1', port, agent, path: `/${name}` })
      req.on('response', (res) => {
        log('response', req.path, storage.getStore())
        res.resume()
      })
      await seen(req, 'close')
    })
  await Promise.all([ask('a'), ask('b'), ask('c')])
})

scenario('AsyncLocalStorage: upgrade, connect and clientError listeners', async ({ http }, log) => {
  const storage = new AsyncLocalStorage<string>()
  const server = http.createServer()
  server.on('clientError', (_error, socket) => {
    log('clientError', storage.getStore())
    socket.destroy()
  })
  server.on('upgrade', (_req, socket) => {
    log('upgrade', storage.getStore())
    socket.end()
  })
  const port = await listen(server, log)
  await storage.run('outer', async () => {
    await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
    await exchange(port, 'rubbish\r\n\r\n')
  })
})
