// One message of a size that is allowed, as costly as it can be made: it does not hold the event loop longer than 10 ms.
// Measured as the longest turn of the loop while it is read, the median of several runs, each in its own read; for
// requests and for answers. Field names that are those of objects, or numbers, are names like others.

import assert from 'node:assert/strict'
import test from 'node:test'
import nethttp from 'nethttp'
import { median } from '../support/attacked.ts'
import { duplexPair } from '../support/duplex-pair.ts'

const RUNS = 9
const MOST_MS = 10
const MOST_FIELDS = 2000
const HEAD_BYTES = 16_000
/** What one read of a socket of Node brings at most. */
const READ_BYTES = 64 * 1024

const awake = setInterval(() => {}, 1000)
test.after(() => clearInterval(awake))

/** As many of the lines as fit into a head, and into the number of fields. */
function lines(make: (i: number) => string): string {
  let text = ''
  for (let i = 0; i < MOST_FIELDS - 2; i++) {
    const line = `${make(i)}\r\n`
    if (text.length + line.length > HEAD_BYTES) break
    text += line
  }
  return text
}

const repeated = (piece: string, bytes = READ_BYTES - 200) => piece.repeat(Math.floor(bytes / piece.length))
const OBJECT_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf', 'then']

const FIELDS: Record<string, string> = {
  'the shortest fields': lines((i) => `${i.toString(36)}:`),
  'numbers as names': lines((i) => `${i}:`),
  // As keys of a table these differ in their high bits only.
  'numbers as names that fall together': lines((i) => `${i * 4096}:`),
  'large numbers as names': lines((i) => `${(i * 2 ** 20) % 2 ** 32}:`),
  'one name again and again': lines(() => 'a:b'),
  'one name of a list again and again': lines(() => 'accept:b'),
  'Cookie again and again': lines(() => 'cookie:a'),
  'names of objects': lines((i) => `${OBJECT_NAMES[i % OBJECT_NAMES.length]}:{}`),
  'a Connection list of thousands': `Connection: ${repeated('a,', HEAD_BYTES - 100)}x\r\n`,
  'one long value': `X: ${'a'.repeat(HEAD_BYTES - 100)}\r\n`,
}

/** The longest time that one turn of the loop took while the work was done. */
async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let isOver = false
  const watch = (async () => {
    for (let last = performance.now(); !isOver; ) {
      await new Promise((resolve) => setImmediate(resolve))
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }
  })()
  await work()
  isOver = true
  await watch
  return longest
}

function viewsOf(message: nethttp.IncomingMessage): number[] {
  const { headers, headersDistinct, trailers, trailersDistinct } = message
  return [headers, headersDistinct, trailers, trailersDistinct].map((view) => Object.keys(view).length)
}

/** A request, whole in one read; resolves when its body was read and every view of its fields made. */
function serve(text: string): Promise<number[]> {
  const [near, far] = duplexPair({ highWaterMark: READ_BYTES * 2 })
  return new Promise((resolve, reject) => {
    const server = nethttp.createServer((request, response) => {
      request.resume().on('end', () => {
        resolve(viewsOf(request))
        response.end()
      })
    })
    server.on('clientError', reject)
    server.emit('connection', far)
    near.resume().write(text)
  })
}

/** An answer, whole in one read. */
function receive(text: string): Promise<number[]> {
  const [near, far] = duplexPair({ highWaterMark: READ_BYTES * 2 })
  return new Promise((resolve, reject) => {
    const request = nethttp.get({ createConnection: () => near, host: 'a' }, (response) => {
      response.resume().on('end', () => resolve(viewsOf(response)))
    })
    request.on('error', reject)
    far.resume().write(text)
  })
}

