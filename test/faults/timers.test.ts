// No timer is left when exchanges are over, be it one that does not keep the process running: every Timeout that began is
// counted until it is over, which those that were unref'ed are as well.

import assert from 'node:assert/strict'
import { createHook } from 'node:async_hooks'
import net from 'node:net'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import { connectSecurely, leftOpen, listening, play, until } from '../support/leaving.ts'

const timers = new Set<number>()
const hook = createHook({
  init: (id, type) => {
    if (type === 'Timeout') timers.add(id)
  },
  destroy: (id) => timers.delete(id),
})
test.before(() => hook.enable())
test.after(() => hook.disable())

/** The date that is sent is kept for a second, whoever asked for it. */
const LONGEST_MS = 2500
const HOST = 'HTTP/1.1\r\nHost: a\r\n'
const REQUESTS = [
  `GET / ${HOST}\r\n`,
  `GET / ${HOST}\r\nGET / ${HOST}\r\n`,
  `GET / ${HOST}X`,
  `GET / ${HOST}X Y: 1\r\n\r\n`,
  `GET / ${HOST}\r\nX Y: 1\r\n\r\n`,
  `POST / ${HOST}Content-Length: 5\r\n\r\nab`,
  `GET / ${HOST}Connection: upgrade\r\nUpgrade: x\r\n\r\n`,
  `GET /silent ${HOST}\r\nX Y: 1\r\n\r\n`,
]

/** How many timers there are beside those that were, when no more of them go. */
async function leftOf(before: ReadonlySet<number>): Promise<number> {
  let left = 0
  await until(async () => {
    // The end of a timer, also of the one that is waited for here, is told in a later turn.
    for (let i = 0; i < 3; i++) await turn()
    left = [...timers].filter((id) => !before.has(id)).length
    return left === 0
  }, LONGEST_MS)
  return left
}

function serve(isSecure: boolean): nethttp.Server {
  const listener = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => {
    request.on('error', () => {})
    request.resume()
    request.setTimeout(60_000)
    if (request.url !== '/silent') request.on('end', () => response.end('ok'))
  }
  const server = isSecure ? nethttps.createServer({ key, cert }, listener) : nethttp.createServer(listener)
  server.on('upgrade', (_, socket) => socket.on('error', () => {}).end())
  Object.assign(server, { timeout: 60_000, keepAliveTimeout: 60_000 })
  return server as nethttp.Server
}

function leave(port: number, isSecure: boolean, bytes: string, fault: 'close' | 'half-close'): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => socket.write(bytes, () => play(socket, fault))
    const options = { port, host: '127.0.0.1' }
    const socket = isSecure ? connectSecurely(options, begin) : net.connect(options, begin)
    socket.on('error', () => {})
    socket.resume().on('close', () => resolve())
  })
}

for (const isSecure of [false, true]) {
  test(`no timer of a server${isSecure ? ' over https' : ''} is left`, { timeout: 20_000 }, async () => {
    await turn()
    const before = new Set(timers)
    const server = serve(isSecure)
    const port = await listening(server)
    assert.ok(timers.size > before.size, 'timers are counted')
    for (const fault of ['close', 'half-close'] as const)
      await Promise.all(REQUESTS.map((bytes) => leave(port, isSecure, bytes, fault)))
    assert.equal(await leftOpen(server), 0)
    server.close()
    assert.equal(await leftOf(before), 0, 'timers are left')
  })

  test(`no timer of a client${isSecure ? ' over https' : ''} is left`, { timeout: 20_000 }, async () => {
    const server = serve(isSecure)
    const port = await listening(server)
    const { Agent, request: make } = isSecure ? nethttps : nethttp
    await turn()
    const before = new Set(timers)
    const agent = new Agent({ keepAlive: true, timeout: 60_000 })
    const ask = (path: string, how: 'wait' | 'destroy' | 'timeout') =>
      new Promise<void>((resolve) => {
        const options = { port, host: '127.0.0.1', path, agent: agent as nethttp.Agent, rejectUnauthorized: false }
        const request = make(options as nethttp.RequestOptions, (response) => response.resume().on('error', () => {}))
        request.on('error', () => {})
        request.on('close', () => resolve())
        request.setTimeout(how === 'timeout' ? 20 : 60_000, () => request.destroy())
        if (how === 'destroy') request.on('finish', () => request.destroy())
        request.end()
      })
    for (let round = 0; round < 3; round++)
      await Promise.all([ask('/', 'wait'), ask('/', 'wait'), ask('/silent', 'destroy'), ask('/silent', 'timeout')])
    agent.destroy()
    assert.equal(await leftOpen(server), 0)
    server.close()
    assert.equal(await leftOf(before), 0, 'timers are left')
  })
}
