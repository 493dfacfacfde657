// The built-in server as a third reading: the first request of an input that nethttp takes to the letter is, where the
// built-in takes it too, the same request there: method, target, fields, body and trailers.

import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { STRICT } from '../../src/protocol/leniency.ts'
import { duplexPair } from '../support/duplex-pair.ts'
import { inputOf } from './inputs.ts'
import { read } from './properties.ts'

const RUNS = 4000
const SEED = 7
const AT_ONCE = 100

const linesOf = (raw: readonly string[]) => raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))

/** The first request as the built-in tells of it once its body has ended, or null when it does not get that far. */
function readByBuiltIn(text: string): Promise<string | null> {
  return new Promise((resolve) => {
    // A request without a Host would be answered before anybody sees it.
    const server = http.createServer({ requireHostHeader: false })
    const [near, far] = duplexPair()
    let isTold = false
    const tell = (told: string | null) => {
      if (isTold) return
      isTold = true
      resolve(told)
      near.destroy()
    }
    const take = (request: http.IncomingMessage) => {
      let body = ''
      if (isTold) return
      request.setEncoding('latin1')
      request.on('error', () => {})
      request.on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        const start = `${request.method} ${request.url} ${request.httpVersion}`
        tell(
          JSON.stringify({ start, fields: linesOf(request.rawHeaders), body, trailers: linesOf(request.rawTrailers) }),
        )
      })
    }
    for (const event of ['request', 'checkContinue', 'checkExpectation']) server.once(event, take)
    server.on('clientError', () => setTimeout(tell, 5, null))
    server.emit('connection', far)
    near.on('error', () => {})
    near.resume()
    near.write(Buffer.from(text, 'latin1'))
    setTimeout(tell, 60, null)
  })
}

test('what is taken to the letter is the same to the built-in, where it takes it', { timeout: 60_000 }, async () => {
  const inputs: { text: string; ours: string }[] = []
  for (let seed = SEED; inputs.length < RUNS; seed = (seed + 0x9e3779b1) >>> 0) {
    const text = inputOf(seed, 'request')
    const [first] = read('request', Buffer.from(text, 'latin1'), [], STRICT).messages
    if (!first?.ended) continue
    const { ended: _, ...ours } = first
    inputs.push({ text, ours: JSON.stringify(ours) })
  }
  let compared = 0
  while (inputs.length > 0) {
    const batch = inputs.splice(0, AT_ONCE)
    const theirs = await Promise.all(batch.map(({ text }) => readByBuiltIn(text)))
    for (const [i, { text, ours }] of batch.entries()) {
      if (theirs[i] === null) continue
      compared++
      assert.equal(ours, theirs[i], JSON.stringify(text))
    }
  }
  assert.ok(compared > RUNS / 2, `the built-in took ${compared} of ${RUNS}`)
})
