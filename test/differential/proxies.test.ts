// Requests by way of proxies: what a proxy is sent, tunnels and their ends, settings, and what is refused. The newest
// Node has them, and every Node is held to it here.
import type http from 'node:http'
import net from 'node:net'
import { finish, QUIET, watchRequest } from '../support/asking.ts'
import { type Scenario, type ScenarioOptions, scenario } from '../support/differential.ts'
import { cert, key } from '../support/fixtures.ts'
import { attempt, call, type Log } from '../support/log.ts'
import type { Modules } from '../support/modules.ts'
import { answering, HEAD_END, listen, ok, origin, pause, seen, text, turns } from '../support/peers.ts'

const HOST = '127.0.0.1'
const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n'

function proxied(title: string, run: Scenario, options: ScenarioOptions = {}): void {
  scenario(title, run, { ...options, newest: 'required' })
}

/** An agent that goes by a proxy on this machine and is destroyed when the scenario is over. */
function agentVia(
  module: Modules['http'] | Modules['https'],
  log: Log,
  port: number,
  options: object = {},
  credentials = '',
): http.Agent {
  const url = `http://${credentials}${HOST}:${port}`
  const agent = new module.Agent({ proxyEnv: { http_proxy: url, https_proxy: url }, ...options } as http.AgentOptions)
  log.defer(() => agent.destroy())
  return agent
}

/** How many sockets an agent has, wanted or not. */
function poolOf(agent: http.Agent): number[] {
  const count = (set: NodeJS.ReadOnlyDict<unknown[]>) => Object.values(set).flat().length
  return [count(agent.sockets), count(agent.freeSockets), count(agent.requests), Reflect.get(agent, 'totalSocketCount')]
}

proxied('a proxy is sent whole URLs, Host, credentials and whether the connection stays', async ({ http }, log) => {
  const proxy = await answering(log, ok())
  const agent = agentVia(http, log, proxy.port, { keepAlive: true }, 'us%20er:p%40ss@')
  const req = http.get({ host: 'far.example', path: '/a?b=c', agent })
  log('before', req.path, req.getHeaders(), req.getRawHeaderNames?.())
  await finish(log, req)
  log('names', Object.keys(agent.freeSockets), poolOf(agent))
  const again = http.get({ host: 'far.example', path: '/again', agent })
  await finish(log, again)
  log('reused', again.reusedSocket)
  const other = http.request({ host: 'other.example', port: 8080, method: 'POST', agent })
  other.write('body')
  await finish(log, other)
  log('reused', other.reusedSocket, 'connections', proxy.connections.length, poolOf(agent))
})

proxied('a connection to a proxy that is not kept', async ({ http }, log) => {
  const proxy = await answering(log, ok('by proxy'))
  const agent = agentVia(http, log, proxy.port)
  const req = http.get({ host: '::1', port: 8080, agent, headers: { Connection: 'keep-alive' } })
  watchRequest(log, req, ...QUIET)
  await finish(log, req)
})

proxied('requests wait for one another at a proxy', async ({ http }, log) => {
  const proxy = await answering(log, ok())
  const agent = agentVia(http, log, proxy.port, { maxSockets: 1 })
  const [first, second] = ['/1', '/2'].map((path) => http.get({ host: 'far.example', path, agent }))
  log('waiting', poolOf(agent), agent.getName({ host: 'far.example', port: 80, localAddress: undefined }))
  await Promise.all([finish(log, first), finish(log, second)])
  log('connections', proxy.connections.length)
})

proxied('hosts of NO_PROXY are asked directly', async ({ http }, log) => {
  const direct = await answering(log, ok('directly', 'Connection: close'))
  const url = 'http://127.0.0.1:1'
  for (const noProxy of ['*', HOST, `x.example, ${HOST}:${direct.port}`, '127.0.0.0-127.0.0.9']) {
    const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: url, NO_PROXY: noProxy } } as http.AgentOptions)
    await finish(log, http.get({ host: HOST, port: direct.port, agent }))
  }
})

proxied('what is not reached over TCP does not go by a proxy', async ({ http }, log) => {
  const req = http.get({ socketPath: '/nowhere/a.sock', headers: { Host: 'any' }, agent: agentVia(http, log, 1) })
  log('request', req.path, req.getHeaders())
  await finish(log, req)
})

