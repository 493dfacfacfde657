// Servers and clients whose connections are pairs of streams in memory: no ports, no timers of a kernel.
import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import { after } from 'node:test'
import type { ClientRequest } from '../../src/client/client-request.ts'
import type { RequestOptions } from '../../src/client/request-options.ts'
import nethttp from '../../src/http.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import type { HttpServer, RequestListener } from '../../src/server/http-server.ts'
import { kConnections } from '../../src/server/server-internals.ts'
import type { ServerOptions } from '../../src/server/server-options.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { duplexPair } from './duplex-pair.ts'
import { seen } from './peers.ts'
import { RawConnection } from './raw.ts'

/** Neither streams nor the timers of servers keep a process: something must, while tests wait for them. */
const awake = setInterval(() => {}, 1000)
after(() => clearInterval(awake))

/** A server with the methods that both faces have. */
export type TestServer = HttpServer & {
  closeAllConnections(): void
  closeIdleConnections(): void
  setTimeout(msecs?: number | (() => void), callback?: () => void): TestServer
  [Symbol.asyncDispose](): Promise<void>
}

export interface Served {
  server: TestServer
  /** The client's end, as text. */
  peer: RawConnection
  /** The server's end. */
  socket: Duplex
  /** How many connections the server keeps. */
  connections(): number
}

export interface ServeOptions extends ServerOptions {
  streamHighWaterMark?: number
}

/** A server that has one connection. */
export function serve(listener?: RequestListener, options: ServeOptions = {}): Served {
  const { streamHighWaterMark, ...serverOptions } = options
  const server = nethttp.createServer(serverOptions, listener) as unknown as TestServer
  return { server, ...connectTo(server, streamHighWaterMark), connections: () => server[kConnections].size }
}

/** One more connection of a server. */
export function connectTo(server: HttpServer, highWaterMark?: number): { peer: RawConnection; socket: Duplex } {
  const [near, far] = duplexPair(highWaterMark === undefined ? {} : { highWaterMark })
  server.emit('connection', far)
  return { peer: new RawConnection(near), socket: far }
}

export interface Asked {
  request: ClientRequest
  /** The server's end, as text. */
  peer: RawConnection
  /** The client's end. */
  socket: Duplex
  /** Settled when the request has closed, also when that was before somebody asked. */
  closed: Promise<unknown>
}

/** A request over a pair of streams; it is not ended. */
export function ask(options: RequestOptions & { streamHighWaterMark?: number } = {}): Asked {
  const { streamHighWaterMark, ...given } = options
  const [socket, far] = duplexPair(streamHighWaterMark === undefined ? {} : { highWaterMark: streamHighWaterMark })
  const request = nethttp.request({ createConnection: () => socket, host: 'a', ...given })
  const closed = new Promise((resolve) => request.once('close', () => resolve(undefined)))
  return { request, peer: new RawConnection(far), socket, closed }
}

/** Notes the named events of an emitter, with the code or message of an error. */
export function note(events: string[], emitter: Pick<EventEmitter, 'on'>, label: string, ...names: string[]): void {
  for (const name of names) {
    emitter.on(name, (value?: unknown) => {
      const error = value instanceof Error ? ` ${(value as NodeJS.ErrnoException).code ?? value.message}` : ''
      events.push(`${label} ${name}${error}`)
    })
  }
}

export interface Watched extends Asked {
  events: string[]
  response: Promise<IncomingMessage>
}

/** A request whose events, and those of its response, are noted. */
export function watched(options: RequestOptions & { streamHighWaterMark?: number } = {}): Watched {
  const asked = ask(options)
  const events: string[] = []
  note(events, asked.request, 'request', 'finish', 'continue', 'information', 'response', 'abort', 'error', 'close')
  const response = seen<[IncomingMessage]>(asked.request, 'response').then(([its]) => {
    note(events, its, 'response', 'end', 'aborted', 'error', 'close')
    return its
  })
  return { ...asked, events, response }
}

/** The listeners on a stream, by event, but for those that every stream puts there itself. */
export function listenersOn(stream: Duplex): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of ['data', 'end', 'close', 'error', 'drain', 'timeout', 'free', 'agentRemove']) {
    const count = stream.listenerCount(name)
    if (count > 0) counts[name] = count
  }
  return counts
}

/** Answers to requests by their targets, for a test to finish in its own order. */
export function pending(): { answers: Map<string, ServerResponse>; listener: RequestListener } {
  const answers = new Map<string, ServerResponse>()
  return { answers, listener: (request, response) => void answers.set(String(request.url), response) }
}
