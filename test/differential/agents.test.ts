// Agents: names, pools, limits, queues, scheduling, keep-alive hints, and what callers override.
import type http from 'node:http'
import net from 'node:net'
import { finish } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { attempt, call, type Log } from '../support/log.ts'
import { answering, HEAD_END, ok, origin, pause, seen, text, turns, until } from '../support/peers.ts'
import { RawConnection } from '../support/raw.ts'

const HOST = '127.0.0.1'

/** How many sockets, free sockets and waiting requests an agent has, by name. */
function counts(log: Log, label: string, agent: http.Agent): void {
  const count = (lists: NodeJS.ReadOnlyDict<unknown[]>) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list?.length]))
  log(label, 'sockets', count(agent.sockets), 'free', count(agent.freeSockets), 'requests', count(agent.requests))
  log(label, 'total', Reflect.get(agent, 'totalSocketCount'))
}

function makeAgent(modules: { http: typeof http }, log: Log, options?: http.AgentOptions): http.Agent {
  const agent = new modules.http.Agent(options)
  log.defer(() => agent.destroy())
  return agent
}

scenario('agent.getName of http', ({ http }, log) => {
  const agent = new http.Agent()
  const options = [
    undefined,
    {},
    { host: 'h' },
    { host: 'h', port: 80 },
    { host: 'h', port: 80, localAddress: '10.0.0.1' },
    { host: 'h', port: 80, family: 4 },
    { host: 'h', port: 80, family: 6 as const },
    { host: 'h', port: 80, family: 0 as const },
    { socketPath: '/run/s' },
    { host: 'h', port: 1, localAddress: 'l', family: 4, socketPath: '/s' },
  ]
  for (const option of options) log('name', agent.getName(option as object))
})

scenario('agent.getName of https tells the TLS options', ({ https }, log) => {
  const agent = new https.Agent()
  const options = [
    undefined,
    { host: 'h', port: 443 },
    { host: 'h', ca: 'CA', cert: 'CERT', key: 'KEY', pfx: 'PFX', ciphers: 'C', servername: 's' },
    { host: 'h', rejectUnauthorized: false, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', secureProtocol: 'P' },
    { host: 'h', crl: 'CRL', honorCipherOrder: true, ecdhCurve: 'auto', dhparam: 'D', secureOptions: 1 },
    { host: 'h', sessionIdContext: 'x', sigalgs: 'S', privateKeyIdentifier: 'i', privateKeyEngine: 'e' },
    { host: 'h', servername: 'h', ca: ['a', 'b'], key: ['k', 'l'] },
  ]
  for (const option of options) log('name', agent.getName(option as object))
})

scenario('http.Agent without new, and its options kept', ({ http }, log) => {
  const make = http.Agent as unknown as (options: object) => http.Agent
  const agent = make({ keepAlive: true, maxSockets: 3, maxFreeSockets: 2, keepAliveMsecs: 77 })
  log('is', agent instanceof http.Agent, agent.maxSockets, agent.maxFreeSockets, agent.maxTotalSockets)
  log('kept', Reflect.get(agent, 'keepAlive'), Reflect.get(agent, 'keepAliveMsecs'), Reflect.get(agent, 'scheduling'))
})

scenario('agent options scheduling and maxTotalSockets of a wrong kind throw', ({ http }, log) => {
  attempt(log, 'scheduling', () => new http.Agent({ scheduling: 'random' as 'fifo' }))
  for (const value of [0, -1, 'x', Number.NaN]) {
    attempt(log, `maxTotalSockets ${value}`, () => new http.Agent({ maxTotalSockets: value as number }))
  }
})

scenario(
  'agent option keepAlive: the connection is used again; agent.sockets, agent.freeSockets, agent.totalSocketCount and agent event free',
  async ({ http }, log) => {
    const { port, connections } = await answering(log, ok())
    const agent = makeAgent({ http }, log, { keepAlive: true })
    agent.on('free', (_socket, options) => log('free event', options.host, options.port))
    counts(log, 'new', agent)
    for (let count = 0; count < 3; count++) {
      const req = http.get({ host: HOST, port, agent })
      counts(log, 'asked', agent)
      await finish(log, req)
      await turns()
      counts(log, 'answered', agent)
      log('reused', req.reusedSocket)
    }
    log('connections', connections.length)
  },
)

scenario('agent without option keepAlive: a connection for each request', async ({ http }, log) => {
  const { port, connections } = await answering(log, ok())
  const agent = makeAgent({ http }, log)
  for (let count = 0; count < 2; count++) await finish(log, http.get({ host: HOST, port, agent }))
  await turns()
  counts(log, 'answered', agent)
  log('connections', connections.length)
})

scenario('agent without option keepAlive hands its socket to a request that waits', async ({ http }, log) => {
  const { port, connections } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { maxSockets: 1 })
  await Promise.all([1, 2, 3].map(() => finish(log, http.get({ host: HOST, port, agent }))))
  counts(log, 'answered', agent)
  log('connections', connections.length)
})

