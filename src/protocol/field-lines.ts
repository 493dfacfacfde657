// From the text of a field section to names and values, and how repeated fields combine.
// The text was checked by the scanner; nothing is checked here again.

import { ownCopyOf } from './own-copy.ts'

/**
 * The names and values in turn, as sent: `[name, value, name, value, …]`.
 * @param most at most this many fields; the rest are left out
 */
export function parseFieldLines(text: string, start: number, end: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = []
  const mostStrings = most * 2
  let at = start
  while (at < end && lines.length < mostStrings) {
    const colon = text.indexOf(':', at)
    const lineEnd = text.indexOf('\r', colon)
    lines.push(text.slice(at, colon), sliceValue(text, colon + 1, lineEnd))
    at = lineEnd + 2
  }
  return lines
}

/** RFC 9112 §5.1: white space around the value is not part of it. */
function sliceValue(text: string, start: number, end: number): string {
  let from = start
  let to = end
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** How a field that comes again joins the one that is there (as `message.headers` of Node has it). */
export const JOIN_COMMA = 0
/** The first stays, the others are dropped: fields that have one value. */
export const KEEP_FIRST = 1
/** `cookie` (RFC 6265 §5.4). */
export const JOIN_SEMICOLON = 2
/** `set-cookie`: its values hold commas. Always an array. */
export const COLLECT = 3

const KNOWN_FIELDS = new Map<string, number>()
const KEEP_FIRST_FIELDS = [
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]
for (const name of KEEP_FIRST_FIELDS) KNOWN_FIELDS.set(name, KEEP_FIRST)
KNOWN_FIELDS.set('cookie', JOIN_SEMICOLON)
KNOWN_FIELDS.set('set-cookie', COLLECT)

/** @param name in lower case */
export function combinationOf(name: string): number {
  return KNOWN_FIELDS.get(name) ?? JOIN_COMMA
}

const LOWER_CASE = new Map<string, string>()
const MOST_REMEMBERED_NAMES = 512
const LONGEST_REMEMBERED_NAME = 40

/**
 * `name` in lower case. Names come again and again: remembering them saves a copy a field (bench row `json`).
 * What is remembered is bounded, since a client chooses the names.
 */
export function lowerCaseName(name: string): string {
  const known = LOWER_CASE.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (LOWER_CASE.size < MOST_REMEMBERED_NAMES && name.length <= LONGEST_REMEMBERED_NAME) {
    // The name is a slice of a head, which it would keep alive.
    const copy = ownCopyOf(name)
    LOWER_CASE.set(copy, lower === name ? copy : lower)
  }
  return lower
}
