// Runs raw requests against nethttp servers on 127.0.0.1 and tells what the handler saw, which statuses came back, and
// what became of the connection. Knows the modes of a server; the expectations stand in the tables.

import net from 'node:net'
import type { Duplex } from 'node:stream'
import nethttp from 'nethttp'
import { type Cut, cutBytes, seedOf, sendPieces } from './connection-bytes.ts'
import type { Expectation, Mode, RequestCase, Seen } from './request-case.ts'

/** What a handler saw of one request, filled as it comes. */
interface SeenRequest {
  start: string
  body: string
  isWhole: boolean
  fields: string[]
  trailers: string[]
}

export interface Outcome {
  seen: string[]
  requests: readonly SeenRequest[]
  statuses: number[]
  isClosed: boolean
}

const PROBE = 'GET /probe HTTP/1.1\r\nHost: a\r\n\r\n'
/** How long a wrong outcome may take to show; a right one is there in some milliseconds. */
const LIMIT_MS = 2500
/** How long nothing more may come where nothing more is expected. */
const QUIET_MS = 25

export class RequestTable {
  private readonly servers: nethttp.Server[] = []
  private readonly ports = new Map<string, number>()
  /** By the two ports of a connection: one alone is not its own. */
  private readonly seenBy = new Map<string, SeenRequest[]>()

  async open(): Promise<void> {
    for (const mode of ['default', 'strict', 'insecure'] as const) {
      for (const listens of [false, true]) await this.listen(mode, listens)
    }
  }

  close(): void {
    for (const server of this.servers) {
      server.closeAllConnections()
      server.close()
    }
  }

  private async listen(mode: Mode, listens: boolean): Promise<void> {
    const options = mode === 'strict' ? { httpValidation: 'strict' } : { insecureHTTPParser: mode === 'insecure' }
    const server = nethttp.createServer(options as object, (request, response) => {
      this.answer(request, response)
    })
    if (listens) {
      const take = (request: nethttp.IncomingMessage, socket: Duplex, head: Buffer) =>
        this.switch(request, socket, head)
      server.on('upgrade', take).on('connect', take)
    }
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.servers.push(server)
    this.ports.set(`${mode} ${listens}`, (server.address() as net.AddressInfo).port)
  }

  private note(request: nethttp.IncomingMessage, start: string): SeenRequest {
    const fields: string[] = []
    const { rawHeaders } = request
    for (let i = 0; i < rawHeaders.length; i += 2) fields.push(`${rawHeaders[i].toLowerCase()}: ${rawHeaders[i + 1]}`)
    const seen: SeenRequest = { start, body: '', isWhole: false, fields, trailers: [] }
    const { localPort, remotePort } = request.socket
    this.seenBy.get(`${localPort} ${remotePort}`)?.push(seen)
    return seen
  }

  /** Targets steer the handler: `/close` is answered with `Connection: close`, `/slow` a little later, `/early` and `/close` at once. */
  private answer(request: nethttp.IncomingMessage, response: nethttp.ServerResponse): void {
    const seen = this.note(request, `${request.method} ${request.url}`)
    if (request.url === '/close') response.setHeader('Connection', 'close')
    if (request.url === '/early' || request.url === '/close') response.end()
    request.setEncoding('latin1')
    request.on('data', (chunk: string) => {
      // Behind an answer a body may be thrown away: how much of it was seen is a matter of time.
      if (request.url !== '/early') seen.body += chunk
    })
    request.on('end', () => {
      seen.isWhole = true
      const { rawTrailers } = request
      for (let i = 0; i < rawTrailers.length; i += 2) seen.trailers.push(`${rawTrailers[i]}: ${rawTrailers[i + 1]}`)
      if (request.url === '/slow') setTimeout(() => response.end(), 15)
      else response.end()
    })
    request.on('error', () => {})
  }

