// The errors of the API: what a caller did wrong or what befell the connection, by Node's codes and messages,
// which programs compare. What can be wrong with bytes on the wire stands in protocol/errors.ts.

import { format, inspect } from 'node:util'

type Base = typeof Error | typeof TypeError | typeof RangeError

interface ErrorEntry {
  readonly base: Base
  readonly message: (...args: never[]) => string
}

function entry<Args extends unknown[]>(base: Base, message: (...args: Args) => string) {
  return { base, message }
}

export const API_ERRORS = {
  ERR_HTTP_BODY_NOT_ALLOWED: entry(
    Error,
    () => 'Adding content for this request method or response status is not allowed.',
  ),
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: entry(
    Error,
    (actual: number, announced: number) =>
      `Response body's content-length of ${actual} byte(s) does not match the content-length of ${announced} byte(s) set in header`,
  ),
  ERR_HTTP_HEADERS_SENT: entry(Error, (verb: string) => `Cannot ${verb} headers after they are sent to the client`),
  ERR_HTTP_INVALID_HEADER_VALUE: entry(
    TypeError,
    (value: unknown, name: string) => `Invalid value "${value}" for header "${name}"`,
  ),
  ERR_HTTP_INVALID_STATUS_CODE: entry(RangeError, (status: unknown) => format('Invalid status code: %s', status)),
  ERR_HTTP_REQUEST_TIMEOUT: entry(Error, () => 'Request timeout'),
  ERR_HTTP_SOCKET_ASSIGNED: entry(Error, () => 'ServerResponse has an already assigned socket'),
  ERR_HTTP_SOCKET_ENCODING: entry(Error, () => 'Changing the socket encoding is not allowed per RFC7230 Section 3.'),
  ERR_HTTP_TRAILER_INVALID: entry(Error, () => 'Trailers are invalid with this transfer encoding'),
  ERR_INVALID_CHAR: entry(TypeError, (what: string, field?: string) =>
    field === undefined ? `Invalid character in ${what}` : `Invalid character in ${what} ["${field}"]`,
  ),
  ERR_INVALID_HTTP_TOKEN: entry(
    TypeError,
    (what: string, token: unknown) => `${what} must be a valid HTTP token ["${String(token)}"]`,
  ),
  ERR_INVALID_PROTOCOL: entry(
    TypeError,
    (actual: string, expected: string) => `Protocol "${actual}" not supported. Expected "${expected}"`,
  ),
  ERR_UNESCAPED_CHARACTERS: entry(TypeError, (what: string) => `${what} contains unescaped characters`),
  ERR_METHOD_NOT_IMPLEMENTED: entry(Error, (method: string) => `The ${method} method is not implemented`),
  ERR_STREAM_ALREADY_FINISHED: entry(Error, (method: string) => `Cannot call ${method} after a stream was finished`),
  ERR_STREAM_CANNOT_PIPE: entry(Error, () => 'Cannot pipe, not readable'),
  ERR_STREAM_DESTROYED: entry(Error, (method: string) => `Cannot call ${method} after a stream was destroyed`),
  ERR_STREAM_NULL_VALUES: entry(TypeError, () => 'May not write null values to stream'),
  ERR_STREAM_WRITE_AFTER_END: entry(Error, () => 'write after end'),
  ERR_UNKNOWN_ENCODING: entry(TypeError, (encoding: string) => `Unknown encoding: ${encoding}`),
  ERR_INVALID_ARG_TYPE: entry(TypeError, describeWrongType),
  ERR_INVALID_ARG_VALUE: entry(TypeError, (name: string, value: unknown, reason = 'is invalid') => {
    const shown = inspect(value)
    const kind = name.includes('.') ? 'property' : 'argument'
    return `The ${kind} '${name}' ${reason}. Received ${shown.length > 128 ? `${shown.slice(0, 128)}...` : shown}`
  }),
  ERR_OUT_OF_RANGE: entry(
    RangeError,
    (name: string, range: string, received: unknown) =>
      `The value of "${name}" is out of range. It must be ${range}. Received ${showNumber(received)}`,
  ),
  ERR_PROXY_INVALID_CONFIG: entry(Error, (message: string) => message),
  ERR_PROXY_TUNNEL: entry(Error, (message: string) => message),
  ERR_SOCKET_BAD_PORT: entry(
    RangeError,
    (name: string, port: unknown) => `${name} should be >= 0 and < 65536.${describeReceived(port)}.`,
  ),
} as const satisfies Record<string, ErrorEntry>

