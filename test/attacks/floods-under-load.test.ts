// Floods that go on while an honest client asks: chunk extensions up to their limit, chunks of one byte, pipelined
// requests whose answers nobody reads. The honest one waits no more than twice as long as without them.
// The flood is of a certain rate: what a whole processor of attackers does to a machine of two is not asked here.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { type Attacked, connectMany, slowdown, startAttacked } from '../support/attacked.ts'
import { pause } from '../support/leaving.ts'

const ATTACKERS = 20
const EVERY_MS = 10
const POST = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
const LONGEST = `1;${'a'.repeat(16_000)}\r\nx\r\n`

const FLOODS: [name: string, first: string, piece: string][] = [
  ['chunk extensions up to their limit', POST, LONGEST],
  ['many short chunk extensions', POST, `1${';a=b'.repeat(4000)}\r\nx\r\n`],
  ['chunks of one byte', POST, '1\r\nx\r\n'.repeat(500)],
  ['pipelined requests whose answers are not read', '', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100)],
]

/** Each attacker sends its piece in its turn, round after round, as long as its connection takes it. */
async function flood({ port }: Attacked, first: string, piece: string): Promise<() => void> {
  const sockets = await connectMany(port, ATTACKERS)
  for (const socket of sockets) socket.pause().write(first)
  let turn = 0
  const timer = setInterval(() => {
    const socket = sockets[turn++ % ATTACKERS]
    if (!socket.writableNeedDrain) socket.write(piece)
  }, EVERY_MS)
  await pause(100)
  return () => {
    clearInterval(timer)
    for (const socket of sockets) socket.destroy()
  }
}

for (const [name, first, piece] of FLOODS) {
  test(`${name}: an honest client waits no more than twice as long`, { timeout: 60_000 }, async (t) => {
    const attacked = await startAttacked(t)
    const before = await attacked.state()
    const ratio = await slowdown(attacked.port, () => flood(attacked, first, piece))
    const after = await attacked.state()
    const growth = (after.heapUsed + after.external - before.heapUsed - before.external) / 1e6
    t.diagnostic(`${ratio.toFixed(2)} times as long; memory ${growth.toFixed(1)} MB more`)
    assert.ok(ratio <= 2, `${ratio.toFixed(2)} times as long`)
    assert.ok(growth < 20, `${growth.toFixed(1)} MB more`)
  })
}

test('a chunk extension past its limit is answered 413, and no more of it is read', { timeout: 20_000 }, async (t) => {
  const { port } = await startAttacked(t)
  const socket = net.connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write(`${POST}1;`)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  let sent = 0
  while (!socket.destroyed && sent < 10e6) {
    socket.write('a'.repeat(8000))
    sent += 8000
    await pause(2)
  }
  await closed
  assert.match(text, /^HTTP\/1\.1 413 /)
  assert.ok(sent < 1e6, `${sent} bytes were taken`)
})
