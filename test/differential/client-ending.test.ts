// A client request that ends before its time: given up at every stage, by signal or timeout, or left by the origin
// in the middle of an answer.
import type http from 'node:http'
import net from 'node:net'
import { asking, at, finish, logState, QUIET, watchRequest, watchResponse } from '../support/asking.ts'
import { scenario } from '../support/differential.ts'
import type { Log } from '../support/log.ts'
import { HEAD_END, listen, ok, origin, pause, seen, turns } from '../support/peers.ts'

const STAGES = ['at once', 'after end', 'at socket', 'at response', 'in the body', 'at end', 'at close'] as const
type Stage = (typeof STAGES)[number]

/** Does something to a request at one of its stages; at the `differing` one generations of Node differ. */
function stagesOf(name: string, act: (req: http.ClientRequest, log: Log) => void, differing?: Stage): void {
  for (const stage of STAGES) {
    const newest = stage === differing ? ('allowed' as const) : undefined
    scenario(
      `${name} ${stage}`,
      async ({ http }, log) => {
        const { port } = await origin(log, async (connection) => {
          const { ending } = await connection.collect({ until: HEAD_END })
          if (ending !== 'matched') return
          connection.send('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf')
          await pause(5)
          if (stage !== 'in the body') connection.send('half')
        })
        const req = http.request(at(port))
        const doIt = () => {
          log('act')
          act(req, log)
          logState(log, 'acted', req)
        }
        watchRequest(log, req, ...QUIET)
        if (stage === 'at socket') req.on('socket', doIt)
        req.on('response', (res) => {
          watchResponse(log, res)
          if (stage === 'at response') doIt()
          if (stage === 'in the body') res.once('data', doIt)
          if (stage === 'at end') res.once('end', doIt)
        })
        const closed = seen(req, 'close')
        if (stage === 'at once') doIt()
        req.end()
        if (stage === 'after end') doIt()
        await closed
        if (stage === 'at close') doIt()
        await pause(10)
        logState(log, 'over', req)
      },
      { newest },
    )
  }
}

stagesOf('request.abort(), events abort and aborted, request.aborted', (req) => req.abort())
stagesOf('request.destroy() and request.destroyed', (req, log) => log('chained', req.destroy() === req))
stagesOf('request.destroy() with an error', (req) => req.destroy(new Error('given up')), 'at end')
stagesOf('request.socket.destroy()', (req) => req.socket?.destroy())

asking('request.abort twice: request event abort comes once', async ({ http, log, port }) => {
  const req = http.get(at(port))
  watchRequest(log, req, ...QUIET)
  req.abort()
  req.abort()
  req.destroy()
  await seen(req, 'close')
})

scenario('request option signal aborts the request', async ({ http }, log) => {
  const { port } = await origin(log, () => {})
  const controller = new AbortController()
  const req = http.get({ ...at(port), signal: controller.signal })
  watchRequest(log, req, ...QUIET)
  req.on('socket', () => setImmediate(() => controller.abort()))
  await seen(req, 'close')
  logState(log, 'closed', req)
})

scenario('request option signal with a reason, and one aborted beforehand', async ({ http }, log) => {
  const { port } = await origin(log, () => {})
  for (const reason of [undefined, new Error('my reason')]) {
    const req = http.get({ ...at(port), signal: AbortSignal.abort(reason) })
    req.on('error', (error) => log('cause', error, error.cause))
    watchRequest(log, req, ...QUIET)
    await seen(req, 'close')
  }
})

scenario(
  'request option timeout is an event timeout, and the request goes on',
  async ({ http }, log) => {
    const { port } = await origin(log, async (connection) => {
      await connection.expect(HEAD_END)
      await pause(100)
      connection.end(ok())
    })
    const req = http.get({ ...at(port), timeout: 20 })
    watchRequest(log, req, 'connect', 'upgrade', 'continue', 'information')
    req.on('response', (res) => res.resume())
    await seen(req, 'close')
  },
  { together: true },
)

scenario(
  'request.setTimeout calls back once, and request.destroy() ends it',
  async ({ http }, log) => {
    const { port } = await origin(log, () => {})
    const req = http.get(at(port))
    watchRequest(log, req, 'connect', 'upgrade', 'continue', 'information')
    const chained = req.setTimeout(15, () => {
      log('callback')
      req.destroy()
    })
    log('chained', chained === req)
    await seen(req, 'close')
  },
  { together: true },
)

scenario(
  'request.setTimeout of 0 takes a timeout back',
  async ({ http }, log) => {
    const { port } = await origin(log, async (connection) => {
      await connection.expect(HEAD_END)
      await pause(30)
      connection.end(ok())
    })
    const req = http.get({ ...at(port), timeout: 10 })
    req.setTimeout(0)
    req.on('timeout', () => log('timeout'))
    await finish(log, req)
  },
  { together: true },
)

scenario(
  'request event error: nobody listens at the port',
  async ({ http }, log) => {
    const server = net.createServer()
    const port = await listen(server, log)
    await new Promise((resolve) => server.close(resolve))
    const req = http.get(at(port))
    watchRequest(log, req, ...QUIET)
    await seen(req, 'close')
    logState(log, 'closed', req)
  },
  { newest: 'allowed' },
)

for (const [label, answer] of Object.entries({
  nothing: '',
  'half a head': 'HTTP/1.1 200 OK\r\nContent-',
  'half a body': 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf',
  'half a chunked body': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf',
  'a body without a length': 'HTTP/1.1 200 OK\r\n\r\nwhole',
})) {
  scenario(`request event error: the origin ends after ${label}`, async ({ http }, log) => {
    const { port } = await origin(log, async (connection) => {
      await connection.expect(HEAD_END)
      connection.end(answer)
    })
    const req = http.get(at(port))
    watchRequest(log, req, ...QUIET)
    req.on('response', (res) => {
      watchResponse(log, res)
      res.on('close', () => log('complete', res.complete))
    })
    await seen(req, 'close')
    await turns()
  })
}
