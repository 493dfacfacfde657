// A scenario of one client request to a raw origin: the bytes it puts on the wire, and what comes of them.
import type http from 'node:http'
import { type ScenarioOptions, scenario } from './differential.ts'
import { type Lane, type Log, watch } from './log.ts'
import type { Modules } from './modules.ts'
import { answering, ok, seen, text, turns } from './peers.ts'
import type { RawConnection } from './raw.ts'

export interface Asked {
  http: Modules['http']
  https: Modules['https']
  log: Log
  port: number
  /** What the origin got, connection by connection. */
  connections: RawConnection[]
}

export interface AskingOptions extends ScenarioOptions {
  /** What the origin answers, head by head, the last one again and again. */
  responses?: string[]
}

/** A scenario with an origin that answers at once; the bytes it receives are in the lane `origin`. */
export function asking(title: string, run: (asked: Asked) => unknown, options: AskingOptions = {}): void {
  const { responses = [ok()] } = options
  scenario(
    title,
    async ({ http, https }, log) => {
      const { port, connections } = await answering(log, ...responses)
      await run({ http, https, log, port, connections })
      await turns()
    },
    options,
  )
}

const REQUEST_EVENTS = [
  'socket',
  'finish',
  'continue',
  'information',
  'response',
  'upgrade',
  'connect',
  'abort',
  'aborted',
  'timeout',
  'error',
  'close',
]

/** Logs the events of a request as they come, but for those named. */
export function watchRequest(log: Lane, req: http.ClientRequest, ...except: string[]): void {
  watch(log, req, 'req', ...REQUEST_EVENTS.filter((event) => !except.includes(event)))
}

export function watchResponse(log: Lane, res: http.IncomingMessage): void {
  watch(log, res, 'res', 'data', 'end', 'aborted', 'error', 'close')
}

/** Events whose listening changes what the client does; told only where a scenario is about them. */
export const QUIET = ['connect', 'upgrade', 'timeout', 'continue', 'information']

/** Ends the request if need be, reads its response, logs status and body, and waits for `close`. */
export async function finish(log: Lane, req: http.ClientRequest): Promise<http.IncomingMessage | undefined> {
  const closed = seen(req, 'close')
  const answered = new Promise<http.IncomingMessage | undefined>((resolve) => {
    req.once('response', resolve)
    req.once('error', (error) => {
      log('error', error)
      resolve(undefined)
    })
  })
  if (!req.writableEnded) req.end()
  const res = await answered
  if (res !== undefined) log('response', res.statusCode, await text(res).catch((error: unknown) => error))
  await closed
  return res
}

/** Options of a request to a port of 127.0.0.1, without an agent. */
export const at = (port: number) => ({ host: '127.0.0.1', port, agent: false as const })

/** Logs what a request says of itself. */
export function logState(log: Log, label: string, req: http.ClientRequest): void {
  log(
    label,
    `aborted ${req.aborted} destroyed ${req.destroyed} closed ${req.closed} errored ${req.errored}`,
    `finished ${req.finished} ${req.writableEnded} ${req.writableFinished} sent ${req.headersSent}`,
    `reused ${req.reusedSocket} socket ${req.socket !== null && req.socket !== undefined} writable ${req.writable}`,
  )
}
