// Closing a server: idle and busy connections, their explicit closing, and disposal.
import type http from 'node:http'
import { scenario } from '../support/differential.ts'
import type { Lane, Log } from '../support/log.ts'
import { deferred, listen, pause, seen, turns, until } from '../support/peers.ts'
import { connectRaw, GET, GET_CLOSE, head, type RawConnection } from '../support/raw.ts'

/** A server with one connection of each kind: new, idle after an answer, and busy with a request. */
async function crowd(
  server: http.Server,
  log: Log,
): Promise<{ [kind: string]: RawConnection } & { busy: RawConnection }> {
  const port = await listen(server, log)
  const fresh = await connectRaw(port)
  const idle = await connectRaw(port)
  idle.send(GET)
  await idle.expect(/ok$/)
  const busy = await connectRaw(port)
  busy.send(head('GET /busy HTTP/1.1', 'Host: a'))
  await seen(server, 'request')
  await turns()
  return { fresh, idle, busy }
}

function holding(http: typeof import('node:http')): { server: http.Server; release: () => void } {
  const { promise, resolve } = deferred()
  const server = http.createServer(async (req, res) => {
    if (req.url === '/busy') await promise
    res.end('ok')
  })
  return { server, release: resolve }
}

function tellClosed(log: Lane, connections: Record<string, RawConnection>): void {
  for (const [kind, { ended, closed }] of Object.entries(connections)) log(kind, ended || closed ? 'closed' : 'open')
}

scenario(
  'server.close closes idle connections and waits for busy ones',
  async ({ http }, log) => {
    const { server, release } = holding(http)
    const connections = await crowd(server, log)
    const closed = seen(server, 'close')
    log('chained', server.close((error) => log('callback', error)) === server, server.listening)
    await until(() => connections.idle?.ended === true)
    tellClosed(log, connections)
    release()
    await connections.busy.expect(/ok$/)
    for (const connection of Object.values(connections)) connection.destroy()
    await closed
    log('closed')
  },
  { newest: 'allowed' },
)

scenario('server.close of a server that is not listening', async ({ http }, log) => {
  const server = http.createServer()
  server.on('close', () => log('close event'))
  await new Promise<void>((resolve) => {
    server.close((error) => {
      log('callback', error)
      resolve()
    })
  })
  await turns()
})

scenario('server.close answers a request in progress with Connection: close', async ({ http }, log) => {
  const { server, release } = holding(http)
  const { busy, fresh, idle } = await crowd(server, log)
  fresh?.destroy()
  server.close()
  release()
  const { text } = await busy.collect({ until: /ok$/ })
  log.text('wire', text)
  idle?.destroy()
})

scenario(
  'server.closeIdleConnections leaves busy ones',
  async ({ http }, log) => {
    const { server, release } = holding(http)
    const connections = await crowd(server, log)
    server.closeIdleConnections()
    await until(() => connections.idle?.ended === true)
    await pause(5)
    tellClosed(log, connections)
    release()
    await connections.busy.expect(/ok$/)
    server.closeIdleConnections()
    await connections.busy.collect()
    tellClosed(log, connections)
  },
  { newest: 'allowed' },
)

scenario('server.closeAllConnections closes every one', async ({ http }, log) => {
  const { server, release } = holding(http)
  const connections = await crowd(server, log)
  server.closeAllConnections()
  await Promise.all(Object.values(connections).map((connection) => connection.collect()))
  tellClosed(log, connections)
  log('listening', server.listening)
  release()
})

scenario('server.closeAllConnections on a server that never listened', ({ http }, log) => {
  const server = http.createServer()
  server.closeAllConnections()
  server.closeIdleConnections()
  log('done')
})

scenario('server[Symbol.asyncDispose] closes the server', async ({ http }, log) => {
  const server = http.createServer()
  await listen(server, log)
  server.on('close', () => log('close event'))
  await server[Symbol.asyncDispose]()
  log('listening', server.listening)
  log('twice', await server[Symbol.asyncDispose]().catch((error: unknown) => error))
})

scenario(
  'server.listening tells whether it does, and server.listen works again after server.close',
  async ({ http }, log) => {
    const server = http.createServer((_req, res) => res.end('again'))
    log('new', server.listening)
    await listen(server, log)
    log('listening', server.listening)
    await new Promise((resolve) => server.close(resolve))
    log('closed', server.listening)
    const port = await listen(server, log)
    const client = await connectRaw(port)
    client.send(GET_CLOSE)
    log.text('wire', (await client.collect()).text)
  },
)

scenario('server.close while a connection is in the middle of a head', async ({ http }, log) => {
  const server = http.createServer((_req, res) => res.end('ok'))
  const port = await listen(server, log)
  const client = await connectRaw(port)
  client.send('GET / HTTP/1.1\r\n')
  await until(() => Reflect.get(server, '_connections') === 1)
  await pause(5)
  const closed = seen(server, 'close')
  server.close(() => log('closed'))
  await pause(5)
  log('client', client.ended)
  client.send('Host: a\r\n\r\n')
  const { text } = await client.collect({ until: /ok$/ })
  log.text('wire', text)
  client.destroy()
  await closed
})
