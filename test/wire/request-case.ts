// What a raw request of the table is: bytes, the rule they follow or break, and what a server is to make of them in
// each of its three modes. Data only; how a case is run stands in request-run.ts.

export type Mode = 'default' | 'strict' | 'insecure'

/** One request as the handler saw it. */
export interface Seen {
  /** `METHOD target body`; a body that never ended ends in `…`. A change of protocol begins with `>`. */
  line: string
  /** Field lines that must be there, as `name: value`, in lower case; a name alone must not be there. */
  fields?: readonly string[]
  trailers?: readonly string[]
}

/**
 * What becomes of the connection behind the bytes: it carries another request (which is tried, and so shows that both
 * sides agree where the last message ended), is closed by the server, waits for the rest of a message, or speaks
 * another protocol.
 */
export type Behind = 'open' | 'closed' | 'waiting' | 'switched'

export interface Expectation {
  seen: readonly Seen[]
  /** The statuses that come back, in order. */
  statuses: readonly number[]
  behind: Behind
  /** Whether the statuses may come in any order. */
  anyOrder?: boolean
  /** Whether the client may be reset before it has read the last answer: it sends on behind one that closes. */
  mayBeReset?: boolean
}

export interface RequestCase {
  name: string
  /** The section of an RFC, or the number of a CVE. */
  rule: string
  /** One byte a character. */
  bytes: string
  expected: Record<Mode, Expectation>
  /** Whether the server listens for `upgrade` and `connect`. */
  listens: boolean
  /** Why a laxer or another reading than the RFC's is expected, with where it is written. */
  because?: string
}

type SeenGiven = string | Seen | readonly (string | Seen)[]

export interface Details {
  statuses?: readonly number[]
  behind?: Behind
  anyOrder?: boolean
  /** Whether the client may be reset before it has read the last answer: it sends on behind one that closes. */
  mayBeReset?: boolean
}

export interface CaseDetails extends Details {
  strict?: Expectation
  insecure?: Expectation
  listens?: boolean
  because?: string
}

function toSeen(given: SeenGiven): Seen[] {
  const list = Array.isArray(given) ? given : [given]
  return list.map((one: string | Seen) => (typeof one === 'string' ? { line: one } : one))
}

const isWhole = ({ line }: Seen) => !line.endsWith('…') && !line.startsWith('>')

/** These requests are seen, each gets its 200, and the connection goes on. */
export function reading(seen: SeenGiven, details: Details = {}): Expectation {
  const list = toSeen(seen)
  const {
    statuses = list.filter(isWhole).map(() => 200),
    behind = 'open',
    anyOrder = false,
    mayBeReset = false,
  } = details
  return { seen: list, statuses, behind, anyOrder, mayBeReset }
}

/** These requests are seen (none, if not said otherwise), behind the 400, and the connection ends. */
export function refusing(seen: SeenGiven = [], status = 400): Expectation {
  const list = toSeen(seen)
  return { seen: list, statuses: [...list.filter(isWhole).map(() => 200), status], behind: 'closed' }
}

function build(name: string, rule: string, bytes: string, base: Expectation, details: CaseDetails): RequestCase {
  const { strict = base, insecure = base, listens = false, because } = details
  const expected = { default: base, strict, insecure }
  return { name, rule, bytes, expected, listens, ...(because === undefined ? {} : { because }) }
}

/** A case whose bytes are taken. */
export function reads(
  name: string,
  rule: string,
  bytes: string,
  seen: SeenGiven,
  details: CaseDetails = {},
): RequestCase {
  return build(name, rule, bytes, reading(seen, details), details)
}

export interface RefusalDetails extends CaseDetails {
  seen?: SeenGiven
  status?: number
}

/** A case whose bytes are answered with a 4xx and the end of the connection. */
export function refuses(name: string, rule: string, bytes: string, details: RefusalDetails = {}): RequestCase {
  const { seen = [], status = 400, ...rest } = details
  return build(name, rule, bytes, refusing(seen, status), rest)
}

// --- Making bytes ------------------------------------------------------------------------------------------------

export const HOST = 'Host: a'

export function lines(...all: string[]): string {
  return `${all.join('\r\n')}\r\n\r\n`
}

/** A GET of `/` with these field lines behind its Host. */
export function get(...fields: string[]): string {
  return lines('GET / HTTP/1.1', HOST, ...fields)
}

/** A request line, and nothing else but a Host. */
export function line(requestLine: string): string {
  return lines(requestLine, HOST)
}

export function post(fields: readonly string[], body = ''): string {
  return lines('POST / HTTP/1.1', HOST, ...fields) + body
}

/** A POST whose body is this, in chunks that the case writes itself. */
export function chunked(body: string, ...fields: string[]): string {
  return post(['Transfer-Encoding: chunked', ...fields], body)
}

/** A second request, which shows where the first was taken to end. */
export const NEXT = lines('GET /next HTTP/1.1', HOST)