proxied('CONNECT, Upgrade and OPTIONS * by way of a proxy', async ({ http }, log) => {
  const answers = [
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    ok('', 'Connection: close'),
  ]
  const proxy = await answering(log, ...answers)
  const agent = agentVia(http, log, proxy.port, {}, 'u:p@')
  const connect = http.request({ host: 'far.example', method: 'CONNECT', path: 'end.example:443', agent }).end()
  const [res, socket] = await seen<[http.IncomingMessage, net.Socket]>(connect, 'connect')
  log('connect', res.statusCode, connect.path)
  socket.destroy()
  const upgrade = http.get({ host: 'far.example', agent, headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  const [answer, upgraded] = await seen<[http.IncomingMessage, net.Socket]>(upgrade, 'upgrade')
  log('upgrade', answer.statusCode)
  upgraded.destroy()
  const options = http.request({ host: 'far.example', method: 'OPTIONS', path: '*', agent })
  log('options', options.path)
  await finish(log, options)
})

const AT = { host: 'far.example', port: 8080 }

const FITTED: object[] = [
  { ...AT, path: '/a' },
  { ...AT, path: '//a/../b?c#d' },
  { ...AT, path: 'http://FAR.example:8080/a' },
  { ...AT, port: '80' },
  { ...AT, defaultPort: 8080 },
  { host: 'b\u00fccher.example' },
  { host: '::1', port: 80 },
  { ...AT, setHost: false },
  { ...AT, headers: { HOST: 'FAR.EXAMPLE:8080' } },
  { ...AT, headers: { Host: ['far.example:8080'] } },
  { ...AT, headers: { 'Proxy-Connection': 'mine', 'Proxy-Authorization': 'mine' } },
  { ...AT, headers: { Expect: '100-continue' } },
  { ...AT, headers: ['Host', 'far.example:8080', 'X', 'y'] },
  { ...AT, auth: 'user:pass' },
]

proxied('requests are fitted for their proxy as they are made', ({ http }, log) => {
  for (const options of FITTED) {
    const req = http.request({ ...options, agent: agentVia(http, log, 1, {}, 'u:p@'), signal: AbortSignal.abort() })
    req.on('error', () => {})
    // A list has the credentials with nethttp only.
    if (!('headers' in options && Array.isArray(options.headers))) log('head', Reflect.get(req, '_header'))
    log('fitted', req.path, req.getHeaders())
  }
})

const REFUSED: object[] = [
  { ...AT, path: 'a' },
  { ...AT, path: '*' },
  { ...AT, path: 'https://far.example:8080/' },
  { ...AT, path: 'http://u:p@far.example:8080/' },
  { ...AT, path: 'http://other.example:8080/' },
  { ...AT, path: 'http://far.example/' },
  { ...AT, headers: { Host: 'other.example' } },
  { ...AT, headers: { Host: 'far.example' } },
  { ...AT, headers: { Host: '' } },
  { ...AT, headers: { Host: 'u@far.example:8080' } },
  { ...AT, headers: ['Host', 'FAR.example:8080'] },
  { ...AT, headers: ['Host', 'far.example:8080', 'Host', 'far.example:8080'] },
  { ...AT, headers: [['Host', 'far.example:8080'], 'x'] },
  { ...AT, port: 65536 },
  { ...AT, port: '80x' },
  { ...AT, host: 'foo.127.0.0.1' },
  { ...AT, host: 'far\r\n.example' },
]

proxied('requests of which nobody could say who will answer are refused', ({ http }, log) => {
  for (const options of REFUSED) {
    attempt(log, 'request', () => http.request({ ...options, agent: agentVia(http, log, 1) } as http.RequestOptions))
  }
})

proxied('request.path is what it is set to, also behind the agent', async ({ http }, log) => {
  const proxy = await answering(log, ok('', 'Connection: close'))
  const req = http.request({ ...AT, path: '/a', agent: agentVia(http, log, proxy.port) })
  log('path', req.path, Object.hasOwn(req, 'path'))
  req.path = '/later'
  attempt(log, 'bad path', () => {
    req.path = '/a b'
  })
  await finish(log, req)
})

proxied('settings of an agent', ({ http, https }, log) => {
  const settings: object[] = [
    { http_proxy: 'http://', https_proxy: 'http://a' },
    { http_proxy: 'http://a', HTTPS_PROXY: 'http://a:99999' },
    { HTTP_PROXY: 'http://a\r\n', https_proxy: 'none' },
    { http_proxy: 'socks://a', HTTP_PROXY: 'http://', https_proxy: 'HTTP://a' },
    { http_proxy: '', HTTP_PROXY: 'https://a', https_proxy: 'http://u\n@a' },
  ]
  for (const proxyEnv of settings) {
    for (const { Agent } of [http, https]) {
      attempt(log, 'agent', () => typeof new Agent({ proxyEnv } as http.AgentOptions).getName)
    }
  }
  for (const proxyEnv of [null, undefined, 'http://a', 1, true]) {
    attempt(log, 'agent', () => typeof new http.Agent({ proxyEnv } as http.AgentOptions).getName)
  }
})

/** A proxy that makes tunnels to a server of https, and an agent that goes by it. */
async function tunnelled(modules: Modules, log: Log, options: object = {}, credentials = '') {
  const server = modules.https.createServer({ key, cert }, (req, res) => {
    log.lane('server')('request', req.method, req.url, req.headers.connection)
    res.end('secret')
  })
  server.on('tlsClientError', () => log.lane('server')('handshake failed'))
  const port = await listen(server, log)
  const proxy = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (head) => {
      log.text('asked', String(head), 'proxy')
      socket.write(ESTABLISHED)
      const upstream = net.connect(port, HOST)
      upstream.on('error', () => {})
      socket.pipe(upstream).pipe(socket)
    })
  })
  const proxyPort = await listen(proxy, log)
  const agent = agentVia(modules.https, log, proxyPort, { ca: cert, ...options }, credentials)
  return { port, proxyPort, agent, at: { host: 'localhost', port, agent } }
}

