// At every byte of an exchange the peer closes, resets, half-closes or falls silent, on both sides. What is asked of each:
// every event of an end comes once, no answer is taken for whole that is not, and nothing is left open.

import assert from 'node:assert/strict'
import net from 'node:net'
import { after, test } from 'node:test'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import {
  AT_ONCE,
  connectSecurely,
  countEvents,
  type Fault,
  inTurn,
  leftOpen,
  listening,
  pause,
  play,
  Remains,
  resources,
  resourcesLeft,
  strikes,
} from '../support/leaving.ts'

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

type Counts = Record<string, number>

const REQUESTS: Record<string, { bytes: string; whole: number }> = {
  GET: { bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', whole: 1 },
  POST: { bytes: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', whole: 1 },
  chunked: {
    bytes: 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n',
    whole: 1,
  },
  pipelined: {
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx',
    whole: 2,
  },
  upgrade: { bytes: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', whole: 1 },
}

for (const isSecure of [false, true]) {
  for (const [name, { bytes, whole }] of Object.entries(REQUESTS)) {
    test(`a client leaves at every byte of ${name}${isSecure ? ' over https' : ''}`, { timeout: 60_000 }, async (t) => {
      const before = resources()
      const remains = new Remains()
      const all: { requests: number; ends: Counts[] } = { requests: 0, ends: [] }
      const listener = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => {
        all.requests++
        remains.note(request, response)
        all.ends.push(countEvents(request, ['end', 'close', 'aborted', 'error']))
        all.ends.push(countEvents(response, ['finish', 'close', 'error']))
        request.resume().on('end', () => response.end('ok'))
      }
      const server = isSecure ? nethttps.createServer({ key, cert }, listener) : nethttp.createServer(listener)
      // What a failure leaves open would keep the process.
      t.after(() => {
        server.closeAllConnections()
        server.close()
      })
      const port = await listening(server)
      await inTurn(strikes(bytes), ({ at, fault }) => leave(port, isSecure, bytes.slice(0, at), fault))
      assert.equal(await leftOpen(server), 0, 'no socket is left')
      assert.ok(all.requests >= whole, 'requests were seen')
      await pause(20)
      for (const once of all.ends) {
        assert.equal(once.close, 1, `close comes once: ${JSON.stringify(once)}`)
        for (const [event, times] of Object.entries(once)) assert.equal(times, 1, event)
      }
      server.close()
      const left = await remains.left(2)
      assert.ok(left <= 2, `${left} of ${remains.noted} objects are left`)
      assert.deepEqual(await resourcesLeft(before), {})
    })
  }
}

function leave(port: number, isSecure: boolean, bytes: string, fault: Fault): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => (bytes === '' ? play(socket, fault) : socket.write(bytes, () => play(socket, fault)))
    const options = { port, host: '127.0.0.1' }
    const socket = isSecure ? connectSecurely(options, begin) : net.connect(options, begin)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => resolve())
  })
}

const RESPONSES: Record<string, { bytes: string; needsEnd?: boolean }> = {
  'a length': { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello' },
  chunks: { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n' },
  'an interim response': { bytes: 'HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na' },
  'no body': { bytes: 'HTTP/1.1 204 x\r\n\r\n' },
}

for (const [name, { bytes }] of Object.entries(RESPONSES)) {
  test(`a server leaves at every byte of an answer with ${name}`, { timeout: 60_000 }, async () => {
    const before = resources()
    const remains = new Remains()
    const plan = new Map<string, { at: number; fault: Fault }>()
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (chunk) => {
        const { at, fault } = plan.get(/GET \/(\S+)/.exec(chunk.toString())?.[1] ?? '') as { at: number; fault: Fault }
        if (at === 0) play(socket, fault)
        else socket.write(bytes.slice(0, at), () => play(socket, fault))
      })
    })
    const port = await listening(server)
    await inTurn(strikes(bytes), async ({ at, fault }) => {
      const path = `${at}-${fault}`
      plan.set(path, { at, fault })
      const { ends, response, isComplete } = await ask(port, path, remains)
      assert.equal(ends.close, 1, `close of the request comes once at ${path}`)
      assert.ok((ends.error ?? 0) <= 1, `at most one error at ${path}`)
      assert.ok(isComplete === (at === bytes.length), `complete: ${isComplete} at ${path} of ${bytes.length}`)
      if (at < bytes.length) assert.ok((ends.error ?? 0) + (response?.error ?? 0) >= 1, `an error is told at ${path}`)
    })
    assert.equal(await leftOpen(server), 0)
    server.close()
    const left = await remains.left(AT_ONCE)
    assert.ok(left <= AT_ONCE, `${left} of ${remains.noted} objects are left`)
    assert.deepEqual(await resourcesLeft(before), {})
  })
}

interface Outcome {
  ends: Counts
  response: Counts | null
  isComplete: boolean
}

function ask(port: number, path: string, remains: Remains): Promise<Outcome> {
  return new Promise((resolve) => {
    let response: Counts | null = null
    let isComplete = false
    const request = nethttp.get({ port, host: '127.0.0.1', path: `/${path}`, agent: false }, (message) => {
      remains.note(message)
      response = countEvents(message, ['end', 'close', 'error', 'aborted'])
      message.on('end', () => {
        isComplete = message.complete
      })
      message.resume()
    })
    remains.note(request)
    const ends = countEvents(request, ['close', 'error', 'response'])
    request.on('close', () => setTimeout(() => resolve({ ends, response, isComplete }), 2))
  })
}
