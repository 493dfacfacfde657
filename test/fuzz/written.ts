// Messages that programs write: a response and a request put together out of one seed, with the bytes that leave for them
// and what they were meant to say. Must not know who reads them.

import { STATUS_CODES } from 'node:http'
import nethttp from '../../src/http.ts'
import { seeded } from '../wire/connection-bytes.ts'
import { below, pick, type Random } from './inputs.ts'
import type { ReadMessage } from './second-reading.ts'

export interface Written {
  wire: string
  /** What was meant. Of the fields, those that the program gave, in the order in which it did. */
  meant: ReadMessage
}

const VALUES = ['1', 'a b', '\xe4', '"x"', '', 'a, b', 'close; x', ';=:', '\t\x80'.trim()]
const NAMES = ['X-A', 'x-b', 'Set-Cookie', 'ETag', 'constructor', 'X-Empty']
const TRAILERS = ['X-T', 'x-Digest', 'Server-Timing']
/** What a message has of its own, beside what the program gave. */
export const AUTOMATIC = ['Date', 'Connection', 'Keep-Alive', 'Transfer-Encoding', 'Content-Length', 'Host']
const STATUSES = [200, 201, 204, 206, 304, 404, 418, 599]
const REASONS = ['Fine', 'a b', '\xe4', 'HTTP/1.1 200']
const TARGETS = ['/', '/a?b=c', '/%0d%0a', '//a', '/a:b@c', '/?', "/;'()*"]
const FRAMED_BY_ITSELF = ['POST', 'PUT', 'PATCH', 'PROPFIND']
const FRAMED_BY_THE_PROGRAM = ['GET', 'DELETE', 'OPTIONS', 'HEAD']

type Outgoing = InstanceType<typeof nethttp.ServerResponse> | InstanceType<typeof nethttp.ClientRequest>
type Piece = { data: string | Uint8Array; encoding: BufferEncoding | null }

function wireOf(message: Outgoing): string {
  const { outputData } = message as unknown as { outputData: Piece[] }
  return outputData
    .map(({ data, encoding }) =>
      typeof data === 'string'
        ? Buffer.from(data, encoding ?? 'utf8').toString('latin1')
        : Buffer.from(data).toString('latin1'),
    )
    .join('')
}

function writeFields(random: Random, message: Outgoing): string[] {
  const lines: string[] = []
  const first = below(random, NAMES.length)
  for (let i = below(random, 5); i > 0; i--) {
    const name = NAMES[(first + i) % NAMES.length]
    const values = random() < 0.3 ? [pick(random, VALUES), pick(random, VALUES)] : [pick(random, VALUES)]
    message.setHeader(name, values.length === 1 ? values[0] : values)
    for (const value of values) lines.push(`${name}: ${value}`)
  }
  return lines
}

/** The body, whole or in pieces, as text, bytes or in an encoding of Node's. */
function writeBody(random: Random, message: Outgoing, text: string): void {
  const give = (part: string): [string | Uint8Array, BufferEncoding] => {
    const bytes = Buffer.from(part, 'latin1')
    const encoding = pick(random, ['latin1', 'hex', 'base64', 'buffer'] as const)
    return encoding === 'buffer' ? [new Uint8Array(bytes), 'latin1'] : [bytes.toString(encoding), encoding]
  }
  const pieces = pick(random, [1, 2, 3])
  const size = Math.ceil(text.length / pieces)
  for (let i = 0; i < pieces - 1; i++) {
    const piece = text.slice(i * size, (i + 1) * size)
    if (piece !== '') message.write(...give(piece))
  }
  const last = text.slice((pieces - 1) * size)
  if (last === '') message.end()
  else message.end(...give(last))
}

/** Before the body, and only where it is sure to be sent in chunks: elsewhere trailers have no place. */
function writeTrailers(random: Random, message: Outgoing): string[] {
  const names = TRAILERS.slice(0, below(random, TRAILERS.length + 1))
  const lines = names.map((name): [string, string] => [name, pick(random, VALUES)])
  if (lines.length > 0) message.addTrailers(random() < 0.5 ? lines : Object.fromEntries(lines))
  return lines.map(([name, value]) => `${name}: ${value}`)
}

export function writeResponse(text: string, seed: number): Written {
  const random = seeded(seed)
  const response = new nethttp.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as never)
  const status = pick(random, STATUSES)
  const reason = random() < 0.5 ? undefined : pick(random, REASONS)
  const fields = writeFields(random, response)
  const hasBody = status !== 204 && status !== 304
  const framing = pick(random, ['', '', 'length', 'chunked'])
  if (hasBody && framing === 'length') response.setHeader('Content-Length', text.length)
  if (hasBody && framing === 'chunked') response.setHeader('Transfer-Encoding', 'chunked')
  const trailers = hasBody && framing === 'chunked' ? writeTrailers(random, response) : []
  if (random() < 0.5) {
    response.statusCode = status
    if (reason !== undefined) response.statusMessage = reason
  } else if (reason === undefined) response.writeHead(status)
  else response.writeHead(status, reason)
  writeBody(random, response, text)
  const start = `1.1 ${status} ${reason ?? STATUS_CODES[status] ?? 'unknown'}`
  return { wire: wireOf(response), meant: { start, fields, body: hasBody ? text : '', trailers } }
}

export function writeRequest(text: string, seed: number): Written {
  const random = seeded(seed)
  const agent = { addRequest: () => {}, defaultPort: 80, protocol: 'http:' }
  // What these methods are given as a body is framed by nobody but the program, as on the built-in.
  const isFramed = random() < 0.5
  const method = pick(random, isFramed ? FRAMED_BY_ITSELF : FRAMED_BY_THE_PROGRAM)
  const path = pick(random, TARGETS)
  const request = nethttp.request({ agent: agent as never, host: 'a', method, path })
  const fields = writeFields(random, request)
  const body = isFramed || random() < 0.5 ? text : ''
  const framing = pick(random, isFramed ? ['', '', 'length', 'chunked'] : ['length', 'chunked'])
  const isSet = isFramed || body !== ''
  if (isSet && framing === 'length') request.setHeader('Content-Length', body.length)
  if (isSet && framing === 'chunked') request.setHeader('Transfer-Encoding', 'chunked')
  const trailers = isSet && framing === 'chunked' ? writeTrailers(random, request) : []
  writeBody(random, request, body)
  return { wire: wireOf(request), meant: { start: `${method} ${path} 1.1`, fields, body, trailers } }
}

/** What is wrong with a message that was read in place of the one that was meant, or null. */
export function differenceFrom(meant: ReadMessage, read: ReadMessage): string | null {
  const given = new Set(NAMES)
  const fields = read.fields.filter((line) => given.has(line.slice(0, line.indexOf(':'))))
  const odd = read.fields.filter((line) => ![...NAMES, ...AUTOMATIC].includes(line.slice(0, line.indexOf(':'))))
  const { start, body, trailers } = read
  const found = JSON.stringify({ start, fields, body, trailers })
  const wanted = JSON.stringify({
    start: meant.start,
    fields: meant.fields,
    body: meant.body,
    trailers: meant.trailers,
  })
  if (odd.length > 0) return `fields that nobody gave: ${JSON.stringify(odd)}`
  return found === wanted ? null : `is read as\n  ${found}\nmeant was\n  ${wanted}`
}
