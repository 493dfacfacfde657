// What HTTP runs over: Unix sockets, handles and file descriptors, IPv6, half-open connections, in-memory
// streams, pipelined requests and cluster workers.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import { rmSync } from 'node:fs'
import type http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { finish } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { type Log, watch } from '../support/log.ts'
import { builtIn, type Modules } from '../support/modules.ts'
import { answer, closeAfter, listen, ok, origin, pause, seen, text, turns } from '../support/peers.ts'
import { connectRaw, END, exchange, GET, GET_CLOSE, head, RawConnection } from '../support/raw.ts'

/** Starts a program of the support folder with the implementation's name as its argument. */
function runProgram(name: string, modules: Modules, stdio: StdioOptions): ChildProcess {
  const path = fileURLToPath(new URL(`../support/${name}`, import.meta.url))
  return spawn(process.execPath, ['--import', 'tsx', path, modules === builtIn ? 'node:http' : 'nethttp'], { stdio })
}

let sockets = 0

/** A path for a Unix socket, which goes when the scenario is over. */
function socketPath(log: Log): string {
  const path = join(tmpdir(), `nethttp-${process.pid}-${sockets++}.sock`)
  log.hide(path, '<socket>')
  log.defer(() => rmSync(path, { force: true }))
  return path
}

const hello = (req: http.IncomingMessage, res: http.ServerResponse) => res.end(`hello ${req.url}`)

scenario('server.listen(path) and request option socketPath: a Unix socket', async ({ http }, log) => {
  const server = http.createServer(hello)
  closeAfter(server, log)
  const path = socketPath(log)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  log('address', server.address())
  const req = http.get({ socketPath: path, path: '/unix', agent: false })
  log('host', req.getHeader('host'), req.host)
  await finish(log, req)
  const agent = new http.Agent({ keepAlive: true })
  await finish(log, http.get({ socketPath: path, agent }))
  await turns()
  log('names', Object.keys(agent.freeSockets))
  agent.destroy()
})

scenario(
  'createConnection of a stream in memory: in which order request and response close',
  async ({ http }, log) => {
    const [near, far] = duplexPair()
    const peer = new RawConnection(far)
    const req = http.request({ createConnection: () => near as net.Socket, headers: { Connection: 'close' } })
    watch(log, req, 'req', 'finish', 'response', 'close')
    const closed = seen(req, 'close')
    req.on('response', (res) => {
      watch(log, res, 'res', 'end', 'close')
      res.resume()
    })
    req.end()
    await peer.expect(/\r\n\r\n/)
    peer.send(ok('hello', 'Connection: close')).end()
    await closed
    await turns()
  },
  { newest: 'required' },
)

scenario('server.listen(handle): a handle of another server', async ({ http }, log) => {
  const holder = net.createServer()
  const port = await listen(holder, log)
  const server = http.createServer(hello)
  closeAfter(server, log)
  await new Promise<void>((resolve) => server.listen(Reflect.get(holder, '_handle'), resolve))
  log.text('wire', (await exchange(port, GET_CLOSE)).text)
})

scenario(
  'server.listen({ fd }): a file descriptor inherited from another process',
  async (modules, log) => {
    const holder = net.createServer()
    const port = await listen(holder, log)
    const { fd } = Reflect.get(holder, '_handle') as { fd: number }
    const child = runProgram('fd-program.ts', modules, ['ignore', 'pipe', 'inherit', fd])
    log.defer(() => child.kill())
    await seen(child.stdout as EventEmitter, 'data')
    holder.close()
    log.text('wire', (await exchange(port, GET_CLOSE)).text)
    child.kill()
    await seen(child, 'exit')
  },
  { together: true },
)

scenario('server.listen(port, hostname, backlog, callback)', async ({ http }, log) => {
  const server = http.createServer(hello)
  closeAfter(server, log)
  await new Promise<void>((resolve) => {
    log('chained', server.listen(0, '127.0.0.1', 5, resolve) === server)
  })
  const { address, family, port } = server.address() as net.AddressInfo
  log('address', address, family, port > 0)
})

scenario('server.listen on a port that is taken is an error event', async ({ http }, log) => {
  const holder = net.createServer()
  const port = await listen(holder, log)
  const server = http.createServer()
  server.listen(port, '127.0.0.1')
  log('error', ...(await seen(server, 'error')))
  log('listening', server.listening)
})

scenario('server.listen without a host is reached over IPv6 and IPv4', async ({ http }, log) => {
  const server = http.createServer(hello)
  closeAfter(server, log)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port, family } = server.address() as net.AddressInfo
  log.hide(port, '<port>')
  log('family', family)
  await finish(log, http.get({ host: '127.0.0.1', port, agent: false }))
})

const hasIPv6 = await new Promise<boolean>((resolve) => {
  const probe = net.createServer()
  probe.once('error', () => resolve(false))
  probe.listen(0, '::1', () => probe.close(() => resolve(true)))
})

scenario('request option host as an IPv6 address: in brackets in the Host field', async ({ http }, log) => {
  if (!hasIPv6) return
  const server = http.createServer((req, res) => {
    log('request', req.headers.host, req.socket.remoteAddress)
    res.end('six')
  })
  const port = await listen(server, log, '::1')
  await finish(log, http.get({ host: '::1', port, agent: false }))
  await finish(log, http.get(`http://[::1]:${port}/url`, { agent: false }))
})

scenario('a half-open client still gets its answer', async ({ http }, log) => {
  const server = http.createServer(async (req, res) => {
    watch(log, req.socket, 'socket', 'end', 'close')
    await text(req)
    await pause(10)
    res.end('late')
  })
  await answer(server, log, [GET, END])
})

