// The properties that hold of any bytes: each is a function of an input that says what is wrong with it, or null.
// Plain functions, so that a test gives them what fast-check makes, and scripts/fuzz.mjs millions of inputs a minute.

import { RULES } from '../../src/protocol/errors.ts'
import { parseFieldLines } from '../../src/protocol/field-lines.ts'
import { DEFAULT, INSECURE, type Leniency, RELAXED, STRICT } from '../../src/protocol/leniency.ts'
import type { MessageHead } from '../../src/protocol/message-head.ts'
import { type HeadVerdict, INTERIM, MessageParser, READ_BODY } from '../../src/protocol/message-parser.ts'
import { seeded } from '../wire/connection-bytes.ts'
import { below, pick } from './inputs.ts'
import { type ReadMessage, readAgain } from './second-reading.ts'
import { differenceFrom, type Written, writeRequest, writeResponse } from './written.ts'

export type Role = 'request' | 'response'
const MODES: readonly Leniency[] = [DEFAULT, STRICT, RELAXED, INSECURE]

interface Reading {
  messages: (ReadMessage & { ended: boolean })[]
  rule: string | null
  /** How many calls the parser made: what grows with anything but the input is growth without reason. */
  calls: number
}

function startOf(role: Role, head: MessageHead): string {
  const version = `${head.versionMajor}.${head.versionMinor}`
  if (role === 'request') return `${head.method} ${head.target} ${version}`
  return `${version} ${String(head.statusCode).padStart(3, '0')} ${head.reasonPhrase}`
}

function linesOf(text: string, start: number, end: number): string[] {
  const strings = parseFieldLines(text, start, end)
  const lines: string[] = []
  for (let i = 0; i < strings.length; i += 2) lines.push(`${strings[i]}: ${strings[i + 1]}`)
  return lines
}

export function read(role: Role, bytes: Buffer, cuts: readonly number[], leniency: Leniency): Reading {
  const reading: Reading = { messages: [], rule: null, calls: 0 }
  const last = () => reading.messages[reading.messages.length - 1]
  const parser = new MessageParser(
    role,
    {
      onHead(head): HeadVerdict {
        reading.calls++
        const fields = linesOf(head.text, head.fieldsStart, head.fieldsEnd)
        reading.messages.push({ start: startOf(role, head), fields, body: '', trailers: [], ended: false })
        const isInterim = role === 'response' && head.statusCode >= 100 && head.statusCode < 200
        if (isInterim) last().ended = true
        return isInterim ? INTERIM : READ_BODY
      },
      onBody(chunk) {
        reading.calls++
        last().body += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')
      },
      onTrailers(text, start, end) {
        reading.calls++
        last().trailers = linesOf(text, start, end)
      },
      onMessageEnd() {
        reading.calls++
        last().ended = true
      },
    },
    { leniency },
  )
  let from = 0
  for (let i = 0; i <= cuts.length && parser.error === null; i++) {
    const to = cuts[i] ?? bytes.length
    parser.execute(bytes.subarray(from, to))
    from = to
  }
  reading.rule = (parser.error ?? parser.finish())?.rule ?? null
  return reading
}

const show = ({ messages, rule }: Reading) => JSON.stringify([messages, rule])

/** Any bytes at any cuts give the same messages, or the same registered error; nothing is thrown, and nothing grows. */
export function sameAtAnyCuts(text: string, seed: number, role: Role): string | null {
  const random = seeded(seed ^ 0x5bd1e995)
  const bytes = Buffer.from(text, 'latin1')
  const leniency = pick(random, MODES)
  const whole = read(role, bytes, [], leniency)
  if (whole.rule !== null && !(whole.rule in RULES)) return `an error that is not registered: ${whole.rule}`
  if (whole.calls > bytes.length * 2 + 4) return `${whole.calls} calls for ${bytes.length} bytes`
  const cuts: number[] = []
  if (random() < 0.2) for (let at = 1; at < bytes.length; at++) cuts.push(at)
  else for (let i = 1 + below(random, 3); i > 0 && bytes.length > 1; i--) cuts.push(1 + below(random, bytes.length - 1))
  cuts.sort((a, b) => a - b)
  const cut = read(role, bytes, cuts, leniency)
  return show(whole) === show(cut)
    ? null
    : `cut at ${cuts} (leniency ${leniency}):\n  ${show(cut)}\nwhole:\n  ${show(whole)}`
}

/** Whatever is accepted to the letter, the second reading reads the same, message by message. */
export function sameInSecondReading(text: string, _seed: number, role: Role): string | null {
  const { messages } = read(role, Buffer.from(text, 'latin1'), [], STRICT)
  const ended = messages.filter((message) => message.ended).map(({ ended: _, ...message }) => message)
  const again = readAgain(role, text).messages.slice(0, ended.length)
  return JSON.stringify(ended) === JSON.stringify(again)
    ? null
    : `read as\n  ${JSON.stringify(ended)}\nsecond reading\n  ${JSON.stringify(again)}`
}

function readsBack(role: Role, { wire, meant }: Written): string | null {
  const { messages, rule } = read(role, Buffer.from(wire, 'latin1'), [], STRICT)
  const [message] = messages
  if (rule !== null || messages.length !== 1 || !message.ended)
    return `${JSON.stringify(wire)} is read as ${messages.length} with ${rule}`
  const difference = differenceFrom(meant, message)
  return difference === null ? null : `${JSON.stringify(wire)} ${difference}`
}

/** What a program gave a response the parser reads back. The input is the body; the seed decides the rest. */
export function readsBackResponses(text: string, seed: number): string | null {
  return readsBack('response', writeResponse(text, seed))
}

/** And what it gave a request. */
export function readsBackRequests(text: string, seed: number): string | null {
  return readsBack('request', writeRequest(text, seed))
}
