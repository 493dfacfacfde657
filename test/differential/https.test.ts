// The https faces: server, request, agent, and what TLS adds to them.
import type https from 'node:https'
import tls, { type TLSSocket } from 'node:tls'
import { finish, QUIET, watchRequest } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import { cert, key } from '../support/fixtures.ts'
import { attempt, call, type Log } from '../support/log.ts'
import type { Modules } from '../support/modules.ts'
import { listen, ok, origin, pause, seen, text, turns } from '../support/peers.ts'
import { GET_CLOSE, RawConnection } from '../support/raw.ts'

type Listener = NonNullable<Parameters<typeof https.createServer>[1]>

const hello: Listener = (req, res) => res.end(`hello ${req.url}`)

async function serve({ https }: Modules, log: Log, listener: Listener = hello, options: https.ServerOptions = {}) {
  const server = https.createServer({ key, cert, ...options }, listener)
  const port = await listen(server, log)
  return { server, port, at: { host: '127.0.0.1', servername: 'localhost', port, ca: cert } }
}

scenario('https.createServer, https.get: an exchange over TLS', async (modules, log) => {
  const { at } = await serve(modules, log, (req, res) => {
    log.lane('server')('request', req.url, { ...req.headers }, Reflect.get(req.socket, 'encrypted'))
    res.end('hello')
  })
  const req = modules.https.get({ ...at, path: '/p', agent: false })
  watchRequest(log, req, ...QUIET)
  const res = await finish(log, req)
  log('socket', req.protocol, req.host, res?.httpVersion)
})

scenario('https.request with a body', async (modules, log) => {
  const { at } = await serve(modules, log, async (req, res) => {
    res.end(`${req.method} ${await text(req)}`)
  })
  const req = modules.https.request({ ...at, method: 'POST', agent: false })
  req.write('some ')
  req.end('body')
  await finish(log, req)
})

scenario('https.request and https.get with string, URL and options', async (modules, log) => {
  const { port } = await serve(modules, log)
  const { https } = modules
  const options = { ca: cert, agent: false as const }
  await finish(log, https.get(`https://localhost:${port}/string`, { ...options, host: '127.0.0.1' }))
  await finish(log, https.get(new URL(`https://127.0.0.1:${port}/url`), options))
  await finish(
    log,
    https.request(`https://127.0.0.1:${port}/cb`, options, () => log('callback')),
  )
})

scenario('https.request: the default port is 443', async ({ https }, log) => {
  const req = https.request({
    host: 'a.example',
    createConnection: (options) => {
      log('options', options.port, options.host, Reflect.get(options, 'servername'))
      throw new Error('not today')
    },
  })
  req.on('error', (error) => log('error', error))
  log('host', req.getHeader('host'))
  await turns()
})

scenario('https: a certificate that is not trusted is an error event', async (modules, log) => {
  const { port } = await serve(modules, log)
  const req = modules.https.get({ host: '127.0.0.1', port, agent: false })
  watchRequest(log, req, ...QUIET)
  await seen(req, 'close')
})

scenario('https: a certificate of another name is an error event', async (modules, log) => {
  const { at } = await serve(modules, log)
  const req = modules.https.get({ ...at, servername: 'other.example', agent: false })
  watchRequest(log, req, ...QUIET)
  await seen(req, 'close')
})

scenario(
  'https request option rejectUnauthorized false, and request.socket.getPeerCertificate()',
  async (modules, log) => {
    const { at } = await serve(modules, log)
    const req = modules.https.get({ ...at, ca: undefined, rejectUnauthorized: false, agent: false })
    req.on('response', (res) => {
      const socket = res.socket as TLSSocket
      log('authorized', socket.authorized, socket.authorizationError)
      log('peer', socket.getPeerCertificate().subject, socket.getPeerCertificate().subjectaltname)
    })
    await finish(log, req)
  },
)

scenario('https server: request.socket.getPeerCertificate() of a client that shows one', async (modules, log) => {
  const listener: Listener = (req, res) => {
    const socket = req.socket as TLSSocket
    log.lane('server')('peer', socket.authorized, socket.getPeerCertificate().subject)
    res.end()
  }
  const { at } = await serve(modules, log, listener, { requestCert: true, rejectUnauthorized: true, ca: cert })
  await finish(log, modules.https.get({ ...at, key, cert, agent: false }))
})

scenario('https.Agent keeps connections alive, under a name with the TLS options', async (modules, log) => {
  const { at } = await serve(modules, log)
  const agent = new modules.https.Agent({ keepAlive: true })
  log.defer(() => agent.destroy())
  for (let count = 0; count < 2; count++) {
    const req = modules.https.get({ ...at, agent })
    await finish(log, req)
    await turns()
    log('reused', req.reusedSocket)
    const names = Object.keys(agent.freeSockets).map((name) => name.split('-----BEGIN')[0])
    log('free', names)
  }
})

scenario('https.Agent resumes the session of a host', async (modules, log) => {
  const { at } = await serve(modules, log)
  const agent = new modules.https.Agent({ maxCachedSessions: 10 })
  for (let count = 0; count < 2; count++) {
    const req = modules.https.get({ ...at, agent, maxVersion: 'TLSv1.2' })
    const [socket] = await seen<[TLSSocket]>(req, 'socket')
    await finish(log, req)
    log('session reused', socket.isSessionReused())
    await turns()
  }
  log('cached', Object.keys((Reflect.get(agent, '_sessionCache') as { map: object }).map).length)
})