proxied('https goes through a tunnel', async (modules, log) => {
  const { at, agent, proxyPort } = await tunnelled(modules, log, {}, 'us%20er:p%40ss@')
  const req = modules.https.get({ ...at, path: '/a' })
  log('before', req.path, req.getHeaders())
  req.on('socket', (socket) => {
    const { authorized, servername, remotePort } = socket as import('node:tls').TLSSocket & { servername: string }
    log('socket', authorized, servername, socket.connecting, remotePort === proxyPort)
  })
  watchRequest(log, req, ...QUIET)
  await finish(log, req)
  log('pool', poolOf(agent))
})

proxied('tunnels are kept for other requests to the same end', async (modules, log) => {
  const { at, agent } = await tunnelled(modules, log, { keepAlive: true })
  for (const path of ['/1', '/2']) {
    const req = modules.https.request({ ...at, path, method: 'POST' })
    req.end('body')
    await finish(log, req)
    log('reused', req.reusedSocket, poolOf(agent))
  }
})

proxied('the end of a tunnel must show a good certificate', async (modules, log) => {
  const { at, agent } = await tunnelled(modules, log)
  await finish(log, modules.https.get({ ...at, host: 'other.example' }))
  await finish(log, modules.https.get({ ...at, servername: 'other.example' }))
  log('pool', poolOf(agent))
})

