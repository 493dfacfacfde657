// A server leaves at every byte of the second answer on a connection that the agent kept. The request in question has its
// end once, the one after it gets its own answer, and the agent keeps no more than the one socket that is good.

import assert from 'node:assert/strict'
import net from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import {
  countEvents,
  inTurn,
  leftOpen,
  listenersOf,
  listening,
  play,
  Remains,
  resources,
  resourcesLeft,
  type Strike,
  strikes,
  until,
} from '../support/leaving.ts'

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

const OK = 'HTTP/1.1 200 OK\r\n'
const LANES = 20

interface Kind {
  bytes: string
  body?: string
  options?: nethttp.RequestOptions
  isSecure?: boolean
  retries?: boolean
}
const LENGTH = `${OK}Content-Length: 5\r\n\r\nhello`
const CHUNKS = `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n`
const SWITCH: Kind = {
  bytes: 'HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  options: { headers: { connection: 'upgrade', upgrade: 'x' } },
}
const SECOND: Record<string, Kind> = {
  'a length': { bytes: LENGTH },
  chunks: { bytes: CHUNKS },
  'an interim response': { bytes: `HTTP/1.1 103 x\r\n\r\n${OK}Content-Length: 1\r\n\r\na` },
  'no body': { bytes: 'HTTP/1.1 204 x\r\n\r\n' },
  'a length, to a POST': { bytes: LENGTH, options: { method: 'POST' }, body: 'hello' },
  'a length, to HEAD': { bytes: LENGTH.slice(0, -5), options: { method: 'HEAD' } },
  'a change of protocol': SWITCH,
  'a length, over https': { bytes: LENGTH, isSecure: true },
  'chunks, over https': { bytes: CHUNKS, isSecure: true },
  'a change of protocol, over https': { ...SWITCH, isSecure: true },
  'a length, to a request that may be sent again': { bytes: LENGTH, retries: true },
}

interface Struck {
  server: net.Server
  plan: Map<string, Strike>
}

/** Answers `/<anything>` with its own path, and the struck path as far as the plan has it; that only once. */
function originOf({ bytes, isSecure }: Kind): Struck {
  const plan = new Map<string, Strike>()
  const serve = (socket: net.Socket) => {
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk
      const path = /^\w+ (\S+) HTTP[\s\S]*?\r\n\r\n(?:hello)?$/.exec(text)?.[1]
      if (path === undefined || (text.startsWith('POST') && !text.endsWith('hello'))) return
      text = ''
      const strike = plan.get(path)
      plan.delete(path)
      if (strike === undefined) socket.write(`${OK}Content-Length: ${path.length}\r\n\r\n${path}`)
      else if (strike.at === 0) play(socket, strike.fault)
      else socket.write(bytes.slice(0, strike.at), () => play(socket, strike.fault))
    })
  }
  return { server: isSecure ? tls.createServer({ key, cert }, serve) : net.createServer(serve), plan }
}

interface Outcome {
  request: Record<string, number>
  response: Record<string, number> | null
  body: string
  isComplete: boolean
  wasReused: boolean
  /** The listeners of a socket that changed its protocol. */
  handedOver: Record<string, number> | null
}

const isSecureAgent = (agent: nethttp.Agent) => agent instanceof nethttps.Agent

function ask(agent: nethttp.Agent, remains: Remains, options: nethttp.RequestOptions, body?: string): Promise<Outcome> {
  const make = isSecureAgent(agent) ? nethttps.request : nethttp.request
  const request = make({ host: '127.0.0.1', agent, rejectUnauthorized: false, ...options } as nethttp.RequestOptions)
  const outcome: Outcome = {
    request: countEvents(request, ['close', 'error', 'response', 'upgrade', 'finish']),
    response: null,
    body: '',
    isComplete: false,
    wasReused: false,
    handedOver: null,
  }
  remains.note(request)
  request.on('response', (response: nethttp.IncomingMessage) => {
    remains.note(response)
    outcome.response = countEvents(response, ['end', 'close', 'error', 'aborted'])
    response.on('data', (chunk) => {
      outcome.body += chunk
    })
    response.on('end', () => {
      outcome.isComplete = response.complete
    })
  })
  request.on('upgrade', (response: nethttp.IncomingMessage, socket: net.Socket) => {
    remains.note(response)
    outcome.handedOver = listenersOf(socket)
    outcome.isComplete = true
    socket.on('error', () => {})
    socket.destroy()
  })
  return new Promise((resolve) => {
    request.on('close', () => {
      outcome.wasReused = request.reusedSocket
      setTimeout(() => resolve(outcome), 2)
    })
    request.end(body)
  })
}

