// Many connections: idle ones by the thousand, ones that come and go, and clients that ask for much and read nothing. The
// server's memory is measured in its own process; an honest client beside them waits no more than twice as long.
// ATTACK_CONNECTIONS=10000 is the full form of the first test; 2000 are opened without it.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { connectMany, growthMb, honestMs, slowdown, startAttacked } from '../support/attacked.ts'
import { pause, until } from '../support/leaving.ts'

const IDLE = Number(process.env.ATTACK_CONNECTIONS ?? 2000)
/** What one idle connection may take of the server's memory, the socket of Node's own with it. */
const IDLE_BYTES = 8000
/** So many connections have come and gone before anything is measured. */
const CHURNED = 300
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

for (const kind of ['without a request', 'kept after an answer', 'in the middle of a head'] as const) {
  test(`${IDLE} idle connections, ${kind}, cost little`, { timeout: 120_000 }, async (t) => {
    const { port, state } = await startAttacked(t)
    const warm = await connectMany(port, 50)
    // One that ends in the middle of a head is an error, and the first error of a process loads what errors need.
    for (const socket of warm) socket.write(GET.slice(0, 20), () => socket.destroy())
    await pause(100)
    const alone = await honestMs(port)
    const before = await state()
    const sockets = await connectMany(port, IDLE)
    if (kind === 'kept after an answer') await Promise.all(sockets.map(exchange))
    if (kind === 'in the middle of a head') for (const socket of sockets) socket.write(GET.slice(0, 20))
    await pause(300)
    const during = await state()
    assert.equal(during.connections, IDLE)
    const heap = (during.heapUsed + during.external - before.heapUsed - before.external) / IDLE
    const rss = (during.rss - before.rss) / IDLE
    t.diagnostic(`a connection: ${heap.toFixed(0)} bytes of heap, ${rss.toFixed(0)} bytes in all`)
    assert.ok(heap < IDLE_BYTES, `${heap.toFixed(0)} bytes of heap a connection`)
    const among = Math.min(await honestMs(port), await honestMs(port))
    t.diagnostic(`an honest client: ${alone.toFixed(2)} ms alone, ${among.toFixed(2)} ms among them`)
    assert.ok(among < alone * 2 + 0.2, `${among.toFixed(2)} ms among them, ${alone.toFixed(2)} ms alone`)
    for (const socket of sockets) socket.destroy()
    assert.ok(await until(async () => (await state()).connections === 0, 10_000), 'all of them go')
    const keptBytes = async () => {
      const after = await state()
      return (after.heapUsed + after.external - before.heapUsed - before.external) / IDLE
    }
    await until(async () => (await keptBytes()) < 500, 3000)
    const kept = await keptBytes()
    t.diagnostic(`kept of each when all are gone: ${kept.toFixed(0)} bytes`)
    assert.ok(kept < 500, `${kept.toFixed(0)} bytes a connection are kept when all are gone`)
  })
}

function exchange(socket: net.Socket): Promise<unknown> {
  socket.write(GET)
  return new Promise((resolve) => socket.once('data', resolve))
}

test('a hundred clients that read nothing of 64 MB each: the server makes no more than it can send', {
  timeout: 60_000,
}, async (t) => {
  const { port, state } = await startAttacked(t)
  const readers = 100
  const before = await state()
  const ratio = await slowdown(port, async () => {
    const sockets = await connectMany(port, readers)
    for (const socket of sockets) socket.pause().write(GET.replace('/ ', '/endless '))
    // Until the system's buffers are full, more is asked for; on a busy machine that takes a while.
    let first = await state()
    let second = first
    for (let tries = 0; tries < 20 && (tries === 0 || second.produced !== first.produced); tries++) {
      first = second
      await pause(500)
      second = await state()
    }
    assert.equal(second.produced, first.produced, 'the source is asked for more though nobody reads')
    // What the system takes into its own buffers was produced, and is not in the process.
    const heap = (second.heapUsed + second.external - before.heapUsed - before.external) / readers
    t.diagnostic(`a reader that does not read: ${heap.toFixed(0)} bytes`)
    assert.ok(heap < 200_000, `${heap.toFixed(0)} bytes for each that does not read`)
    return async () => {
      for (const socket of sockets) socket.destroy()
      assert.ok(await until(async () => (await state()).connections <= 1, 5000), 'all of them go')
    }
  })
  t.diagnostic(`an honest client: ${ratio.toFixed(2)} times as long`)
  assert.ok(ratio <= 2, `an honest client waits ${ratio.toFixed(2)} times as long`)
})

test('connections that come and go do not keep an honest client waiting', { timeout: 60_000 }, async (t) => {
  const { port, state } = await startAttacked(t)
  let churned = 0
  // The first error of a process loads what errors need.
  for (const socket of await connectMany(port, 20)) socket.write(GET.slice(0, 20), () => socket.destroy())
  await pause(100)
  const before = await state()
  const ratio = await slowdown(port, async () => {
    const timer = setInterval(() => {
      const socket = net.connect({ port, host: '127.0.0.1' }, () => {
        socket.write(GET.slice(0, churned++ % (GET.length + 1)), () => socket.resetAndDestroy())
      })
      socket.on('error', () => {})
    }, 2)
    await until(() => churned >= CHURNED, 10_000)
    return () => clearInterval(timer)
  })
  assert.ok(churned >= CHURNED, `${churned}`)
  t.diagnostic(`an honest client: ${ratio.toFixed(2)} times as long`)
  assert.ok(ratio <= 2, `an honest client waits ${ratio.toFixed(2)} times as long`)
  assert.ok(await until(async () => (await state()).connections === 0, 5000), 'nothing is left of them')
  const growth = growthMb(before, await state())
  t.diagnostic(`${churned} of them; memory ${growth.toFixed(1)} MB more`)
  assert.ok(growth < 2, `${growth.toFixed(1)} MB more when all are gone`)
})
