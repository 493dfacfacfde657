// The names of the fields that programs send, each with what is known of it: that it is a name at all, how it is spelled
// in lower case, and the line in which it stood last. Programs set the same few fields in each message, most of them to
// the value they had before (Content-Type, Cache-Control, the dozen of security fields): that value need not be checked
// again, nor its line be put together (bench row `pipeline`: a tenth; of answers with twelve such fields, without
// sockets: a fifth).
//
// Knows names, values and lines as text; must not know messages.

import { validateHeaderName } from '../node/validators.ts'
import { findInvalidValueCharacter } from '../protocol/characters.ts'
import { lowerCaseName } from '../protocol/field-lines.ts'
import { ownCopyOf } from '../protocol/own-copy.ts'

const MOST_REMEMBERED_NAMES = 512
const LONGEST_REMEMBERED_NAME = 64
const LONGEST_REMEMBERED_VALUE = 1024
/** Of a name whose value was another so many times in a row, only one in REMEMBER_EVERY is remembered. */
const MISSES_BEFORE_REST = 8
const REMEMBER_EVERY = 64
/** Their values are not kept for longer than their messages. */
const SECRET_FIELDS = new Set(['authorization', 'cookie', 'proxy-authorization', 'set-cookie'])

export class FieldName {
  /** As it was given. */
  readonly name: string
  /** In lower case: what fields are told apart by. */
  readonly key: string
  /** The value that was sent last, of those that hold nothing forbidden; at first the empty one. */
  private value = ''
  private line: string
  private misses = 0
  private readonly isSecret: boolean

  /** @throws ERR_INVALID_HTTP_TOKEN */
  constructor(name: string) {
    validateHeaderName(name)
    this.name = name
    this.key = lowerCaseName(name)
    this.line = `${name}: \r\n`
    this.isSecret = SECRET_FIELDS.has(this.key)
  }

  /** Whether `value` is one that was checked, so that every check of values would let it pass. */
  isChecked(value: unknown): boolean {
    return value === this.value
  }

  /** `name: value` with its CRLF. */
  lineOf(value: string): string {
    if (value === this.value) {
      this.misses = 0
      return this.line
    }
    const line = `${this.name}: ${value}\r\n`
    if (this.shouldRemember(value)) this.remember(value, line)
    return line
  }

  private shouldRemember(value: string): boolean {
    if (this.isSecret || value.length > LONGEST_REMEMBERED_VALUE) return false
    this.misses++
    return this.misses <= MISSES_BEFORE_REST || this.misses % REMEMBER_EVERY === 0
  }

  private remember(value: string, line: string): void {
    // What a leniency let through has not passed for all.
    if (findInvalidValueCharacter(value) !== -1) return
    this.value = ownCopyOf(value)
    this.line = ownCopyOf(line)
  }
}

const REMEMBERED = new Map<string, FieldName>()

/**
 * What is known of a name; the same object for the same spelling, as long as there is room.
 * @throws ERR_INVALID_HTTP_TOKEN
 */
export function fieldNameOf(name: string): FieldName {
  const known = REMEMBERED.get(name)
  if (known !== undefined) return known
  // Bounded, since some names may come from data; and what is no text is refused as it is.
  const mayRemember = typeof name === 'string' && name.length <= LONGEST_REMEMBERED_NAME
  if (!mayRemember || REMEMBERED.size >= MOST_REMEMBERED_NAMES) return new FieldName(name)
  const field = new FieldName(ownCopyOf(name))
  REMEMBERED.set(field.name, field)
  return field
}