scenario('agent.maxSockets: what is beyond it waits in agent.requests', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    for (;;) {
      if ((await connection.collect({ until: HEAD_END })).ending !== 'matched') return
      connection.take()
      await pause(10)
      connection.send(ok())
    }
  })
  const agent = makeAgent({ http }, log, { keepAlive: true, maxSockets: 2 })
  const asked = [1, 2, 3, 4].map((path) => http.get({ host: HOST, port, path: `/${path}`, agent }))
  counts(log, 'asked', agent)
  let open = 4
  for (const req of asked) {
    req.on('response', (res) => res.resume())
    req.on('close', () => {
      log('closed', req.path, req.reusedSocket)
      if (--open === 2) counts(log, 'half', agent)
    })
  }
  await until(() => open === 0)
  await turns()
  counts(log, 'all', agent)
})

scenario('agent.maxFreeSockets: what is beyond it is closed', async ({ http }, log) => {
  const { port, connections } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true, maxFreeSockets: 1 })
  await Promise.all([1, 2, 3].map(() => finish(log, http.get({ host: HOST, port, agent }))))
  await until(() => connections.filter(({ ended }) => ended).length === 2)
  counts(log, 'all', agent)
  log('connections', connections.length)
})

scenario('agent.maxTotalSockets limits over all names', async ({ http }, log) => {
  const one = await answering(log, ok())
  const two = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true, maxTotalSockets: 1, maxSockets: 1 })
  const first = http.get({ host: HOST, port: one.port, agent })
  const second = http.get({ host: HOST, port: one.port, agent })
  log(
    'requests',
    Object.values(agent.requests).map((list) => list?.length),
  )
  await Promise.all([finish(log, first), finish(log, second)])
  const third = http.get({ host: HOST, port: two.port, agent })
  log(
    'waits',
    Object.values(agent.requests).map((list) => list?.length),
  )
  const done = finish(log, third)
  await turns()
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
  await done
})

for (const scheduling of ['lifo', 'fifo'] as const) {
  scenario(`agent.scheduling ${scheduling}: which of the free sockets is taken`, async ({ http }, log) => {
    const { port, connections } = await origin(log, () => {})
    const agent = makeAgent({ http }, log, { keepAlive: true, scheduling })
    const ask = () => {
      const req = http.get({ host: HOST, port, agent })
      return { req, done: finish(log.lane(`request ${req.path}`), req) }
    }
    const first = ask()
    await until(() => connections.length === 1)
    const second = ask()
    await until(() => connections.length === 2)
    for (const [index, { done }] of [first, second].entries()) {
      connections[index]?.send(ok())
      await done
      await turns()
    }
    const { req, done } = ask()
    await seen(req, 'socket')
    log('taken', req.socket === first.req.socket ? 'first' : 'second')
    for (const connection of connections) connection.send(ok())
    await done
  })
}

scenario('agent: a Keep-Alive hint of the server limits how long a socket is free', async ({ http }, log) => {
  const hints = ['timeout=1', 'timeout=0', 'timeout=abc', 'timeout=600, max=5']
  for (const hint of hints) {
    const { port } = await answering(log, ok('ok', 'Connection: keep-alive', `Keep-Alive: ${hint}`))
    const agent = makeAgent({ http }, log, { keepAlive: true, timeout: 100_000 })
    const req = http.get({ host: HOST, port, agent })
    await finish(log, req)
    await turns()
    const [socket] = Object.values(agent.freeSockets).flat()
    log(hint, socket?.timeout, socket?.destroyed)
    agent.destroy()
  }
})

