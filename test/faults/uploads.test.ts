// A server leaves while a request is still being sent: at positions of the upload, by length and in chunks, and of the
// answer that it gives in the middle of it; and a client that gives up a server which has fallen silent. Every event of an
// end comes once, what is not whole is told as an error, and nothing is left.

import assert from 'node:assert/strict'
import net from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import {
  AT_ONCE,
  countEvents,
  FAULTS,
  type Fault,
  inTurn,
  leftOpen,
  listening,
  pause,
  play,
  Remains,
  resources,
  resourcesLeft,
} from '../support/leaving.ts'

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

const PIECE = 'x'.repeat(8192)
const PIECES = 10
/** Of the bytes of the upload: within its head, at its end, in the body, between two pieces. */
const RECEIVED = [0, 1, 40, 200, 5000, 8192, 30_000, 60_000]
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
/** Of the bytes of the answer: none, within its line, its head, its body, all. */
const ANSWERED = [0, 5, 20, ANSWER.length - 5, ANSWER.length - 2, ANSWER.length]
const GIVE_UP_MS = 25

interface Strike {
  received: number
  answered: number
  fault: Fault
  /** What the client does of itself, some time after it began. */
  givesUp: 'timeout' | 'destroy' | null
}

const STRIKES: Strike[] = RECEIVED.flatMap((received) =>
  ANSWERED.flatMap((answered) => [
    ...FAULTS.map((fault): Strike => ({ received, answered, fault, givesUp: null })),
    { received, answered, fault: 'stall', givesUp: 'timeout' } as const,
    { received, answered, fault: 'stall', givesUp: 'destroy' } as const,
  ]),
)

interface Kind {
  headers: Record<string, string | number>
  isSecure?: boolean
  /** Whether it writes without heed to `drain`. */
  isHasty?: boolean
}
const KINDS: Record<string, Kind> = {
  'a POST with a length': { headers: { 'content-length': PIECE.length * PIECES } },
  'a chunked POST': { headers: { 'transfer-encoding': 'chunked' } },
  'a POST with a length, written at once': { headers: { 'content-length': PIECE.length * PIECES }, isHasty: true },
  'a chunked POST over https': { headers: { 'transfer-encoding': 'chunked' }, isSecure: true },
}

/** Each request says in its path which strike it is for. */
function serverOf({ isSecure }: Kind, plan: Map<string, Strike>): net.Server {
  const serve = (socket: net.Socket) => {
    let text = ''
    let strike: Strike | undefined
    let isStruck = false
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      strike ??= plan.get(/^POST \/(\S+) /.exec(text)?.[1] ?? '')
      if (strike === undefined || isStruck || text.length < strike.received) return
      isStruck = true
      const { answered, fault, givesUp } = strike
      // Who falls silent for good still reads, and so hears of the client that has left.
      const leave = () => givesUp === null && play(socket, fault)
      if (givesUp === null) socket.pause()
      if (answered === 0) leave()
      else socket.write(ANSWER.slice(0, answered), leave)
    })
  }
  return isSecure ? tls.createServer({ key, cert }, serve) : net.createServer(serve)
}

interface Outcome {
  request: Record<string, number>
  response: Record<string, number> | null
  isComplete: boolean
  body: string
}

async function upload(port: number, id: string, kind: Kind, strike: Strike, remains: Remains): Promise<Outcome> {
  const options = { port, host: '127.0.0.1', path: `/${id}`, method: 'POST', headers: kind.headers, agent: false }
  const make = kind.isSecure ? nethttps.request : nethttp.request
  const request = make({ ...options, rejectUnauthorized: false } as nethttp.RequestOptions)
  remains.note(request)
  const outcome: Outcome = {
    request: countEvents(request, ['close', 'error', 'response', 'finish', 'abort']),
    response: null,
    isComplete: false,
    body: '',
  }
  request.on('response', (response) => {
    remains.note(response)
    outcome.response = countEvents(response, ['end', 'close', 'error', 'aborted'])
    response.on('data', (chunk) => {
      outcome.body += chunk
    })
    response.on('end', () => {
      outcome.isComplete = response.complete
    })
  })
  if (strike.givesUp === 'timeout') request.setTimeout(GIVE_UP_MS, () => request.destroy())
  const timer = strike.givesUp === 'destroy' ? setTimeout(() => request.destroy(), GIVE_UP_MS) : undefined
  const isClosed = new Promise<void>((resolve) => request.on('close', resolve))
  for (let i = 0; i < PIECES && !request.destroyed; i++) {
    request.write(PIECE)
    if (!kind.isHasty) await pause(1)
  }
  request.end()
  await isClosed
  clearTimeout(timer)
  await pause(2)
  return outcome
}

for (const [name, kind] of Object.entries(KINDS)) {
  test(`a server leaves in the middle of ${name}`, { timeout: 60_000 }, async (t) => {
    const before = resources()
    const remains = new Remains()
    const plan = new Map<string, Strike>()
    const server = serverOf(kind, plan)
    const port = await listening(server)
    const counts = { complete: 0, failed: 0 }
    await inTurn(STRIKES, async (strike) => {
      const id = `${strike.received}-${strike.answered}-${strike.givesUp ?? strike.fault}`
      plan.set(id, strike)
      const { request, response, isComplete, body } = await upload(port, id, kind, strike, remains)
      assert.equal(request.close, 1, `close of the request comes once at ${id}`)
      for (const [event, times] of Object.entries({ ...request, ...response }))
        assert.equal(times, 1, `${event} at ${id}`)
      if (response !== null) assert.equal(response.close, 1, `close of the response at ${id}`)
      assert.ok('hello'.startsWith(body), `${body} at ${id}`)
      const errors = (request.error ?? 0) + (response?.error ?? 0)
      if (isComplete) {
        assert.equal(strike.answered, ANSWER.length, `taken for whole at ${id}`)
        assert.deepEqual([body, errors], ['hello', 0], `a whole answer stays one at ${id}`)
        counts.complete++
      } else {
        assert.ok(errors > 0, `an error is told at ${id}`)
        counts.failed++
      }
    })
    t.diagnostic(JSON.stringify(counts))
    // A reset takes whole answers with it that have not been read; most others arrive.
    assert.ok(counts.complete > RECEIVED.length, `${counts.complete} whole answers arrived`)
    assert.equal(await leftOpen(server), 0)
    server.close()
    const left = await remains.left(AT_ONCE)
    assert.ok(left <= AT_ONCE, `${left} of ${remains.noted} objects are left`)
    assert.deepEqual(await resourcesLeft(before), {})
  })
}
