// Runs raw responses: a server of `net` on 127.0.0.1 plays the bytes, a nethttp client reads them; then, where the
// connection was kept, a second request shows whether both sides agree where the first answer ended.

import net from 'node:net'
import nethttp from 'nethttp'
import { type Cut, cutBytes, seedOf, sendPieces } from './connection-bytes.ts'
import type { Mode } from './request-case.ts'
import type { ResponseCase, ResponseExpectation } from './response-case.ts'

export interface ResponseOutcome extends ResponseExpectation {
  fields: readonly string[]
}

const LIMIT_MS = 2500
const PROBED = 'HTTP/1.1 299 Probed\r\nContent-Length: 0\r\n\r\n'

interface Play {
  responseCase: ResponseCase
  cut: Cut
}

export class ResponseTable {
  private readonly plays: Play[] = []
  private readonly sockets = new Set<net.Socket>()
  private port = 0
  private readonly server = net.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.serve(socket))

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = (this.server.address() as net.AddressInfo).port
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }

  /** The first request of a connection says which case it is for; it gets the case's bytes, the next one the probe's. */
  private serve(socket: net.Socket): void {
    let received = ''
    let answered = 0
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('data', async (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (!received.endsWith('\r\n\r\n')) return
      const index = Number(/x-case: (\d+)/i.exec(received)?.[1])
      received = ''
      if (answered++ > 0) return void socket.write(PROBED)
      const { responseCase, cut } = this.plays[index]
      const bytes = Buffer.from(responseCase.bytes, 'latin1')
      await sendPieces(socket, cutBytes(bytes, cut, seedOf(responseCase.name)), () => socket.readableEnded)
      if (responseCase.ends) socket.end()
    })
  }

  async run(responseCase: ResponseCase, mode: Mode, cut: Cut): Promise<ResponseOutcome> {
    const index = this.plays.push({ responseCase, cut }) - 1
    const agent = new nethttp.Agent({ keepAlive: true, maxSockets: 1 })
    const { method } = responseCase
    const outcome = await this.ask(agent, mode, method, { ...responseCase.requestFields, 'x-case': String(index) })
    await new Promise((resolve) => setTimeout(resolve, 3))
    const free = Object.values(agent.freeSockets).flat()
    const isProbed = free.length === 1 && (await this.isProbed(agent, mode))
    // On the same connection: one that closed meanwhile gave way to another.
    outcome.isKept = isProbed && Object.values(agent.freeSockets).flat()[0] === free[0]
    agent.destroy()
    return outcome
  }

  private async isProbed(agent: nethttp.Agent, mode: Mode): Promise<boolean> {
    const { seen, error } = await this.ask(agent, mode, 'GET', {})
    return error === null && seen.length === 1 && seen[0] === '299'
  }

  private ask(agent: nethttp.Agent, mode: Mode, method: string, headers: object): Promise<ResponseOutcome> {
    const options = mode === 'strict' ? { httpValidation: 'strict' } : { insecureHTTPParser: mode === 'insecure' }
    const path = method === 'CONNECT' ? 'b:1' : '/'
    const request = nethttp.request({
      port: this.port,
      host: '127.0.0.1',
      agent,
      method,
      path,
      headers,
      ...options,
    } as object)
    const outcome: ResponseOutcome = { seen: [], error: null, isKept: false, fields: [] }
    return new Promise((resolve) => {
      const recorder = new Recorder(request, outcome, resolve)
      const timer = setTimeout(() => recorder.giveUp(), LIMIT_MS)
      request.on('close', () => clearTimeout(timer))
      request.end()
    })
  }
}

/** Notes what a request is told, until it closes and its response has ended one way or the other. */
class Recorder {
  private readonly seen: string[] = []
  private readonly request: nethttp.ClientRequest
  private readonly outcome: ResponseOutcome
  private readonly resolve: (outcome: ResponseOutcome) => void
  private isClosed = false
  private isTaken = false
  private body: { status: string; text: string; isWhole: boolean; isClosed: boolean } | null = null

  constructor(request: nethttp.ClientRequest, outcome: ResponseOutcome, resolve: (outcome: ResponseOutcome) => void) {
    this.request = request
    this.outcome = outcome
    this.resolve = resolve
    outcome.seen = this.seen
    request.on('information', ({ statusCode }) => this.seen.push(String(statusCode)))
    request.on('error', (error: NodeJS.ErrnoException) => this.noteError(error))
    request.on('response', (response) => this.read(response))
    const take = (response: nethttp.IncomingMessage, socket: net.Socket, first: Buffer) =>
      this.take(response, socket, first)
    request.on('upgrade', take as never)
    request.on('connect', take as never)
    request.on('close', () => {
      this.isClosed = true
      this.end()
    })
  }

  private noteError(error: NodeJS.ErrnoException): void {
    this.outcome.error ??= error.code ?? error.message
  }

  private read(response: nethttp.IncomingMessage): void {
    const body = { status: String(response.statusCode), text: '', isWhole: false, isClosed: false }
    this.body = body
    this.noteFields(response)
    response.setEncoding('latin1')
    response.on('data', (chunk: string) => {
      body.text += chunk
    })
    response.on('end', () => {
      body.isWhole = response.complete
    })
    response.on('error', (error) => this.noteError(error))
    response.on('close', () => {
      body.isClosed = true
      this.end()
    })
  }

  private take(response: nethttp.IncomingMessage, socket: net.Socket, first: Buffer): void {
    let rest = first.toString('latin1')
    this.isTaken = true
    this.noteFields(response)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1')
    })
    setTimeout(() => {
      this.seen.push(`> ${response.statusCode}${rest === '' ? '' : ` ${rest}`}`)
      socket.destroy()
      this.resolve(this.outcome)
    }, 120)
  }

  private noteFields({ rawHeaders }: nethttp.IncomingMessage): void {
    const fields: string[] = []
    for (let i = 0; i < rawHeaders.length; i += 2) fields.push(`${rawHeaders[i].toLowerCase()}: ${rawHeaders[i + 1]}`)
    this.outcome.fields = fields
  }

  private end(): void {
    const { body } = this
    if (!this.isClosed || this.isTaken || (body !== null && !body.isClosed)) return
    this.finish()
  }

  giveUp(): void {
    this.outcome.error ??= 'nothing more came'
    this.finish()
    this.request.destroy()
  }

  private finish(): void {
    const { body } = this
    if (body !== null)
      this.seen.push(`${body.status}${body.text === '' ? '' : ` ${body.text}`}${body.isWhole ? '' : '…'}`)
    this.body = null
    this.resolve(this.outcome)
  }
}

export function responseFault(expected: ResponseExpectation, outcome: ResponseOutcome): string | null {
  const error = expected.mayFail ? expected.error : outcome.error
  const found = JSON.stringify([outcome.seen, error, outcome.isKept ? 'kept' : 'not kept'])
  const wanted = JSON.stringify([expected.seen, expected.error, expected.isKept ? 'kept' : 'not kept'])
  if (found !== wanted) return `\n  found    ${found}\n  expected ${wanted}`
  const missing = (expected.fields ?? []).filter((field) => !outcome.fields.includes(field))
  return missing.length > 0 ? `the fields ${JSON.stringify(missing)} in ${JSON.stringify(outcome.fields)}` : null
}