scenario(
  'agent.agentKeepAliveTimeoutBuffer is taken off the hint of the server',
  async ({ http }, log) => {
    const { port } = await answering(log, ok('ok', 'Connection: keep-alive', 'Keep-Alive: timeout=9'))
    const agent = makeAgent({ http }, log, { keepAlive: true, agentKeepAliveTimeoutBuffer: 2500 } as http.AgentOptions)
    log('buffer', Reflect.get(agent, 'agentKeepAliveTimeoutBuffer'))
    await finish(log, http.get({ host: HOST, port, agent }))
    await turns()
    log('timeout', Object.values(agent.freeSockets).flat()[0]?.timeout)
  },
  { newest: 'required' },
)

scenario(
  'agent option timeout: a free socket is closed after it',
  async ({ http }, log) => {
    const { port, connections } = await answering(log, ok())
    const agent = makeAgent({ http }, log, { keepAlive: true, timeout: 100 })
    const req = http.get({ host: HOST, port, agent })
    req.on('timeout', () => log('request timeout'))
    await finish(log, req)
    await turns()
    counts(log, 'free', agent)
    await until(() => connections[0]?.ended === true)
    await turns()
    counts(log, 'closed', agent)
  },
  { together: true },
)

scenario(
  'agent option timeout is that of its requests too',
  async ({ http }, log) => {
    const { port } = await origin(log, () => {})
    const agent = makeAgent({ http }, log, { timeout: 20 })
    const req = http.get({ host: HOST, port, agent })
    req.on('error', (error) => log('error', error))
    await seen(req, 'timeout')
    log('timeout', Reflect.get(req, 'timeout'), req.socket?.timeout)
    req.destroy()
    await seen(req, 'close')
  },
  { together: true },
)

scenario('agent: a socket closed by the server leaves agent.freeSockets', async ({ http }, log) => {
  const { port, connections } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true })
  await finish(log, http.get({ host: HOST, port, agent }))
  await turns()
  counts(log, 'free', agent)
  connections[0]?.end()
  await until(() => Object.keys(agent.freeSockets).length === 0)
  counts(log, 'gone', agent)
})

scenario('agent socket event agentRemove takes the socket out of the pool', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true })
  const req = http.get({ host: HOST, port, agent })
  req.on('socket', (socket) => {
    counts(log, 'before', agent)
    socket.emit('agentRemove')
    counts(log, 'after', agent)
  })
  req.on('response', (res) => res.resume())
  await seen(req, 'close')
  counts(log, 'closed', agent)
  req.socket?.destroy()
})