const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n'
const CASES: [name: string, text: string, give: (text: string) => Promise<number[]>][] = []
for (const [name, fields] of Object.entries(FIELDS)) {
  CASES.push([`a request with ${name}`, `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`, serve])
  CASES.push([`an answer with ${name}`, `HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`, receive])
}
for (const [role, start, give] of [
  ['a request', 'POST / HTTP/1.1\r\nHost: a\r\n', serve],
  ['an answer', 'HTTP/1.1 200 OK\r\n', receive],
] as const) {
  CASES.push([`${role} in chunks of one byte`, `${start}${CHUNKED}${repeated('1\r\nx\r\n')}0\r\n\r\n`, give])
  CASES.push([`${role} with trailers`, `${start}${CHUNKED}0\r\n${FIELDS['the shortest fields']}\r\n`, give])
  CASES.push([`${role} with chunk extensions`, `${start}${CHUNKED}1${';a="b"'.repeat(2600)}\r\nx\r\n0\r\n\r\n`, give])
}
const INTERIM = 'HTTP/1.1 103 x\r\n\r\n'.repeat(1000)
CASES.push(['an answer behind a thousand others', `${INTERIM}HTTP/1.1 204 x\r\n\r\n`, receive])

for (const [name, text, give] of CASES) {
  test(`${name} does not hold the event loop`, { timeout: 20_000 }, async (t) => {
    const taken: number[] = []
    for (let i = 0; i < RUNS; i++) {
      taken.push(await longestTurnMs(() => give(text)))
      // The collector is not the message's.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const middle = median(taken)
    t.diagnostic(`${middle.toFixed(2)} ms for ${text.length} bytes`)
    assert.ok(middle < MOST_MS, `${middle.toFixed(1)} ms for ${text.length} bytes`)
  })
}

test('an answer with two thousand fields, Set-Cookie but for one: each is there, and it holds nobody up', async (t) => {
  const answer = (count: number) => `HTTP/1.1 200 OK\r\n${'Set-Cookie: a=b\r\n'.repeat(count)}Content-Length: 0\r\n\r\n`
  const get = (count: number) =>
    new Promise<{ count: number; ms: number }>((resolve, reject) => {
      const [near, far] = duplexPair({ highWaterMark: READ_BYTES * 2 })
      const begun = performance.now()
      const options = { createConnection: () => near, host: 'a', maxHeaderSize: READ_BYTES }
      const request = nethttp.get(options, (response) => {
        const all = response.headers['set-cookie'] ?? []
        response.resume().on('end', () => resolve({ count: all.length, ms: performance.now() - begun }))
      })
      request.on('error', reject)
      far.resume().write(answer(count))
    })
  const times: Record<number, number> = {}
  for (const count of [500, 1999, 500, 1999]) {
    const runs: number[] = []
    for (let i = 0; i < RUNS; i++) {
      const seen = await get(count)
      assert.equal(seen.count, count)
      runs.push(seen.ms)
    }
    times[count] = Math.min(times[count] ?? Number.POSITIVE_INFINITY, median(runs))
  }
  t.diagnostic(`500 in ${times[500].toFixed(2)} ms, 1999 in ${times[1999].toFixed(2)} ms`)
  assert.ok(times[1999] < MOST_MS, `${times[1999].toFixed(1)} ms`)
  // Four times as many cost about four times as much; were it the square, sixteen times.
  assert.ok(times[1999] < times[500] * 8 + 0.5, `${times[500].toFixed(2)} ms and ${times[1999].toFixed(2)} ms`)
  await assert.rejects(get(2000), { code: 'HPE_HEADER_OVERFLOW' })
})

test('an answer whose field names are those of objects changes no object', async () => {
  const fields = OBJECT_NAMES.map((name) => `${name}: {"polluted":1}\r\n`).join('')
  const trailers = `0\r\n${fields}\r\n`
  const [near, far] = duplexPair()
  const response = await new Promise<nethttp.IncomingMessage>((resolve, reject) => {
    const request = nethttp.get({ createConnection: () => near, host: 'a' }, (message) =>
      message.resume().on('end', () => resolve(message)),
    )
    request.on('error', reject)
    far.resume().write(`HTTP/1.1 200 OK\r\n${fields}${fields}${CHUNKED}${trailers}`)
  })
  for (const view of ['headers', 'trailers', 'headersDistinct', 'trailersDistinct'] as const) {
    const fields = response[view] as Record<string, unknown>
    for (const name of ['constructor', 'tostring', 'then'])
      assert.ok(Object.hasOwn(fields, name), `${name} of ${view} is a field`)
    const prototype = Object.getPrototypeOf(fields)
    assert.ok(prototype === null || prototype === Object.prototype, `${view} is what it was`)
  }
  assert.equal(({} as { polluted?: number }).polluted, undefined)
  assert.equal(response.rawHeaders.filter((name) => name === '__proto__').length, 2)
})
