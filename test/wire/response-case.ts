// What a raw response of the table is: bytes, the rule they follow or break, and what a client is to make of them in
// each of its three modes. Data only; how a case is run stands in response-run.ts.

import type { Mode } from './request-case.ts'

export interface ResponseExpectation {
  /** In order: interim responses as `100`, the response as `STATUS body` (`…` where the body did not end), `> STATUS
   *  rest` for a change of protocol. */
  seen: readonly string[]
  /** The code of the request's or the response's error, or null. */
  error: string | null
  /** Whether there may be an error or none: what is behind a whole response may come before or after its end is told. */
  mayFail?: boolean
  /** Whether the connection carries another request and its answer. */
  isKept: boolean
  /** Field lines as `name: value`, in lower case, that the response must have. */
  fields?: readonly string[]
}

export interface ResponseCase {
  name: string
  rule: string
  bytes: string
  expected: Record<Mode, ResponseExpectation>
  method: string
  requestFields: Record<string, string>
  /** Whether the server ends the connection behind the bytes. */
  ends: boolean
  because?: string
}

export interface ResponseDetails {
  strict?: ResponseExpectation
  insecure?: ResponseExpectation
  method?: string
  requestFields?: Record<string, string>
  ends?: boolean
  isKept?: boolean
  mayFail?: boolean
  fields?: readonly string[]
  because?: string
}

export function receiving(
  seen: string | readonly string[],
  isKept = true,
  fields: readonly string[] = [],
): ResponseExpectation {
  return { seen: typeof seen === 'string' ? [seen] : seen, error: null, isKept, fields }
}

export function failing(error: string, ...seen: string[]): ResponseExpectation {
  return { seen, error, isKept: false }
}

function build(
  name: string,
  rule: string,
  bytes: string,
  base: ResponseExpectation,
  details: ResponseDetails,
): ResponseCase {
  const { strict = base, insecure = base, method = 'GET', requestFields = {}, ends = false, because } = details
  const expected = { default: base, strict, insecure }
  return { name, rule, bytes, expected, method, requestFields, ends, ...(because === undefined ? {} : { because }) }
}

/** A response that is taken, on a connection that goes on (or, where the server ends it, does not). */
export function takes(
  name: string,
  rule: string,
  bytes: string,
  seen: string | readonly string[],
  details: ResponseDetails = {},
): ResponseCase {
  const expected = receiving(seen, details.isKept ?? !details.ends, details.fields)
  return build(name, rule, bytes, { ...expected, mayFail: details.mayFail ?? false }, details)
}

/** A response that ends in an error; `seen` is what came before it. */
export function fails(
  name: string,
  rule: string,
  bytes: string,
  error: string,
  details: ResponseDetails & { seen?: readonly string[] } = {},
): ResponseCase {
  return build(name, rule, bytes, failing(error, ...(details.seen ?? [])), details)
}

const OK = 'HTTP/1.1 200 OK'
export const EMPTY = 'Content-Length: 0'

export function head(statusLine: string, ...fields: string[]): string {
  return `${[statusLine, ...fields].join('\r\n')}\r\n\r\n`
}

export function ok(...fields: string[]): string {
  return head(OK, ...fields)
}

/** A whole response without a body, under this status line. */
export function status(statusLine: string): string {
  return head(statusLine, EMPTY)
}

export function chunks(body: string, ...fields: string[]): string {
  return ok('Transfer-Encoding: chunked', ...fields) + body
}
