// Runs a case of the parser on its bytes, cut wherever one likes, and tells what the handler was told.
import assert from 'node:assert/strict'
import { parseFieldLines } from '../../src/protocol/field-lines.ts'
import type { MessageHead } from '../../src/protocol/message-head.ts'
import { type HeadVerdict, type MessageHandler, MessageParser, READ_BODY } from '../../src/protocol/message-parser.ts'
import type { Message, ParserCase, Role } from './parser-case.ts'

/** What came of a run. */
export interface Outcome {
  messages: Message[]
  rule: string | null
  /** Counted from the first byte of the case, and so comparable between runs. */
  at: number | null
  /** Where the piece began in whose reading the error showed. */
  pieceAt: number
  /** How many bytes were taken for HTTP. */
  consumed: number
}

/** Keeps what it is told, and checks that it is told in a possible order. */
export class Recorder implements MessageHandler {
  readonly messages: Message[] = []
  private readonly role: Role
  private readonly verdicts: readonly HeadVerdict[]
  private heads = 0

  constructor(role: Role, verdicts: readonly HeadVerdict[]) {
    this.role = role
    this.verdicts = verdicts
  }

  onHead(head: MessageHead, persistent: boolean): HeadVerdict {
    this.messages.push({
      start: startLine(this.role, head),
      fields: fieldLines(head.text, head.fieldsStart, head.fieldsEnd),
      body: '',
      trailers: [],
      persistent,
      ended: false,
    })
    return this.verdicts[this.heads++] ?? READ_BODY
  }

  onBody(chunk: Uint8Array): void {
    assert.ok(chunk.length > 0, 'a piece of a body is not empty')
    const message = this.current()
    assert.equal(message.trailers.length, 0, 'no body behind the trailers')
    for (const byte of chunk) message.body += String.fromCharCode(byte)
  }

  onTrailers(text: string, start: number, end: number): void {
    const message = this.current()
    assert.equal(message.trailers.length, 0, 'trailers come once')
    message.trailers = fieldLines(text, start, end)
    assert.ok(message.trailers.length > 0, 'a trailer section that is told of is not empty')
  }

  onMessageEnd(): void {
    this.current().ended = true
  }

  private current(): Message {
    const message = this.messages.at(-1)
    assert.ok(message !== undefined && !message.ended, 'only a message that has begun and not ended goes on')
    return message
  }
}

function startLine(role: Role, head: MessageHead): string {
  const version = `HTTP/${head.versionMajor}.${head.versionMinor}`
  if (role === 'request') return `${head.method} ${head.target} ${version}`
  const status = String(head.statusCode).padStart(3, '0')
  return head.reasonPhrase === '' ? `${version} ${status}` : `${version} ${status} ${head.reasonPhrase}`
}

function fieldLines(text: string, start: number, end: number): string[] {
  const strings = parseFieldLines(text, start, end)
  const lines: string[] = []
  for (let i = 0; i < strings.length; i += 2) lines.push(`${strings[i]}: ${strings[i + 1]}`)
  return lines
}

/** Gives the parser the bytes of the case, cut at `cuts`, and the end of the input. */
export function run(parserCase: ParserCase, bytes: Uint8Array, cuts: readonly number[] = []): Outcome {
  const { role, options } = parserCase
  const recorder = new Recorder(
    role,
    parserCase.messages.map(({ verdict }) => verdict),
  )
  const parser = new MessageParser(role, recorder, options)
  let consumed = 0
  let pieceAt = 0
  for (let i = 0; i <= cuts.length && parser.error === null; i++) {
    pieceAt = i === 0 ? 0 : cuts[i - 1]
    consumed += parser.execute(bytes.subarray(pieceAt, cuts[i] ?? bytes.length))
  }
  const error = parser.error ?? parser.finish()
  const at = error === null || error.rule === 'truncated' ? null : pieceAt + error.bytesParsed
  return { messages: recorder.messages, rule: error?.rule ?? null, at, pieceAt, consumed }
}

/** The bytes of a text that has one byte a character. */
export function toBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
