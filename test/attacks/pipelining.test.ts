// Floods on one connection: pipelined requests whose answers nobody reads (CVE-2013-4450), many fields, many chunks.
// Memory stays bounded because the server stops reading; honest clients beside are answered all the while.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import nethttp from 'nethttp'
import { honestMs } from '../support/attacked.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

async function serving(listener: nethttp.RequestListener): Promise<{ server: nethttp.Server; port: number }> {
  const server = nethttp.createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as net.AddressInfo).port }
}

function stop(server: nethttp.Server): void {
  server.closeAllConnections()
  server.close()
}

test('CVE-2013-4450: a flood of requests whose answers are not read stops being read', {
  timeout: 20_000,
}, async () => {
  const answer = 'x'.repeat(4096)
  let requests = 0
  const { server, port } = await serving((_, response) => {
    requests++
    response.end(answer)
  })
  const attacker = net.connect({ port, host: '127.0.0.1' })
  attacker.on('error', () => {})
  attacker.pause()
  const alone = await honestMs(port)
  const before = process.memoryUsage().rss
  const flood = GET.repeat(2000)
  // 40 000 requests would be 160 MB of answers.
  for (let i = 0; i < 20; i++) {
    attacker.write(flood)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const settled = requests
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.ok(requests - settled < 2000, `the server goes on reading: ${requests} after ${settled}`)
  assert.ok(requests < 20_000, `${requests} requests were read though no answer was`)
  const growth = (process.memoryUsage().rss - before) / 1e6
  assert.ok(growth < 120, `${growth.toFixed(0)} MB`)
  const among = Math.min(await honestMs(port), await honestMs(port))
  assert.ok(among < alone * 2 + 0.2, `an honest client: ${among.toFixed(2)} ms beside it, ${alone.toFixed(2)} ms alone`)
  attacker.destroy()
  stop(server)
})

test('field names that are those of objects do no harm to the server', async () => {
  const { server, port } = await serving((request, response) => {
    response.end(JSON.stringify([Object.keys(request.headers).sort(), ({} as { a?: string }).a ?? null]))
  })
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']
  const socket = net.connect({ port, host: '127.0.0.1' })
  socket.write(
    `GET / HTTP/1.1\r\nHost: a\r\n${names.map((name) => `${name}: {"a":1}\r\n`).join('')}Connection: close\r\n\r\n`,
  )
  let text = ''
  for await (const chunk of socket) text += chunk
  assert.match(text, /^HTTP\/1\.1 200 /)
  assert.match(text, /,null\]$/)
  stop(server)
})

test('a thousand connections that come and go leave nothing behind', { timeout: 20_000 }, async () => {
  const { server, port } = await serving((_, response) => response.end())
  for (let round = 0; round < 10; round++) {
    const sockets = Array.from({ length: 100 }, () => net.connect({ port, host: '127.0.0.1' }))
    await Promise.all(
      sockets.map(
        (socket, i) =>
          new Promise((resolve) => {
            socket.on('error', () => {})
            socket.on('close', resolve)
            socket.write(GET.slice(0, i % GET.length))
            setTimeout(() => socket.destroy(), 2)
          }),
      ),
    )
  }
  const deadline = performance.now() + 2000
  const left = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  while ((await left()) > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(await left(), 0)
  stop(server)
})
