// What a case of the parser is: bytes, and the messages or the broken rule that they stand for. Data only; how a case
// is run stands in parser-run.ts, the cases in request-cases.ts and response-cases.ts.
import type { RuleName } from '../../src/protocol/errors.ts'
import {
  type HeadVerdict,
  INTERIM,
  NO_BODY,
  type ParserOptions,
  READ_BODY,
  SWITCH,
} from '../../src/protocol/message-parser.ts'

export type Role = 'request' | 'response'

/** One message as the handler was told of it. */
export interface Message {
  /** The start line, put together again from what the parser found in it. */
  start: string
  /** `Name: value`, in order. */
  fields: readonly string[]
  body: string
  trailers: readonly string[]
  /** What the parser said of the connection when it told of the head. */
  persistent: boolean
  ended: boolean
}

export interface ExpectedMessage extends Message {
  /** What the handler answers to the head. */
  verdict: HeadVerdict
}

export interface ParserCase {
  name: string
  role: Role
  /** One byte a character. */
  bytes: string
  options: ParserOptions
  messages: readonly ExpectedMessage[]
  /** The rule that is broken, at the latest when the input ends. */
  fails: RuleName | null
  /** Where the error says that it showed; null where that is not held to. */
  at: number | null
  /** What is left, as bytes of another protocol. */
  rest: string
}

/** Stands in the bytes of a case before the one at which the error shows. */
export const MARK = '▸'

type Details = Partial<Omit<ExpectedMessage, 'start'>>

/** A message with a head, without a body, on a connection that goes on, unless the details say otherwise. */
export function message(start: string, details: Details = {}): ExpectedMessage {
  return { start, fields: [], body: '', trailers: [], persistent: true, ended: true, verdict: READ_BODY, ...details }
}

/** `GET / HTTP/1.1` with one Host line and the given fields behind it. */
export function get(details: Details = {}): ExpectedMessage {
  return message('GET / HTTP/1.1', { ...details, fields: ['Host: a', ...(details.fields ?? [])] })
}

export function post(details: Details = {}): ExpectedMessage {
  return message('POST / HTTP/1.1', { ...details, fields: ['Host: a', ...(details.fields ?? [])] })
}

export function ok(details: Details = {}): ExpectedMessage {
  return message('HTTP/1.1 200 OK', details)
}

export const unfinished = { ended: false } as const
export const closing = { persistent: false } as const
export const switching = { verdict: SWITCH } as const
export const bodyless = { verdict: NO_BODY } as const
export const interim = { verdict: INTERIM, ended: false } as const

/** Lines with their ends, and the empty one behind them. */
export function head(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}

export interface CaseOptions extends ParserOptions {
  rest?: string
}

type Messages = ExpectedMessage | readonly ExpectedMessage[]

/** The two ways to write a case for one role. */
export function casesOf(role: Role) {
  const cases: ParserCase[] = []

  function add(name: string, marked: string, found: Messages, fails: RuleName | null, details: CaseOptions): void {
    const { rest = '', ...options } = details
    const at = marked.indexOf(MARK)
    const bytes = at === -1 ? marked : marked.slice(0, at) + marked.slice(at + 1)
    const messages = Array.isArray(found) ? found : [found as ExpectedMessage]
    cases.push({ name, role, bytes: bytes + rest, options, messages, fails, at: at === -1 ? null : at, rest })
  }

  return {
    cases,
    accepts(name: string, bytes: string, messages: Messages, options: CaseOptions = {}): void {
      add(name, bytes, messages, null, options)
    },
    /** `MARK` in the bytes says where; the messages are those told of before. */
    refuses(name: string, fails: RuleName, bytes: string, messages: Messages = [], options: CaseOptions = {}): void {
      add(name, bytes, messages, fails, options)
    },
  }
}
