// Each thing that a handler can do wrong, in each kind of exchange: first on its connection, behind another, before
// another, over https. The process lives, an honest client beside is answered, no answer stands in for that of another
// request, and nothing is left once the client has gone.

import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import tls from 'node:tls'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import {
  countEvents,
  leftOpen,
  listening,
  pause,
  Remains,
  resources,
  resourcesLeft,
  until,
} from '../support/leaving.ts'

const THROWN = 'thrown by the handler'
const thrown: string[] = []

/** What is thrown past everybody goes to `thrown`, and not to the runner, as long as the work lasts. */
async function catching(work: () => Promise<void>): Promise<void> {
  const runners = process.listeners('uncaughtException')
  const note = (error: Error) => thrown.push(error.message)
  thrown.length = 0
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', note)
  try {
    await work()
  } finally {
    process.removeListener('uncaughtException', note)
    for (const listener of runners) process.on('uncaughtException', listener)
  }
}

const H = 'HTTP/1.1\r\nHost: a\r\n'
const EXCHANGES: Record<string, { first?: string; bytes: string; isSecure?: boolean }> = {
  GET: { bytes: `GET /bad ${H}\r\n` },
  POST: { bytes: `POST /bad ${H}Content-Length: 5\r\n\r\nhello` },
  'a chunked POST': { bytes: `POST /bad ${H}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\n\r\n` },
  'pipelined requests': { bytes: `GET /bad ${H}\r\nPOST /2 ${H}Content-Length: 1\r\n\r\nxGET /3 ${H}\r\n` },
  'a kept connection': { first: `GET /1 ${H}\r\n`, bytes: `GET /bad ${H}\r\n` },
  'an upgrade that is not taken': { bytes: `GET /bad ${H}Connection: upgrade\r\nUpgrade: x\r\n\r\n` },
  https: { bytes: `POST /bad ${H}Content-Length: 5\r\n\r\nhello`, isSecure: true },
}

type Handler = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => void

const PROGRAMS: Record<string, { handler: Handler; throws?: boolean; answers?: boolean }> = {
  'throws at once': {
    handler() {
      throw new Error(THROWN)
    },
    throws: true,
  },
  'throws behind the head of its answer': {
    handler(_, response) {
      response.writeHead(200)
      response.write('<half')
      throw new Error(THROWN)
    },
    throws: true,
  },
  'never answers': { handler: (request) => request.resume() },
  'never reads and never answers': { handler() {} },
  'ends twice': {
    handler(request, response) {
      response.on('error', () => {})
      request.resume().on('end', () => {
        response.end('<bad>')
        response.end('<again>')
        response.write('<and again>', () => {})
      })
    },
    answers: true,
  },
  'destroys its answer in mid-body': {
    handler(request, response) {
      request.resume()
      response.write('<half')
      setTimeout(() => response.destroy(), 2)
    },
  },
  'destroys the request': {
    handler: (request) => {
      request.destroy()
    },
  },
  'destroys the socket behind the head': {
    handler(request, response) {
      response.flushHeaders()
      setTimeout(() => request.socket.destroy(), 2)
    },
  },
}

const ROUNDS = 5

interface Setting {
  server: nethttp.Server
  remains: Remains
  events: Record<string, number>[]
}

function serve(isSecure: boolean, handler: Handler): Setting {
  const remains = new Remains()
  const events: Record<string, number>[] = []
  const listener: Handler = (request, response) => {
    remains.note(request, response)
    events.push(countEvents(request, ['close', 'end', 'error', 'aborted']))
    events.push(countEvents(response, ['close', 'finish']))
    if (request.url === '/bad') handler(request, response)
    else request.resume().on('end', () => response.end(`<${request.url?.slice(1)}>`))
  }
  const server = isSecure ? nethttps.createServer({ key, cert }, listener) : nethttp.createServer(listener)
  return { server: server as nethttp.Server, remains, events }
}

/**
 * Sends the first and a little later the rest, waits a while, on a busy machine until as many answers came as are due, and
 * leaves; resolves with what came back.
 */
function talk(port: number, isSecure: boolean, first: string, bytes: string, due: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const begin = async () => {
      if (first !== '') socket.write(first)
      await pause(8)
      if (bytes !== '') socket.write(bytes)
      await pause(22)
      await until(() => answersIn(text).length >= due)
      socket.destroy()
    }
    const socket: net.Socket = isSecure
      ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, begin)
      : net.connect(port, '127.0.0.1', begin)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
}

const answersIn = (text: string) => [...text.matchAll(/<([^<>]*)>/g)].map((match) => match[1])
const pathsIn = (bytes: string) => [...bytes.matchAll(/ \/(\S+) HTTP/g)].map((match) => match[1])

for (const [exchange, { first = '', bytes, isSecure = false }] of Object.entries(EXCHANGES)) {
  for (const [program, { handler, throws = false, answers = false }] of Object.entries(PROGRAMS)) {
    test(`${exchange}: the handler ${program}`, { timeout: 20_000 }, async (t) => {
      const before = resources()
      const { server, remains, events } = serve(isSecure, handler)
      // What a failure leaves open would keep the process.
      t.after(() => server.closeAllConnections())
      t.after(() => server.close())
      const port = await listening(server)
      const paths = pathsIn(first + bytes)
      // Behind the faulty one nothing is answered, unless it was.
      const due = answers ? paths : paths.slice(0, paths.indexOf('bad'))
      await catching(async () => {
        for (let i = 0; i < ROUNDS; i++) {
          const honest = `GET /honest-${i} ${H}\r\n`
          const texts = await Promise.all([
            talk(port, isSecure, first, bytes, due.length),
            talk(port, isSecure, honest, '', 1),
          ])
          assert.deepEqual(answersIn(texts[0]), due)
          assert.deepEqual(answersIn(texts[1]), [`honest-${i}`])
        }
      })
      assert.deepEqual(thrown, throws ? Array(ROUNDS).fill(THROWN) : [])
      assert.equal(await leftOpen(server), 0, 'no socket is left')
      server.close()
      await pause(10)
      for (const counts of events) {
        assert.equal(counts.close, 1, `close comes once: ${JSON.stringify(counts)}`)
        for (const [event, times] of Object.entries(counts)) assert.equal(times, 1, event)
      }
      const left = await remains.left(2)
      assert.ok(left <= 2, `${left} of ${remains.noted} objects are left`)
      assert.deepEqual(await resourcesLeft(before), {})
    })
  }
}
