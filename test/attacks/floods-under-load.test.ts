// Floods that go on while an honest client asks: chunk extensions up to their limit, chunks of one byte, pipelined
// requests whose answers nobody reads, heads full of fields of which every view is made. The honest one waits no more than twice as long as without them.
// The flood is of a certain rate: what a whole processor of attackers does to a machine of two is not asked here.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { type Attacked, connectMany, growthMb, slowdown, startAttacked } from '../support/attacked.ts'
import { pause } from '../support/leaving.ts'

const ATTACKERS = 20
const EVERY_MS = 10
const POST = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
const LONGEST = `1;${'a'.repeat(16_000)}\r\nx\r\n`

/** As many lines as are allowed in a head, for the handler that looks at all of them. */
function fieldsOf(make: (i: number) => string): string {
  let lines = ''
  for (let i = 0; lines.length < 15_000 && i < 1900; i++) lines += `${make(i)}\r\n`
  return `GET /fields HTTP/1.1\r\nHost: a\r\n${lines}\r\n`
}
const OBJECT_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf', 'then']

const FLOODS: [name: string, first: string, piece: string][] = [
  ['chunk extensions up to their limit', POST, LONGEST],
  ['many short chunk extensions', POST, `1${';a=b'.repeat(4000)}\r\nx\r\n`],
  ['chunks of one byte', POST, '1\r\nx\r\n'.repeat(500)],
  ['pipelined requests whose answers are not read', '', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100)],
  ['heads of the shortest fields', '', fieldsOf((i) => `${i.toString(36)}:`)],
  ['heads of fields with the names of objects', '', fieldsOf((i) => `${OBJECT_NAMES[i % OBJECT_NAMES.length]}:{}`)],
  ['heads of Cookie and Set-Cookie', '', fieldsOf((i) => (i % 2 === 0 ? 'Cookie:a=b' : 'Set-Cookie:a=b'))],
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
    const growth = growthMb(before, after)
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
