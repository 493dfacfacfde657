// Which bytes and characters may stand where in an HTTP/1.1 message.
// Knows the grammar of RFC 9110 §5.6 and RFC 9112; must not know messages, buffers of a host or sockets.

/** Bits of `BYTE_CLASS`: one look-up answers every question the scanner asks about a byte. */
export const TOKEN = 1
export const FIELD_VALUE = 2
export const TARGET = 4
export const QUOTED_TEXT = 8

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const HASH = 0x23
export const COMMA = 0x2c
export const SLASH = 0x2f
export const COLON = 0x3a
export const SEMICOLON = 0x3b
export const EQUALS = 0x3d
export const DQUOTE = 0x22
export const BACKSLASH = 0x5c

// RFC 9110 §5.6.2: tchar.
const TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

export const BYTE_CLASS: Uint8Array = makeByteClasses()

function makeByteClasses(): Uint8Array {
  const classes = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) {
    const isVisible = byte > SP && byte < 0x7f
    const isObsText = byte >= 0x80
    // RFC 9110 §5.5: field-vchar and obs-text, with SP and HTAB between them.
    if (isVisible || isObsText || byte === SP || byte === TAB) classes[byte] |= FIELD_VALUE
    // RFC 3986 has no spaces, controls or bytes above ASCII in a URI, and RFC 9112 §3.2 no fragment in a
    // target. The rest of its fine grammar is for whoever resolves the target.
    if (isVisible) classes[byte] |= TARGET
    // RFC 9110 §5.6.4: qdtext.
    if ((isVisible || isObsText || byte === SP || byte === TAB) && byte !== DQUOTE && byte !== BACKSLASH)
      classes[byte] |= QUOTED_TEXT
  }
  for (let i = 0; i < TOKEN_CHARACTERS.length; i++) classes[TOKEN_CHARACTERS.charCodeAt(i)] |= TOKEN
  return classes
}

/** Value of a hexadecimal digit, or 255. */
export const HEX_VALUE: Uint8Array = makeHexValues()

function makeHexValues(): Uint8Array {
  const values = new Uint8Array(256).fill(255)
  for (let i = 0; i < 10; i++) values[0x30 + i] = i
  for (let i = 0; i < 6; i++) {
    values[0x41 + i] = 10 + i
    values[0x61 + i] = 10 + i
  }
  return values
}

/**
 * Whether `text` is a token (RFC 9110 §5.6.2): a method or a field name.
 */
export function isToken(text: string): boolean {
  const { length } = text
  if (length === 0) return false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f || (BYTE_CLASS[code] & TOKEN) === 0) return false
  }
  return true
}

/**
 * The index of the first character that cannot stand in a field value (RFC 9110 §5.5), or -1.
 * A character above U+00FF has no byte in a field value at all.
 */
export function findInvalidValueCharacter(text: string): number {
  const { length } = text
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff || (BYTE_CLASS[code] & FIELD_VALUE) === 0) return i
  }
  return -1
}

/**
 * The index of the first character that the relaxed reading refuses too, or -1: NUL, CR and LF, which would
 * end the line or the string at the next hop, and what has no byte.
 */
export function findForbiddenValueCharacter(text: string): number {
  const { length } = text
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff || code === 0 || code === CR || code === LF) return i
  }
  return -1
}

/**
 * Whether `text` can be a request target as a client may send it: no space, no control below it, nothing
 * above U+00FF, which would have to be guessed into bytes. The rest has one byte a character, and goes as it is: what
 * RFC 3986 says of it is for who reads the target.
 */
export function hasInvalidTargetCharacter(text: string): boolean {
  const { length } = text
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code <= SP || code > 0xff) return true
  }
  return false
}