const TUNNELS: [title: string, answer: string][] = [
  ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno'],
  ['500', 'HTTP/1.1 500\r\n\r\n'],
  ['404', 'HTTP/1.1 404 Not Found\r\nX: y\r\n\r\nbody\r\nbody'],
  ['an end', ''],
  ['an end in the head', 'HTTP/1.1 200 OK\r\nX: y\r\n'],
  ['too much', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20000)}`],
]

for (const [title, answer] of TUNNELS) {
  proxied(`a proxy that answers a tunnel with ${title}`, async ({ https }, log) => {
    const proxy = await origin(log, async (connection) => {
      log.text('asked', await connection.expect(HEAD_END), 'proxy')
      connection.end(answer)
    })
    const agent = agentVia(https, log, proxy.port)
    const req = https.get({ host: 'far.example', agent })
    watchRequest(log, req, ...QUIET)
    const [error] = await seen<[Error]>(req, 'error')
    log('error', error, { ...error }, String(error.stack).split('\n', 1)[0])
    await turns()
    log('pool', poolOf(agent))
  })
}

proxied('a proxy that says garbage instead of making a tunnel', async ({ https }, log) => {
  const proxy = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.end('NOT-HTTP MALFORMED RESPONSE\r\n\r\n')
  })
  await finish(log, https.get({ host: 'far.example', agent: agentVia(https, log, proxy.port) }))
})

proxied(
  'a proxy that never answers: the times of request and agent',
  async ({ https }, log) => {
    const proxy = await origin(log, () => {})
    for (const [agentMs, requestMs] of [
      [40, undefined],
      [undefined, 40],
      [2000, 40],
      [40, 0],
      [40, 80],
    ]) {
      const agent = agentVia(https, log, proxy.port, agentMs === undefined ? {} : { timeout: agentMs })
      const options = { host: 'far.example', agent, ...(requestMs === undefined ? {} : { timeout: requestMs }) }
      const req = https.get(options)
      watchRequest(log, req, 'connect', 'upgrade', 'continue', 'information')
      req.on('error', (error) => log('details', { ...error }))
      await seen(req, 'close')
      log('pool', poolOf(agent))
    }
  },
  { together: true },
)

proxied('a proxy that is not there', async ({ http, https }, log) => {
  const server = net.createServer()
  const port = await listen(server, log)
  await new Promise((resolve) => server.close(resolve))
  for (const module of [http, https]) {
    const agent = agentVia(module, log, port)
    const req = module.get({ host: 'far.example', agent })
    watchRequest(log, req, ...QUIET)
    await finish(log, req)
    log('pool', poolOf(agent))
  }
})

proxied('the ends of tunnels as a proxy is told them', async ({ https }, log) => {
  const proxy = await answering(log, 'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
  for (const options of [
    { host: 'far.example' },
    { host: '::1' },
    { host: 'FAR.example', port: '8443', headers: { Host: 'other.example', 'User-Agent': 'me' } },
    { host: 'far.example', headers: ['X', 'y'] },
    { host: 'far.example', agentOptions: { maxSockets: 1 } },
    { host: 'far.example', agentOptions: { keepAlive: true } },
  ]) {
    const agent = agentVia(https, log, proxy.port, Reflect.get(options, 'agentOptions'))
    await finish(log, https.get({ ...options, agent } as object))
  }
})

proxied('http.setGlobalProxyFromEnv: which agents are replaced, and how they come back', (modules, log) => {
  const { http, https } = modules
  const before = [http.globalAgent, https.globalAgent]
  const state = (label: string) => {
    log(
      label,
      [http.globalAgent, https.globalAgent].map((agent, at) => agent === before[at]),
    )
  }
  const set = (env: unknown) =>
    attempt(log, 'set', () => call(http, 'setGlobalProxyFromEnv', env)) as unknown as () => void
  for (const env of [42, 'a', null, [], true]) set(env)
  state('refused')
  for (const env of [{}, { no_proxy: '*' }, { http_proxy: 'http://a' }, { HTTPS_PROXY: 'http://a' }]) {
    const restore = set(env)
    state('set')
    log('restored', restore())
    state('restored')
  }
  const [restoreFirst, restoreSecond] = [set({ http_proxy: 'http://a' }), set({ http_proxy: 'http://b' })]
  restoreFirst()
  state('first restored')
  restoreSecond()
  state('second restored')
  restoreFirst()
  state('first restored again')
})

proxied('http.setGlobalProxyFromEnv sends requests of https through tunnels', async (modules, log) => {
  const { port, proxyPort } = await tunnelled(modules, log)
  const { https } = modules
  const restore = call(modules.http, 'setGlobalProxyFromEnv', { https_proxy: `http://${HOST}:${proxyPort}` })
  await finish(log, https.get({ host: 'localhost', port, ca: cert }))
  https.globalAgent.destroy()
  ;(restore as () => void)()
  await finish(log, https.get({ host: 'localhost', port, ca: cert, family: 4 }))
  https.globalAgent.destroy()
})

proxied('the answer of a proxy is read to its end, like any', async ({ http }, log) => {
  const proxy = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.send('HTTP/1.1 500 Proxy Broken\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n')
    await pause(5)
    connection.send('0\r\n\r\n')
  })
  const req = http.get({ host: 'far.example', agent: agentVia(http, log, proxy.port) })
  const [res] = await seen<[http.IncomingMessage]>(req, 'response')
  log('answer', res.statusCode, res.statusMessage, await text(res))
})