scenario('agent.destroy closes the sockets in use and the free ones', async ({ http }, log) => {
  const answers = [ok('ok')]
  const { port } = await answering(log, ...answers, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
  const agent = makeAgent({ http }, log, { keepAlive: true })
  const req = http.get({ host: HOST, port, agent })
  await finish(log, req)
  await turns()
  const busy = http.get({ host: HOST, port, agent })
  const [res] = await seen<[http.IncomingMessage]>(busy, 'response')
  const other = http.get({ host: HOST, port, agent })
  const failed = seen<[Error]>(other, 'error')
  agent.destroy()
  log('body', await text(res).catch((error: unknown) => error))
  log('other', (await failed)[0])
  await turns()
  counts(log, 'destroyed', agent)
})

scenario('agent.createConnection overridden with any Duplex, returned', async ({ http }, log) => {
  class Memory extends http.Agent {
    override createConnection(options: object): net.Socket {
      log(
        'options',
        Reflect.get(options, 'host'),
        Reflect.get(options, 'port'),
        typeof Reflect.get(options, '_agentKey'),
      )
      const [near, far] = duplexPair()
      const peer = new RawConnection(far)
      void peer.expect(HEAD_END).then(() => peer.send(ok('from memory')).end())
      return near as net.Socket
    }
  }
  await finish(log, http.get({ host: 'nowhere.example', port: 81, agent: new Memory() }))
})

scenario('agent.createConnection handing the stream or an error to its callback', async ({ http }, log) => {
  class Late extends http.Agent {
    fail = false
    override createConnection(_options: object, done?: (error: Error | null, stream: net.Socket) => void): undefined {
      const [near, far] = duplexPair()
      const peer = new RawConnection(far)
      void peer.expect(HEAD_END).then(
        () => peer.send(ok('later')).end(),
        () => {},
      )
      setImmediate(() => done?.(this.fail ? new Error('refused') : null, near as net.Socket))
      return undefined
    }
  }
  const agent = new Late()
  await finish(log, http.get({ host: 'a.example', agent }))
  agent.fail = true
  const req = http.get({ host: 'a.example', agent })
  const [error] = await seen(req, 'error')
  log('error', error)
  await turns()
  counts(log, 'failed', agent)
})

scenario('agent.keepSocketAlive overridden: a falsy answer destroys the socket', async ({ http }, log) => {
  const { port, connections } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true })
  const answers = [true, false]
  Reflect.set(agent, 'keepSocketAlive', (socket: net.Socket) => {
    log('keepSocketAlive', socket instanceof net.Socket)
    return answers.shift()
  })
  for (let count = 0; count < 2; count++) {
    await finish(log, http.get({ host: HOST, port, agent }))
    await turns()
    counts(log, 'kept', agent)
  }
  log('connections', connections.length)
})

scenario('agent.keepSocketAlive by default', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true, keepAliveMsecs: 3210 })
  const socket = net.connect(port, HOST)
  log.defer(() => socket.destroy())
  socket.setKeepAlive = (...values) => {
    log('setKeepAlive', ...values)
    return socket
  }
  socket.unref = () => {
    log('unref')
    return socket
  }
  log('answer', call(agent, 'keepSocketAlive', socket))
})

scenario(
  'agent.reuseSocket overridden calls that of its class, which sets request.reusedSocket',
  async ({ http }, log) => {
    const { port } = await answering(log, ok())
    const agent = makeAgent({ http }, log, { keepAlive: true })
    const { reuseSocket } = agent
    Reflect.set(agent, 'reuseSocket', (socket: net.Socket, req: http.ClientRequest) => {
      log('reuseSocket', socket instanceof net.Socket, req.path, req.reusedSocket)
      Reflect.apply(reuseSocket, agent, [socket, req])
    })
    for (const path of ['/1', '/2']) {
      const req = http.get({ host: HOST, port, agent, path })
      await finish(log, req)
      await turns()
      log('reused', req.reusedSocket)
    }
  },
)

scenario(
  'agent.reuseSocket overridden altogether: the connection is used all the same',
  async ({ http }, log) => {
    const { port } = await origin(log, async (connection) => {
      while ((await connection.collect({ until: HEAD_END })).ending === 'matched') {
        connection.take()
        connection.send(ok())
      }
    })
    const agent = makeAgent({ http }, log, { keepAlive: true })
    Reflect.set(agent, 'reuseSocket', (socket: net.Socket, req: http.ClientRequest) => {
      log('reuseSocket', req.path)
      socket.ref()
    })
    for (const path of ['/1', '/2']) {
      const req = http.get({ host: HOST, port, agent, path })
      await finish(log, req)
      await turns()
      log('reused', req.reusedSocket)
    }
  },
  {
    differs: {
      reason: 'Node 24 and later lose the connection where the override does not call that of the class',
      expected: ["response 200 'ok'", 'reused false', "reuseSocket '/2'", "response 200 'ok'", 'reused false'],
    },
  },
)

scenario('agent.reuseSocket by default', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { keepAlive: true })
  const req = http.get({ host: HOST, port, agent })
  const [socket] = await seen<[net.Socket]>(req, 'socket')
  await finish(log, req)
  log('answer', typeof call(agent, 'reuseSocket', socket, req), req.reusedSocket)
})

scenario('agent: a response asking to close is not kept', async ({ http }, log) => {
  const { port } = await answering(log, ok('ok', 'Connection: close'))
  const agent = makeAgent({ http }, log, { keepAlive: true })
  await finish(log, http.get({ host: HOST, port, agent }))
  await turns()
  counts(log, 'closed', agent)
})

