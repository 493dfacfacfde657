// The other ends of a scenario: a listening server that is cleaned up after, a raw origin that answers with
// canned bytes, and the small waits between events.
import type { EventEmitter } from 'node:events'
import type http from 'node:http'
import net from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Log } from './log.ts'
import { type Collected, type CollectOptions, exchange, GET_CLOSE, type Piece, RawConnection } from './raw.ts'

/** Resolves with the event's arguments, whatever else happens to the emitter. */
export function seen<T extends unknown[] = unknown[]>(emitter: Pick<EventEmitter, 'once'>, event: string): Promise<T> {
  return new Promise((resolve) => {
    emitter.once(event, (...values: unknown[]) => resolve(values as T))
  })
}

/** A promise and what settles it. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Waits some milliseconds, and then until what came in meanwhile was taken in, however late the timer was. */
export async function pause(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds)
  await turns(2)
}

/** Lets so many turns of the event loop pass. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Waits until a condition holds, or gives up after a second. */
export async function until(condition: () => boolean, limit = 1000): Promise<void> {
  const deadline = performance.now() + limit
  while (!condition() && performance.now() < deadline) await setTimeout(2)
}

/** Listens on a free port of 127.0.0.1; the server and its connections go when the scenario is over. */
export async function listen(server: net.Server, log: Log, host = '127.0.0.1'): Promise<number> {
  closeAfter(server, log)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const { port } = server.address() as net.AddressInfo
  log.hide(port, '<port>')
  return port
}

/** Closes a server and its connections when the scenario is over. */
export function closeAfter(server: net.Server, log: Log): void {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  log.defer(() => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) server.close()
  })
}

/** Serves on a free port: the listener of a plain server, or a server made by the scenario. */
export async function answer(
  server: http.Server,
  log: Log,
  pieces: string | readonly Piece[] = GET_CLOSE,
  options?: CollectOptions,
): Promise<Collected> {
  const port = await listen(server, log)
  const collected = await exchange(port, pieces, options)
  log.text('wire', collected.text, 'wire')
  log.lane('wire')(collected.ending)
  return collected
}

export interface Origin {
  port: number
  /** The connections made so far, in order. */
  connections: RawConnection[]
}

/** A net server that plays a script on each connection; what the script throws is logged. */
export async function origin(
  log: Log,
  script: (connection: RawConnection, index: number) => Promise<void> | void,
): Promise<Origin> {
  const connections: RawConnection[] = []
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new RawConnection(socket)
    const index = connections.push(connection) - 1
    Promise.resolve(script(connection, index)).catch((error: unknown) => log.lane('origin')('fails', error))
  })
  return { port: await listen(server, log), connections }
}

/** A response head and body with a Content-Length, open for another request. */
export function ok(body = 'ok', ...fields: string[]): string {
  return ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...fields, '', body].join('\r\n')
}

export const HEAD_END = /\r\n\r\n/

/** An origin that answers each request's head with the next response (the last one again and again). */
export function answering(log: Log, ...responses: string[]): Promise<Origin> {
  let next = 0
  return origin(log, async (connection) => {
    for (;;) {
      const { ending } = await connection.collect({ until: HEAD_END })
      if (ending !== 'matched') return void connection.end()
      log.text('received', connection.take(), 'origin')
      const response = responses[Math.min(next++, responses.length - 1)]
      if (response !== undefined) connection.send(response)
    }
  })
}

/** Reads a message or stream to its end. */
export async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += typeof chunk === 'string' ? chunk : chunk.toString('latin1')
  return all
}