scenario('server.httpAllowHalfOpen', async ({ http }, log) => {
  const server = http.createServer((_req, res) => res.end('ok'))
  log('default', Reflect.get(server, 'httpAllowHalfOpen'))
  Reflect.set(server, 'httpAllowHalfOpen', true)
  const port = await listen(server, log)
  const { text: got } = await exchange(port, [GET, END], { until: /ok$/ })
  log.text('wire', got)
})

scenario("server.emit('connection') serves any Duplex", async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    log('request', req.url, req.socket === near, Reflect.get(req.socket, 'server') === server)
    res.end('by memory')
  })
  const [near, far] = duplexPair() as [net.Socket, net.Socket]
  const client = new RawConnection(far)
  server.emit('connection', near)
  client.send(GET)
  log.text('wire', await client.expect(/memory$/))
  client.send(GET_CLOSE)
  log.text('wire', (await client.collect()).text)
})

scenario("server.emit('connection') with a Duplex: events at its end", async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    watch(log, req, 'req', 'aborted', 'close', 'error')
    watch(log, res, 'res', 'finish', 'close')
  })
  const [near, far] = duplexPair()
  const client = new RawConnection(far)
  server.emit('connection', near)
  client.send(GET)
  await seen(server, 'request')
  client.destroy()
  await pause(10)
})

scenario('client and server over one in-memory pair, a connection kept alive', async ({ http }, log) => {
  const server = http.createServer(async (req, res) => {
    log.lane('server')('request', req.method, await text(req))
    res.end('answer')
  })
  class Memory extends http.Agent {
    override createConnection(): net.Socket {
      log('connects')
      const [near, far] = duplexPair()
      server.emit('connection', far)
      const chained = () => near
      return Object.assign(near, {
        setKeepAlive: chained,
        setTimeout: chained,
        ref: chained,
        unref: chained,
      }) as unknown as net.Socket
    }
  }
  const agent = new Memory({ keepAlive: true })
  for (const body of ['one', 'two']) {
    const req = http.request({ agent, method: 'POST' })
    req.end(body)
    await finish(log, req)
    await turns()
    log('reused', req.reusedSocket)
  }
  agent.destroy()
})

scenario(
  'pipelined requests are answered in order, whichever is ready first',
  async ({ http }, log) => {
    const server = http.createServer(async (req, res) => {
      const number = Number(req.url?.slice(1))
      log.lane('server')('request', number)
      res.on('finish', () => log.lane('server')('finish', number))
      await pause(20 - number * 5)
      res.write(`begin ${number} `)
      await turns()
      res.end(`end ${number}`)
    })
    const numbers = [1, 2, 3].map((number) => head(`GET /${number} HTTP/1.1`, 'Host: a'))
    const last = head('GET /4 HTTP/1.1', 'Host: a', 'Connection: close')
    await answer(server, log, numbers.join('') + last)
  },
  { together: true },
)

scenario('pipelined requests with bodies, sent byte by byte', async ({ http }, log) => {
  const server = http.createServer(async (req, res) => {
    res.end(`${req.url} ${await text(req)}`)
  })
  const post = (number: number, ...fields: string[]) =>
    `${head(`POST /${number} HTTP/1.1`, 'Host: a', 'Content-Length: 3', ...fields)}abc`
  const bytes = post(1) + post(2) + post(3, 'Connection: close')
  await answer(
    server,
    log,
    [...bytes].flatMap((byte, index) => (index % 50 === 0 ? [byte, 1] : [byte])),
  )
})

scenario('pipelined requests: the one asking to close is the last', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    log.lane('server')('request', req.url)
    res.end(req.url)
  })
  const paths = ['/1', '/2'].map((path) => head(`GET ${path} HTTP/1.1`, 'Host: a'))
  const close = head('GET /3 HTTP/1.1', 'Host: a', 'Connection: close')
  await answer(server, log, paths.join('') + close)
})

scenario('pipelined requests: a response asking to close drops what follows', async ({ http }, log) => {
  const server = http.createServer((req, res) => {
    if (req.url === '/1') res.setHeader('Connection', 'close')
    res.end(req.url)
  })
  const paths = ['/1', '/2'].map((path) => head(`GET ${path} HTTP/1.1`, 'Host: a'))
  await answer(server, log, paths.join(''))
})

scenario(
  'pipelined requests without end are held back while answers are not read',
  async ({ http }, log) => {
    const block = 'a'.repeat(100_000)
    let served = 0
    const server = http.createServer((_req, res) => {
      served++
      res.end(block)
    })
    const port = await listen(server, log)
    const client = await connectRaw(port)
    client.socket.pause()
    const asked = 2000
    client.send(GET.repeat(asked))
    await pause(60)
    log('held back', served < asked)
    client.destroy()
  },
  { together: true },
)

scenario('one response in many small pieces arrives whole', async ({ http }, log) => {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(/\r\n\r\n/)
    for (const byte of ok('small pieces', 'X-A: 1')) {
      connection.send(byte)
      if (byte === '\n') await pause(1)
    }
    connection.end()
  })
  const res = await finish(log, http.get({ host: '127.0.0.1', port, agent: false }))
  log('fields', { ...res?.headers })
})

scenario(
  'node:cluster: workers share a port',
  async (modules, log) => {
    const child = runProgram('cluster-program.ts', modules, ['ignore', 'pipe', 'inherit'])
    log.text('prints', await text(child.stdout as NodeJS.ReadableStream))
  },
  { together: true, limit: 15_000 },
)