scenario('agent: an HTTP/1.0 response is kept only if it says so', async ({ http }, log) => {
  for (const fields of [[], ['Connection: keep-alive']]) {
    const { port } = await answering(log, ok('ok', ...fields).replace('1.1', '1.0'))
    const agent = makeAgent({ http }, log, { keepAlive: true })
    const req = http.get({ host: HOST, port, agent })
    req.on('response', (res) => res.resume())
    await seen(req, 'close')
    await until(() => Reflect.get(agent, 'totalSocketCount') === fields.length)
    await pause(15)
    counts(log, 'answered', agent)
    agent.destroy()
  }
})

scenario('agent: a request destroyed while it waits leaves agent.requests', async ({ http }, log) => {
  const { port } = await origin(log, () => {})
  const agent = makeAgent({ http }, log, { maxSockets: 1 })
  const first = http.get({ host: HOST, port, agent })
  const second = http.get({ host: HOST, port, agent })
  for (const [name, req] of Object.entries({ first, second })) {
    req.on('error', (error) => log.lane(name)('error', error))
    req.on('close', () => log.lane(name)('close'))
  }
  const closed = Promise.all([seen(first, 'close'), seen(second, 'close')])
  second.destroy()
  await turns()
  counts(log, 'second destroyed', agent)
  first.destroy()
  await closed
  await turns(5)
  counts(log, 'over', agent)
})

scenario('agent undefined is http.globalAgent, which keeps alive', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const { globalAgent } = http
  log('global', globalAgent instanceof http.Agent, globalAgent.maxSockets, Reflect.get(globalAgent, 'keepAlive'))
  const { keepAlive, timeout, scheduling } = Reflect.get(globalAgent, 'options') as http.AgentOptions
  log('options', keepAlive, timeout, scheduling)
  await finish(log, http.get({ host: HOST, port }))
  await turns()
  log('free', Object.keys(globalAgent.freeSockets).length > 0)
  for (const socket of Object.values(globalAgent.freeSockets).flat()) socket?.destroy()
  await turns()
})

scenario(
  'agent.addRequest, agent.createSocket and agent.removeSocket are what requests go through',
  async ({ http }, log) => {
    const { port } = await answering(log, ok())
    const telling = new http.Agent({ keepAlive: true })
    const base = http.Agent.prototype as unknown as Record<string, (...values: unknown[]) => unknown>
    for (const method of ['addRequest', 'createSocket', 'removeSocket']) {
      Reflect.set(telling, method, (...values: unknown[]) => {
        log(method, values.length)
        return Reflect.apply(base[method] ?? (() => {}), telling, values)
      })
    }
    await finish(log, http.get({ host: HOST, port, agent: telling }))
    telling.destroy()
    await turns()
  },
)

scenario('agent options are those of its connections', async ({ http }, log) => {
  const { port } = await answering(log, ok())
  const agent = makeAgent({ http }, log, { host: HOST, port, localAddress: HOST } as http.AgentOptions)
  const req = http.get({ host: HOST, port, agent })
  await seen(req, 'socket')
  log('names', Object.keys(agent.sockets))
  await finish(log, req)
})

scenario('agent.defaultPort and agent.protocol', ({ http, https }, log) => {
  for (const agent of [new http.Agent(), new https.Agent(), http.globalAgent, https.globalAgent]) {
    log('agent', Reflect.get(agent, 'defaultPort'), Reflect.get(agent, 'protocol'))
  }
  log('static', Reflect.get(http.Agent, 'defaultMaxSockets'))
})

scenario(
  'agent option proxyEnv sends requests by way of the proxy',
  async ({ http }, log) => {
    const proxy = await answering(log, ok('by proxy', 'Connection: close'))
    const agent = makeAgent({ http }, log, {
      proxyEnv: { http_proxy: `http://${HOST}:${proxy.port}`, no_proxy: 'direct.example' },
    } as http.AgentOptions)
    await finish(log, http.get('http://far.example/path?q=1', { agent }))
  },
  { newest: 'required' },
)