function freeSocketOf(agent: nethttp.Agent): net.Socket | undefined {
  return Object.values(agent.freeSockets).flat()[0] as net.Socket | undefined
}

/** Exactly one socket, and that one free. */
function isAtRest(agent: nethttp.Agent): boolean {
  const { sockets, requests, freeSockets, totalSocketCount } = agent as nethttp.Agent & { totalSocketCount: number }
  const free = Object.values(freeSockets).flat().length
  return Object.keys(sockets).length === 0 && Object.keys(requests).length === 0 && free === 1 && totalSocketCount === 1
}

async function strike(agent: nethttp.Agent, kind: Kind, port: number, struck: Struck, one: Strike, remains: Remains) {
  const id = `${one.fault}-${one.at}`
  const isWhole = one.at === kind.bytes.length
  const warm = await ask(agent, remains, { port, path: `/warm/${id}` })
  assert.equal(warm.body, `/warm/${id}`)
  assert.ok(await until(() => isAtRest(agent)), `at rest before ${id}`)
  const listeners = listenersOf(freeSocketOf(agent) as net.Socket)
  struck.plan.set(`/${id}`, one)
  const outcome = await ask(agent, remains, { port, path: `/${id}`, ...kind.options }, kind.body)
  const { request, response } = outcome
  assert.equal(request.close, 1, `close of the request comes once at ${id}`)
  for (const [event, times] of Object.entries({ ...request, ...response })) assert.equal(times, 1, `${event} at ${id}`)
  const isAgain = kind.retries === true && one.at === 0
  assert.equal(outcome.isComplete, isWhole || isAgain, `complete at ${id}`)
  if (isAgain) assert.equal(outcome.body, `/${id}`)
  if (!isWhole && !isAgain) assert.ok((request.error ?? 0) + (response?.error ?? 0) > 0, `an error is told at ${id}`)
  else assert.deepEqual([request.error, response?.error], [undefined, undefined], `no error at ${id}`)
  assert.ok(outcome.wasReused || isAgain, `the kept connection was used at ${id}`)
  if (outcome.handedOver !== null && !isSecureAgent(agent))
    assert.deepEqual(outcome.handedOver, listenersOf(new net.Socket()))
  // A whole answer leaves the socket in the pool, and the server leaves now: the next request must not race with that.
  if (isWhole) assert.ok(await until(() => freeSocketOf(agent) === undefined), `the pool lets go of ${id}`)
  const next = await ask(agent, remains, { port, path: `/after/${id}` })
  assert.deepEqual([next.body, next.isComplete], [`/after/${id}`, true], `the next request has its own answer at ${id}`)
  assert.ok(await until(() => isAtRest(agent)), `at rest behind ${id}`)
  assert.deepEqual(listenersOf(freeSocketOf(agent) as net.Socket), listeners, `listeners of a free socket at ${id}`)
}

for (const [name, kind] of Object.entries(SECOND)) {
  test(`a server leaves at every byte of its second answer, with ${name}`, { timeout: 60_000 }, async () => {
    const before = resources()
    const remains = new Remains()
    const struck = originOf(kind)
    const port = await listening(struck.server)
    const { Agent } = kind.isSecure ? nethttps : nethttp
    const options = { keepAlive: true, maxSockets: 1, retryOnStaleSocket: kind.retries === true }
    const agents = Array.from({ length: LANES }, () => new Agent(options) as nethttp.Agent)
    await inTurn(strikes(kind.bytes), (one, lane) => strike(agents[lane], kind, port, struck, one, remains), LANES)
    for (const agent of agents) agent.destroy()
    for (const agent of agents) {
      const { totalSocketCount } = agent as nethttp.Agent & { totalSocketCount: number }
      assert.ok(await until(() => freeSocketOf(agent) === undefined), `${totalSocketCount} sockets are left`)
    }
    assert.equal(await leftOpen(struck.server), 0)
    struck.server.close()
    const left = await remains.left(LANES)
    assert.ok(left <= LANES, `${left} of ${remains.noted} objects are left`)
    assert.deepEqual(await resourcesLeft(before), {})
  })
}
