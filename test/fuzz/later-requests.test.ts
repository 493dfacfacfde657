// Several requests on one connection, read by three: nethttp's server, the built-in server and the second reading. As far
// as two of them go they see the same requests in the same order, bodies and trailers with them: where they do not, the
// tail of one request is the head of another to somebody, and that is smuggling.

import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import nethttp from 'nethttp'
import { duplexPair } from '../support/duplex-pair.ts'
import { seeded } from '../wire/connection-bytes.ts'
import { below, inputOf } from './inputs.ts'
import { readAgain } from './second-reading.ts'

/** A longer run, or another: FUZZ_RUNS and FUZZ_SEED. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3000)
const SEED = Number(process.env.FUZZ_SEED ?? 13)
const AT_ONCE = 100
const PATIENCE_MS = 80
const PIECE = 16

const linesOf = (raw: readonly string[]) => raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))

/** Every request that a server saw to its end, in the order in which they began; up to the first that did not end. */
function serve(create: typeof http.createServer, text: string, options: object): Promise<string[]> {
  return new Promise((resolve) => {
    const server = create({ requireHostHeader: false, ...options })
    const [near, far] = duplexPair()
    const seen: (string | null)[] = []
    const take = (request: http.IncomingMessage, response: http.ServerResponse) => {
      const at = seen.push(null) - 1
      let body = ''
      request.setEncoding('latin1')
      request.on('error', () => {})
      response.on('error', () => {})
      request.on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        const start = `${request.method} ${request.url} ${request.httpVersion}`
        const fields = linesOf(request.rawHeaders)
        seen[at] = JSON.stringify({ start, fields, body, trailers: linesOf(request.rawTrailers) })
        response.end('ok')
      })
    }
    for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, take)
    server.emit('connection', far)
    near.on('error', () => {})
    near.resume()
    // The other half stays open: requests that are whole are answered, whatever comes of the last.
    // In pieces, as the built-in lets go of whole requests when something broken comes in one read with them.
    const pieces = Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) =>
      text.slice(i * PIECE, (i + 1) * PIECE),
    )
    const sendNext = () => {
      const piece = pieces.shift()
      if (piece === undefined || !near.writable) return
      near.write(Buffer.from(piece, 'latin1'))
      setImmediate(sendNext)
    }
    sendNext()
    near.on('close', () => setTimeout(finish, 2))
    const timer = setTimeout(finish, PATIENCE_MS)
    function finish(): void {
      clearTimeout(timer)
      const cut = seen.indexOf(null)
      resolve((cut === -1 ? seen : seen.slice(0, cut)) as string[])
      near.destroy()
    }
  })
}

/** Several inputs behind each other, of which the second reading takes two at least. */
function pipelineOf(seed: number): string {
  const random = seeded(seed)
  for (;;) {
    let text = ''
    for (let i = 2 + below(random, 3); i > 0; i--) text += inputOf(below(random, 0xffffffff), 'request')
    if (readAgain('request', text).messages.length > 1) return text
  }
}

function assertAlike(one: readonly string[], other: readonly string[], text: string, who: string): number {
  const both = Math.min(one.length, other.length)
  assert.deepEqual(one.slice(0, both), other.slice(0, both), `${who}: ${JSON.stringify(text)}`)
  return both
}

test('requests behind the first are the same to the built-in and to the second reading', {
  timeout: 300_000,
}, async (t) => {
  const counts = { ours: 0, second: 0, builtIn: 0, later: 0 }
  for (let run = 0; run < RUNS; run += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, i) => pipelineOf((SEED + (run + i) * 0x9e3779b1) >>> 0))
    const strict = { httpValidation: 'strict' }
    const create = nethttp.createServer as unknown as typeof http.createServer
    const ours = await Promise.all(batch.map((text) => serve(create, text, strict)))
    const theirs = await Promise.all(batch.map((text) => serve(http.createServer, text, {})))
    for (const [i, text] of batch.entries()) {
      const second = readAgain('request', text).messages.map((message) => JSON.stringify(message))
      counts.ours += ours[i].length
      counts.second += assertAlike(ours[i], second, text, 'the second reading')
      assert.ok(ours[i].length <= second.length, `more requests than the second reading has: ${JSON.stringify(text)}`)
      const shared = assertAlike(ours[i], theirs[i], text, 'the built-in')
      counts.builtIn += shared
      counts.later += Math.max(0, shared - 1)
    }
  }
  t.diagnostic(JSON.stringify(counts))
  assert.ok(counts.builtIn > RUNS / 2 && counts.later > RUNS / 8, JSON.stringify(counts))
})
