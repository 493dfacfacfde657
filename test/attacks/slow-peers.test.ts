// Peers that take their time: slow heads (CVE-2018-12122, CVE-2019-5737), slow bodies (CVE-2020-8251), idle connections
// (CVE-2019-5739). Each is ended when its time is over, and honest clients are answered meanwhile.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import nethttp from 'nethttp'

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

test('two hundred slow heads do not keep an honest client waiting', { timeout: 15_000 }, async () => {
  const { server, port } = await serving()
  const agent = new nethttp.Agent({ keepAlive: true })
  const median = async () => {
    const taken: number[] = []
    for (let i = 0; i < 21; i++) {
      const begun = performance.now()
      await new Promise<void>((resolve, reject) => {
        const request = nethttp.get({ port, agent }, (response) => response.resume().on('end', () => resolve()))
        request.on('error', reject)
      })
      taken.push(performance.now() - begun)
    }
    return taken.sort((a, b) => a - b)[10]
  }
  await median()
  const alone = await median()
  const slow = Array.from({ length: 200 }, () => dribble(port, 'GET / HTTP/1.1\r\n', 'a', 50))
  const among = await median()
  // Twice as long, and some milliseconds more for a machine that does other things too.
  assert.ok(among < alone * 2 + 8, `${among.toFixed(2)} ms among slow ones, ${alone.toFixed(2)} ms alone`)
  await Promise.all(slow)
  agent.destroy()
  server.closeAllConnections()
  server.close()
})
