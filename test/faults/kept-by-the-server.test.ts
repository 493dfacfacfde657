// A client leaves at every byte of the second exchange on a connection that the server kept. What comes back is, for as
// far as it goes, the answer to the client's own requests in their order; nothing is left of the exchanges afterwards:
// no socket, timer, listener or object.

import assert from 'node:assert/strict'
import net from 'node:net'
import { after, test } from 'node:test'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import {
  connectSecurely,
  countEvents,
  FAULTS,
  inTurn,
  leftOpen,
  listenersOf,
  listening,
  pause,
  play,
  Remains,
  resources,
  resourcesLeft,
  type Strike,
  strikes,
} from '../support/leaving.ts'

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

const HOST = 'HTTP/1.1\r\nHost: a\r\n'
/** The second exchange on a connection; the client's own number stands in place of #ID#. */
const EXCHANGES: Record<string, { bytes: string; answers?: number }> = {
  GET: { bytes: `GET /#ID#/b ${HOST}\r\n` },
  POST: { bytes: `POST /#ID#/b ${HOST}Content-Length: 5\r\n\r\nhello` },
  'a chunked POST': { bytes: `POST /#ID#/b ${HOST}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n` },
  'pipelined requests': {
    bytes: `GET /#ID#/b ${HOST}\r\nPOST /#ID#/c ${HOST}Content-Length: 1\r\n\r\nxGET /#ID#/d ${HOST}\r\n`,
    answers: 3,
  },
  'an upgrade': { bytes: `GET /#ID#/b ${HOST}Connection: upgrade\r\nUpgrade: x\r\n\r\nraw` },
}
const SECOND = Object.entries(EXCHANGES).flatMap(([name, { bytes, answers = 1 }]) => [
  { name, bytes, answers, isSecure: false },
  { name: `${name} over https`, bytes, answers, isSecure: true },
])
const FIRST = `GET /#ID#/a ${HOST}\r\n`

interface Seen {
  remains: Remains
  events: Record<string, number>[]
  requests: number
  upgraded: Record<string, number>[]
}

function serve(isSecure: boolean, seen: Seen): nethttp.Server {
  const listener = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => {
    seen.requests++
    seen.remains.note(request, response)
    seen.events.push(countEvents(request, ['end', 'close', 'aborted', 'error']))
    seen.events.push(countEvents(response, ['finish', 'close', 'error']))
    request.resume().on('end', () => response.end(`<${request.url}>`))
  }
  const server = isSecure ? nethttps.createServer({ key, cert }, listener) : nethttp.createServer(listener)
  server.on('upgrade', (request, socket) => {
    seen.upgraded.push(listenersOf(socket))
    seen.remains.note(request)
    socket.on('error', () => {})
    socket.resume().on('end', () => socket.end(`HTTP/1.1 101 x\r\n\r\n<${request.url}>`))
  })
  return server as nethttp.Server
}

/** Has one whole exchange, sends the bytes of another up to where the fault strikes; resolves with all that came back. */
function leave(port: number, isSecure: boolean, id: string, bytes: string, { at, fault }: Strike): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    let isSecond = false
    const options = { port, host: '127.0.0.1', allowHalfOpen: true }
    const begin = () => socket.write(FIRST.replace('#ID#', id))
    const socket = isSecure ? connectSecurely(options, begin) : net.connect(options, begin)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk
      if (isSecond || !text.endsWith('>')) return
      isSecond = true
      const part = bytes.slice(0, at)
      if (part === '') play(socket, fault)
      else socket.write(part, () => play(socket, fault))
    })
    socket.on('close', () => resolve(text))
  })
}

for (const { name, bytes, isSecure, answers: whole } of SECOND) {
  test(`a client leaves at every byte of ${name}, its second exchange`, { timeout: 60_000 }, async (t) => {
    const before = resources()
    const seen: Seen = { remains: new Remains(), events: [], requests: 0, upgraded: [] }
    const server = serve(isSecure, seen)
    // What a failure leaves open would keep the process.
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const port = await listening(server)
    const all = strikes(bytes)
    await inTurn(all, async (strike) => {
      const id = `${FAULTS.indexOf(strike.fault)}${String(strike.at).padStart(3, '0')}`
      const text = await leave(port, isSecure, id, bytes.replaceAll('#ID#', id), strike)
      const answers = [...text.matchAll(/<([^>]*)>/g)].map((match) => match[1])
      const due = ['a', 'b', 'c', 'd'].map((part) => `/${id}/${part}`).slice(0, answers.length)
      assert.deepEqual(answers, due, 'answers of this client, in the order of its requests')
      if (strike.fault === 'half-close' && strike.at === bytes.length) assert.equal(answers.length, 1 + whole, id)
    })
    assert.equal(await leftOpen(server), 0, 'no socket is left')
    assert.ok(
      seen.requests + seen.upgraded.length > all.length,
      `${seen.requests} requests on ${all.length} connections`,
    )
    await pause(20)
    for (const counts of seen.events) {
      assert.equal(counts.close, 1, `close comes once: ${JSON.stringify(counts)}`)
      for (const [event, times] of Object.entries(counts)) assert.equal(times, 1, event)
    }
    // A socket that was handed over has what every socket of net has, and nothing of the server's; one of TLS has Node's own beside.
    const bare = listenersOf(new net.Socket())
    if (!isSecure) for (const counts of seen.upgraded) assert.deepEqual(counts, bare)
    server.close()
    const left = await seen.remains.left(2)
    assert.ok(left <= 2, `${left} of ${seen.remains.noted} objects are left`)
    assert.deepEqual(await resourcesLeft(before), {})
  })
}
