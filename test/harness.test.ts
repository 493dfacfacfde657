// The differential harness itself: that it finds differences and says where, and that the in-memory pair
// behaves as a connection does.
import assert from 'node:assert/strict'
import test from 'node:test'
import { joinChunks } from './support/chunks.ts'
import { firstDifference, record } from './support/differential.ts'
import { duplexPair } from './support/duplex-pair.ts'
import { tested } from './support/modules.ts'
import { text } from './support/peers.ts'

test('equal logs have no difference', () => {
  assert.equal(firstDifference(['a', 'b'], ['a', 'b'], 'node'), undefined)
})

test('a difference is shown with its neighbours from both sides', () => {
  const message = firstDifference(['a', 'b', 'c'], ['a', 'x'], 'node') ?? ''
  assert.match(message, /line 2 of 3/)
  assert.match(message, / {4}a\n {2}node has:\n {2}- b\n {4}c\n {2}nethttp has:\n {2}\+ x/)
  assert.match(firstDifference(['a'], [], 'node') ?? '', /\+ <nothing more>/)
})

test('a scenario that throws, or does not finish, tells so in its log', async () => {
  const thrown = await record(tested, () => Promise.reject(new TypeError('no')), {})
  assert.equal(isSame(thrown, '~: <the scenario threw> TypeError: no'), true)
  const late = await record(tested, () => new Promise(() => {}), { limit: 10 })
  assert.equal(isSame(late, '~: <not finished after 10 ms>'), true)
})

function isSame(lines: string[], line: string): boolean {
  return lines.length === 1 && lines[0] === line
}

test('dates and what is hidden are made alike, and lanes are kept apart', async () => {
  const lines = await record(
    tested,
    (_, log) => {
      log.hide(1234, '<port>')
      log.lane('b')('one')
      log.lane('a')('two', 'on port 1234, not 12345')
      log('Date: Sun, 06 Nov 1994 08:49:37 GMT')
    },
    {},
  )
  assert.deepEqual(lines, ['Date: <date>', "a: two 'on port <port>, not 12345'", 'b: one'])
})

test('what one side of a duplex pair writes, the other reads, until it ends', async () => {
  const [left, right] = duplexPair()
  left.write('one ')
  left.end('two')
  right.end('three')
  assert.deepEqual(await Promise.all([text(right), text(left)]), ['one two', 'three'])
})

test('a duplex pair holds the writer back until the reader reads', async () => {
  const [left, right] = duplexPair({ highWaterMark: 4 })
  assert.equal(left.write('12345678'), false)
  let drained = false
  left.on('drain', () => {
    drained = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(drained, false)
  right.resume()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(drained, true)
})

test('destroying one side of a duplex pair ends the other', async () => {
  const [left, right] = duplexPair()
  right.resume()
  left.destroy()
  await new Promise((resolve) => right.once('close', resolve))
  assert.equal(right.readableEnded, true)
})

test('chunks of a body are joined, and only those', () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n'
  const cut = `${head}1\r\na\r\n2\r\nbc\r\n0\r\nT: 1\r\n\r\n`
  const whole = `${head}3\r\nabc\r\n0\r\nT: 1\r\n\r\n`
  assert.equal(joinChunks(cut + cut), whole + whole)
  assert.equal(joinChunks(whole), whole)
  const plain = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n1\r\na\r\n1\r\nb'
  assert.equal(joinChunks(plain), plain)
  assert.equal(joinChunks(`${head}1\r\naXX`), `${head}1\r\naXX`)
})
