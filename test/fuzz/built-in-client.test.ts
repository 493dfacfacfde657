// Answers, read by four: nethttp's client, the built-in client, the parser's own reading and the second reading. What
// nethttp's client takes for a whole answer is the same to the others where they take it: status, reason, fields, body
// and trailers. Each answer is sent to the clients cut at a place of its own.

import assert from 'node:assert/strict'
import http from 'node:http'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import nethttp from 'nethttp'
import { duplexPair } from '../support/duplex-pair.ts'
import { inputOf } from './inputs.ts'
import { readAgain } from './second-reading.ts'

/** A longer run, or another: FUZZ_RUNS and FUZZ_SEED. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 4000)
const SEED = Number(process.env.FUZZ_SEED ?? 11)
const AT_ONCE = 100
const PATIENCE_MS = 60

const linesOf = (raw: readonly string[]) => raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))

/** What a client tells of the answer once that has ended, or null when it does not take it. */
function ask(client: typeof http, text: string, options: http.RequestOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const [near, far] = duplexPair()
    let isTold = false
    const tell = (told: string | null) => {
      if (isTold) return
      isTold = true
      resolve(told)
      near.destroy()
    }
    const request = client.get({ createConnection: () => near as never, host: 'a', ...options }, (response) => {
      let body = ''
      response.setEncoding('latin1')
      response.on('error', () => tell(null))
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => {
        const { httpVersion, statusCode, statusMessage, rawHeaders, rawTrailers } = response
        if (!response.complete) return tell(null)
        const start = `${httpVersion} ${String(statusCode).padStart(3, '0')} ${statusMessage}`
        tell(JSON.stringify({ start, fields: linesOf(rawHeaders), body, trailers: linesOf(rawTrailers) }))
      })
    })
    request.on('error', () => tell(null))
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      tell(null)
    })
    send(far, text)
    setTimeout(tell, PATIENCE_MS, null)
  })
}

/** In two pieces, and then the end. */
function send(far: Duplex, text: string): void {
  const cut = text.length >> 1
  far.on('error', () => {})
  far.resume()
  far.write(Buffer.from(text.slice(0, cut), 'latin1'))
  setImmediate(() => far.end(Buffer.from(text.slice(cut), 'latin1')))
}

/** The final answer as the second reading has it. A 101 that nobody asked for is one, to both clients. */
function readSecond(text: string): string | null {
  const final = readAgain('response', text).messages.find(({ start }) => !/^1\.[01] 1(?!01)/.test(start))
  return final === undefined ? null : JSON.stringify(final)
}

/**
 * Where docs/DIFFERENCES.md says that the built-in takes the lines of the chunks for the body: a coding list with an
 * empty element or a tab.
 */
function hasOddCoding(text: string): boolean {
  return /^transfer-encoding:(?:.*,[\t ]*(?:,|\r$)|[\t ]*,|.*\t).*$/im.test(text)
}

test('what the client takes to the letter is the same to the built-in and to the second reading', {
  timeout: 300_000,
}, async (t) => {
  const inputs: string[] = []
  for (let seed = SEED; inputs.length < RUNS; seed = (seed + 0x9e3779b1) >>> 0) {
    const text = inputOf(seed, 'response')
    if (readSecond(text) !== null) inputs.push(text)
  }
  const strict = { httpValidation: 'strict' } as http.RequestOptions
  const counts = { taken: 0, byBuiltIn: 0, known: 0 }
  while (inputs.length > 0) {
    const batch = inputs.splice(0, AT_ONCE)
    const ours = await Promise.all(batch.map((text) => ask(nethttp as unknown as typeof http, text, strict)))
    const theirs = await Promise.all(batch.map((text) => ask(http, text, {})))
    for (const [i, text] of batch.entries()) {
      if (ours[i] === null) continue
      counts.taken++
      assert.equal(ours[i], readSecond(text), JSON.stringify(text))
      if (theirs[i] === null) continue
      if (hasOddCoding(text)) {
        counts.known++
        continue
      }
      counts.byBuiltIn++
      assert.equal(ours[i], theirs[i], JSON.stringify(text))
    }
  }
  t.diagnostic(JSON.stringify(counts))
  assert.ok(counts.taken > RUNS / 3 && counts.byBuiltIn > RUNS / 4, JSON.stringify(counts))
  assert.ok(counts.known < RUNS / 8, `${counts.known} were left out as known`)
})
