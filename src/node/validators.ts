// Checks of arguments and options, with Node's errors. Pure: a check throws or returns.

import { types } from 'node:util'
import { findForbiddenValueCharacter, findInvalidValueCharacter, isToken } from '../protocol/characters.ts'
import { apiError } from './errors.ts'

/** Also one of another realm: in the sandbox of a test runner the global class is not that of Node's own buffers. */
export const { isUint8Array } = types

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw apiError('ERR_INVALID_ARG_TYPE', name, 'string', value)
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw apiError('ERR_INVALID_ARG_TYPE', name, 'boolean', value)
}

export function validateFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw apiError('ERR_INVALID_ARG_TYPE', name, 'Function', value)
}

export function validateObject(value: unknown, name: string): asserts value is object {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw apiError('ERR_INVALID_ARG_TYPE', name, 'Object', value)
}

export function validateNumber(value: unknown, name: string, least?: number, most?: number): asserts value is number {
  if (typeof value !== 'number') throw apiError('ERR_INVALID_ARG_TYPE', name, 'number', value)
  const isBelow = least !== undefined && value < least
  const isAbove = most !== undefined && value > most
  if (isBelow || isAbove || ((least !== undefined || most !== undefined) && Number.isNaN(value))) {
    const lower = least === undefined ? '' : `>= ${least}`
    const upper = most === undefined ? '' : `<= ${most}`
    throw apiError('ERR_OUT_OF_RANGE', name, [lower, upper].filter(Boolean).join(' && '), value)
  }
}

export function validateInteger(
  value: unknown,
  name: string,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== 'number') throw apiError('ERR_INVALID_ARG_TYPE', name, 'number', value)
  if (!Number.isInteger(value)) throw apiError('ERR_OUT_OF_RANGE', name, 'an integer', value)
  if (value < least || value > most) throw apiError('ERR_OUT_OF_RANGE', name, `>= ${least} && <= ${most}`, value)
}

export function validateAbortSignal(value: unknown, name: string): asserts value is AbortSignal {
  if (value === null || typeof value !== 'object' || !('aborted' in value)) {
    throw apiError('ERR_INVALID_ARG_TYPE', name, 'AbortSignal', value)
  }
}

export function validateOneOf(value: unknown, name: string, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return
  const list = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(', ')
  throw apiError('ERR_INVALID_ARG_VALUE', name, value, `must be one of: ${list}`)
}

/** A time in ms for a timer of Node. */
export function validateTimeoutMs(value: unknown, name: string): number {
  validateNumber(value, name)
  if (!(value >= 0 && Number.isFinite(value)))
    throw apiError('ERR_OUT_OF_RANGE', name, 'a non-negative finite number', value)
  if (value <= LONGEST_TIMER_MS) return value
  process.emitWarning(
    `${value} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${LONGEST_TIMER_MS}.`,
    'TimeoutOverflowWarning',
  )
  return LONGEST_TIMER_MS
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** `http.setMaxIdleHTTPParsers`. Parsers here belong to their connections: there are no idle ones to count. */
export function setMaxIdleHTTPParsers(max: number): void {
  validateInteger(max, 'max', 1)
}

/**
 * `http.validateHeaderName`: a field name is a token (RFC 9110 §5.1).
 * @param label what the message calls it
 * @throws {TypeError} ERR_INVALID_HTTP_TOKEN
 */
export function validateHeaderName(name: string, label?: string): void {
  if (typeof name !== 'string' || !isToken(name)) throw apiError('ERR_INVALID_HTTP_TOKEN', label || 'Header name', name)
}

/**
 * `http.validateHeaderValue`: no control characters, nothing above U+00FF (RFC 9110 §5.5).
 * @param isLenient lets control characters pass that cannot end a line
 * @throws {TypeError} ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
 */
export function validateHeaderValue(name: string, value: unknown, isLenient = false): void {
  if (value === undefined) throw apiError('ERR_HTTP_INVALID_HEADER_VALUE', value, name)
  if (typeof value === 'number') return
  const text = String(value)
  const found = isLenient ? findForbiddenValueCharacter(text) : findInvalidValueCharacter(text)
  if (found !== -1) throw apiError('ERR_INVALID_CHAR', 'header content', name)
}

// RFC 8288 §3: `<target>; name=value; …`, in a list.
// A parameter's name holds no `=`: else `a=b` would match in two ways, and a long value that nearly fits take for ever.
// Within the brackets no line may end; what else no field may hold (RFC 9110 §5.5) is looked for behind this.
const LINK_VALUE = /^(?:<[^>\r\n]*>)(?:\s*;\s*[^;"\s=]+(?:=(")?[^;"\s]*\1)?)*$/

/** The value of a Link field from `hints`: one link or a list of them. */
export function linkHeaderValue(hints: unknown): string {
  const links = Array.isArray(hints) ? hints : [hints]
  for (const link of links) {
    if (typeof link !== 'string' || !LINK_VALUE.test(link)) {
      throw apiError(
        'ERR_INVALID_ARG_VALUE',
        'hints',
        link,
        'must be an array or string of format "</styles.css>; rel=preload; as=style"',
      )
    }
    validateHeaderValue('Link', link)
  }
  return links.join(', ')
}

// As Node's own, whose checks take their arguments as a list.
for (const check of [validateHeaderName, validateHeaderValue]) Object.defineProperty(check, 'length', { value: 0 })
