// Peers that take their time: slow heads (CVE-2018-12122, CVE-2019-5737), slow bodies (CVE-2020-8251), idle connections
// (CVE-2019-5739). Each is ended when its time is over, and honest clients are answered meanwhile.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import nethttp from 'nethttp'
import { connectMany, growthMb, slowdown, startAttacked } from '../support/attacked.ts'
import { pause, until } from '../support/leaving.ts'

const TIMES = {
  headersTimeout: 150,
  requestTimeout: 300,
  keepAliveTimeout: 100,
  keepAliveTimeoutBuffer: 50,
  connectionsCheckingInterval: 30,
}

async function serving(): Promise<{ server: nethttp.Server; port: number }> {
  const server = nethttp.createServer(TIMES as nethttp.ServerOptions, (request, response) => {
    request.resume().on('end', () => response.end('ok'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as net.AddressInfo).port }
}

/** Sends `first`, then a byte now and then; resolves with what came back when the server has closed. */
function dribble(port: number, first: string, drop: string, everyMs = 20): Promise<{ text: string; afterMs: number }> {
  const begun = performance.now()
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(first))
    const timer = setInterval(() => drop !== '' && socket.writable && socket.write(drop), everyMs)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ text, afterMs: performance.now() - begun })
    })
  })
}

const SLOW: [name: string, first: string, drop: string, answer: RegExp][] = [
  ['CVE-2018-12122: a head that comes byte by byte', 'GET / HTTP/1.1\r\n', 'a', /^HTTP\/1\.1 408 /],
  [
    'CVE-2019-5737: a head behind an answer',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /',
    'a',
    /^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 408 /,
  ],
  ['CVE-2018-12122: nothing at all', '', '', /^HTTP\/1\.1 408 |^$/],
  [
    'CVE-2020-8251: a body that comes byte by byte',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n',
    'a',
    /^HTTP\/1\.1 408 /,
  ],
  [
    'CVE-2020-8251: chunks that come byte by byte',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    '1\r\na\r\n',
    /^HTTP\/1\.1 408 /,
  ],
  ['CVE-2019-5739: a connection that is idle', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', '', /^HTTP\/1\.1 200 /],
]

for (const [name, first, drop, answer] of SLOW) {
  test(`${name} is ended when its time is over`, { timeout: 10_000 }, async () => {
    const { server, port } = await serving()
    const { text, afterMs } = await dribble(port, first, drop)
    assert.match(text, answer)
    assert.ok(afterMs < 3000, `after ${afterMs.toFixed(0)} ms`)
    server.closeAllConnections()
    server.close()
  })
}

const SLOW_PEERS = 200
const SLOW_BYTES = 12_000

for (const [what, first, drop] of [
  ['heads', 'GET / HTTP/1.1\r\n', 'a'],
  ['bodies', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n', 'a'],
  ['chunks', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n'],
] as const) {
  test(`two hundred slow ${what} do not keep an honest client waiting, and take little memory`, {
    timeout: 60_000,
  }, async (t) => {
    const { port, state } = await startAttacked(t)
    for (const socket of await connectMany(port, 20)) socket.write(first, () => socket.destroy())
    await pause(100)
    const before = await state()
    const ratio = await slowdown(port, async () => {
      const sockets = await connectMany(port, SLOW_PEERS)
      for (const socket of sockets) socket.resume().write(first)
      const timer = setInterval(() => {
        for (const socket of sockets) socket.write(drop)
      }, 50)
      await pause(200)
      const each = (growthMb(before, await state()) * 1e6) / SLOW_PEERS
      t.diagnostic(`a slow peer: ${each.toFixed(0)} bytes`)
      assert.ok(each < SLOW_BYTES, `${each.toFixed(0)} bytes each`)
      return async () => {
        clearInterval(timer)
        for (const socket of sockets) socket.destroy()
        assert.ok(await until(async () => (await state()).connections <= 1, 5000), 'all of them go')
      }
    })
    t.diagnostic(`an honest client: ${ratio.toFixed(2)} times as long`)
    assert.ok(ratio <= 2, `an honest client waits ${ratio.toFixed(2)} times as long`)
  })
}