export type ApiErrorCode = keyof typeof API_ERRORS
export type CodedError = Error & { code: string }

/**
 * An error of the registry.
 * @param args what its message is made of
 */
export function apiError<Code extends ApiErrorCode>(
  code: Code,
  ...args: Parameters<(typeof API_ERRORS)[Code]['message']>
): CodedError {
  const { base, message } = API_ERRORS[code] as unknown as { base: Base; message: (...args: unknown[]) => string }
  return coded(new base(message(...args)), code)
}

function coded(error: Error, code: string): CodedError {
  // As Node prints its own: the code behind the name, on the first line of the stack only.
  if (typeof error.stack === 'string') error.stack = error.stack.replace(error.name, `${error.name} [${code}]`)
  return Object.assign(error, { code })
}

/** The connection is gone in the middle of something; `code` is ECONNRESET. */
export function connectionReset(message: string): CodedError {
  return Object.assign(new Error(message), { code: 'ECONNRESET' })
}

/** What an aborted `signal` makes of an operation; `code` is ABORT_ERR. */
export function abortError(cause: unknown): CodedError {
  const error = new Error('The operation was aborted', cause === undefined ? undefined : { cause })
  error.name = 'AbortError'
  return Object.assign(error, { code: 'ABORT_ERR' })
}

function showNumber(value: unknown): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') return inspect(value)
  const text = String(value)
  if (!Number.isInteger(value) && typeof value === 'number') return text
  if (Math.abs(Number(value)) <= 2 ** 32) return typeof value === 'bigint' ? `${text}n` : text
  const grouped = text.replace(/\B(?=(\d{3})+$)/g, '_')
  return typeof value === 'bigint' ? `${grouped}n` : grouped
}

const CLASS_NAME = /^(?:[A-Z][A-Za-z0-9]*)+$/
const PRIMITIVES = new Set([
  'string',
  'function',
  'number',
  'object',
  'boolean',
  'bigint',
  'symbol',
  'Function',
  'Object',
])

/** `The "name" argument must be of type string or an instance of Buffer. Received …` */
function describeWrongType(name: string, expected: string | readonly string[], received: unknown): string {
  const wanted = typeof expected === 'string' ? [expected] : expected
  const types = wanted.filter((one) => PRIMITIVES.has(one)).map((one) => one.toLowerCase())
  const classes = wanted.filter((one) => !PRIMITIVES.has(one) && CLASS_NAME.test(one))
  const others = wanted.filter((one) => !PRIMITIVES.has(one) && !CLASS_NAME.test(one))
  const parts: string[] = []
  if (types.length > 0) parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${listed(types)}`)
  if (classes.length > 0) parts.push(`an instance of ${listed(classes)}`)
  if (others.length > 0) parts.push(others.length > 1 ? `one of ${listed(others)}` : others[0])
  const kind = name.includes('.') ? 'property' : 'argument'
  const subject = name.endsWith(' argument') ? `The ${name}` : `The "${name}" ${kind}`
  return `${subject} must be ${parts.join(' or ')}.${describeReceived(received)}`
}

function listed(words: readonly string[]): string {
  if (words.length < 3) return words.join(' or ')
  return `${words.slice(0, -1).join(', ')}, or ${words[words.length - 1]}`
}

function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return ` Received ${value}`
  if (typeof value === 'function') return ` Received function ${value.name}`
  if (typeof value === 'object') {
    const name = value.constructor?.name
    return name ? ` Received an instance of ${name}` : ` Received ${inspect(value, { depth: -1 })}`
  }
  let shown = inspect(value, { colors: false })
  if (shown.length > 28) shown = `${shown.slice(0, 25)}...`
  return ` Received type ${typeof value} (${shown})`
}