scenario('https.Agent option maxCachedSessions 0 caches none', async (modules, log) => {
  const { at } = await serve(modules, log)
  const agent = new modules.https.Agent({ maxCachedSessions: 0 })
  for (let count = 0; count < 2; count++) {
    const req = modules.https.get({ ...at, agent, maxVersion: 'TLSv1.2' })
    const [socket] = await seen<[TLSSocket]>(req, 'socket')
    await finish(log, req)
    log('session reused', socket.isSessionReused())
  }
})

scenario('https: ALPN is http/1.1 unless said otherwise', async (modules, log) => {
  const { port } = await serve(modules, log)
  for (const ALPNProtocols of [['http/1.1'], ['h2', 'http/1.1'], undefined]) {
    const socket = tls.connect({ port, host: '127.0.0.1', ca: cert, servername: 'localhost', ALPNProtocols })
    const connection = new RawConnection(socket)
    await seen(socket, 'secureConnect')
    log('protocol', socket.alpnProtocol)
    connection.send(GET_CLOSE)
    log.text('wire', (await connection.collect()).text)
  }
})

scenario('https.get offers http/1.1 by ALPN', async (modules, log) => {
  const { at } = await serve(modules, log, hello, { ALPNProtocols: ['http/1.1'] })
  const req = modules.https.get({ ...at, agent: new modules.https.Agent() })
  const [socket] = await seen<[TLSSocket]>(req, 'socket')
  await finish(log, req)
  log('protocol', socket.alpnProtocol)
})

scenario('https server: plain http is a clientError and no request', async (modules, log) => {
  const { server, port } = await serve(modules, log, () => log('request'))
  server.on('clientError', (error, socket) => {
    log('clientError', (error as NodeJS.ErrnoException).code)
    socket.destroy()
  })
  server.on('tlsClientError', (error) => log('tlsClientError', (error as NodeJS.ErrnoException).code))
  const req = modules.http.get({ host: '127.0.0.1', port, agent: false })
  req.on('error', (error) => log.lane('client')('error', (error as NodeJS.ErrnoException).code))
  await seen(req, 'close')
})

scenario('https.get from a server that speaks plain http is an error event', async ({ https }, log) => {
  const { port } = await origin(log, (connection) => void connection.end(ok()))
  const req = https.get({ host: '127.0.0.1', port, agent: false })
  req.on('error', (error) => log('error', (error as NodeJS.ErrnoException).code))
  await seen(req, 'close')
})

scenario(
  'https.Server: server.setTimeout, server.timeout and server.keepAliveTimeout',
  async (modules, log) => {
    const { server, at } = await serve(modules, log, (_req, _res) => log('request'))
    log('defaults', server.timeout, server.keepAliveTimeout, server.headersTimeout, server.requestTimeout)
    log('chained', server.setTimeout(120) === server, server.timeout)
    server.on('timeout', (socket: TLSSocket) => {
      log('timeout', socket instanceof tls.TLSSocket)
      socket.destroy()
    })
    const req = modules.https.get({ ...at, agent: false })
    req.on('error', (error) => log.lane('client')('error', (error as NodeJS.ErrnoException).code))
    await seen(req, 'close')
  },
  { together: true },
)

scenario('https server.close, server.closeIdleConnections and server.closeAllConnections', async (modules, log) => {
  const { server, at } = await serve(modules, log)
  const agent = new modules.https.Agent({ keepAlive: true })
  const req = modules.https.get({ ...at, agent })
  const [socket] = await seen<[TLSSocket]>(req, 'socket')
  await finish(log, req)
  await turns()
  const closed = seen(socket, 'close')
  server.close(() => log('closed'))
  await closed
  await pause(5)
  log('listening', server.listening)
  server.closeIdleConnections()
  server.closeAllConnections()
  agent.destroy()
})

scenario('https.globalAgent is an https.Agent which keeps alive', ({ https }, log) => {
  const { globalAgent } = https
  log('is', globalAgent instanceof https.Agent, Reflect.get(globalAgent, 'keepAlive'), globalAgent.maxSockets)
  log('port', Reflect.get(globalAgent, 'defaultPort'), Reflect.get(globalAgent, 'protocol'))
  attempt(log, 'sessions', () => Reflect.get(globalAgent, 'maxCachedSessions'))
})

scenario('https.Server is a tls.Server, with https.createServer or without new', ({ https }, log) => {
  const make = https.Server as unknown as (options: object) => https.Server
  for (const server of [https.createServer(), new https.Server({}), make({ key, cert })]) {
    log('is', server instanceof tls.Server, server instanceof https.Server, server.listenerCount('secureConnection'))
  }
})

scenario('https agent.createConnection gives a TLS socket', async (modules, log) => {
  const { at } = await serve(modules, log)
  const agent = new modules.https.Agent()
  const socket = call(agent, 'createConnection', at) as TLSSocket
  await seen(socket, 'secureConnect')
  log('is', socket instanceof tls.TLSSocket, socket.authorized, socket.servername)
  const connection = new RawConnection(socket)
  connection.send(GET_CLOSE)
  log.text('wire', (await connection.collect()).text)
})

scenario('https event upgrade over TLS', async (modules, log) => {
  const { server, at } = await serve(modules, log)
  server.on('upgrade', (_req, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw')
  })
  const req = modules.https.get({ ...at, agent: false, headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  const [res, socket, rest] = await seen<[import('node:http').IncomingMessage, TLSSocket, Buffer]>(req, 'upgrade')
  log('upgrade', res.statusCode, `${rest}${await text(socket)}`)
})