  private switch(request: nethttp.IncomingMessage, socket: Duplex, head: Buffer): void {
    const seen = this.note(request, `> ${request.method} ${request.url}`)
    seen.isWhole = true
    seen.body = head.toString('latin1')
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      seen.body += chunk.toString('latin1')
    })
    socket.on('end', () => socket.end())
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  }

  async run(requestCase: RequestCase, mode: Mode, cut: Cut): Promise<Outcome> {
    const expected = requestCase.expected[mode]
    const port = this.ports.get(`${mode} ${requestCase.listens}`) as number
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const peer = new Peer(socket)
    await peer.connected
    const requests: SeenRequest[] = []
    const key = `${port} ${socket.localPort}`
    this.seenBy.set(key, requests)
    const bytes = Buffer.from(requestCase.bytes, 'latin1')
    await sendPieces(socket, cutBytes(bytes, cut, seedOf(requestCase.name)), () => peer.isEnded)
    await peer.until(() => isReached(expected, peer, requests))
    if (expected.behind === 'open' && isReached(expected, peer, requests) && !peer.isEnded) await probe(peer, requests)
    else if (expected.behind !== 'closed') await peer.quiet(QUIET_MS)
    const outcome = outcomeOf(peer, requests)
    socket.destroy()
    this.seenBy.delete(key)
    return outcome
  }
}

/** Whether all has come that is expected, so that it is worth looking whether more comes. */
function isReached({ seen, statuses, behind }: Expectation, peer: Peer, requests: readonly SeenRequest[]): boolean {
  if (behind === 'closed') return peer.isEnded
  return peer.isEnded || (requests.length >= seen.length && peer.statuses().length >= statuses.length)
}

/** One request more: it is read as what it is only when both sides agree where the last message ended. */
async function probe(peer: Peer, requests: readonly SeenRequest[]): Promise<void> {
  const before = requests.length
  const answers = peer.statuses().length
  peer.socket.write(PROBE)
  await peer.until(() => peer.isEnded || (requests.length > before && peer.statuses().length > answers))
}

class Peer {
  readonly socket: net.Socket
  readonly connected: Promise<void>
  text = ''
  isEnded = false
  private wake: () => void = () => {}

  constructor(socket: net.Socket) {
    this.socket = socket
    this.connected = new Promise((resolve) => socket.once('connect', () => resolve()))
    socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1')
      this.wake()
    })
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.isEnded = true
        this.wake()
      })
    }
    socket.on('error', () => {})
  }

  /** Every answer of the table has an empty body, so that a status line is a status line. */
  statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + LIMIT_MS
    while (!condition() && performance.now() < deadline) await this.change(10)
  }

  async quiet(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  private change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

function outcomeOf(peer: Peer, requests: readonly SeenRequest[]): Outcome {
  const seen = requests.map(({ start, body, isWhole }) => lineOf(start, body, isWhole))
  return { seen, requests, statuses: peer.statuses(), isClosed: peer.isEnded }
}

function lineOf(start: string, body: string, isWhole: boolean): string {
  return `${start}${body === '' ? '' : ` ${body}`}${isWhole ? '' : '…'}`
}

/** What is wrong with an outcome, or null. */
export function faultOf(expected: Expectation, outcome: Outcome): string | null {
  const isOpen = expected.behind === 'open'
  const seen = [...expected.seen.map(({ line }) => line), ...(isOpen ? ['GET /probe'] : [])]
  const statuses = [...expected.statuses, ...(isOpen ? [200] : [])]
  // RFC 9112 §9.6: who still sends when the connection closes may lose the last answer to a reset.
  if (expected.mayBeReset && outcome.statuses.length < statuses.length) statuses.length = outcome.statuses.length
  const came = expected.anyOrder ? [...outcome.statuses].sort() : outcome.statuses
  if (expected.anyOrder) statuses.sort()
  const found = JSON.stringify([outcome.seen, came, outcome.isClosed ? 'closed' : 'not closed'])
  const wanted = JSON.stringify([seen, statuses, expected.behind === 'closed' ? 'closed' : 'not closed'])
  if (found !== wanted) return `\n  found    ${found}\n  expected ${wanted}`
  for (const [i, one] of expected.seen.entries()) {
    const fault = fieldFault(one, outcome.requests[i])
    if (fault !== null) return fault
  }
  return null
}

function fieldFault({ fields = [], trailers }: Seen, request: SeenRequest): string | null {
  for (const field of fields) {
    const isThere = field.includes(':')
      ? request.fields.includes(field)
      : request.fields.some((line) => line.startsWith(`${field}:`))
    if (isThere !== field.includes(':'))
      return `the field ${JSON.stringify(field)} in ${JSON.stringify(request.fields)}`
  }
  if (trailers !== undefined && JSON.stringify(trailers) !== JSON.stringify(request.trailers)) {
    return `the trailers ${JSON.stringify(request.trailers)} in place of ${JSON.stringify(trailers)}`
  }
  return null
}
