// The named leniencies: each loosens one rule for peers that cannot be mended. Most are off by default.
// Knows which option turns on which; must not know parsing.

/** Bits of `Leniency`. */
export const LENIENT_VALUES = 1 // control bytes other than NUL, CR and LF in field values
export const LENIENT_FOLDING = 2 // obs-fold (RFC 9112 §5.2) is read as a space
export const LENIENT_LINE_ENDS = 4 // a bare LF ends a line (RFC 9112 §2.2 lets a recipient)
export const LENIENT_LENGTH_AND_CODING = 8 // Transfer-Encoding wins over Content-Length
export const LENIENT_CODING = 16 // an unknown or non-final transfer coding: the body ends with the connection
export const LENIENT_VERSION = 32 // any HTTP/d.d
export const LENIENT_AFTER_CLOSE = 64 // bytes behind a message that ends the connection are dropped
export const LENIENT_CHUNK_SPACE = 128 // spaces behind a chunk size
export const LENIENT_NAME_SPACE = 256 // a space before the colon
export const LENIENT_FAULTY_HEAD = 512 // a request with faulty framing is shown to the handler before it is refused
export const LENIENT_ORDER = 1024 // Upgrade and errors need not wait for the answers that are due before them
export const LENIENT_HOST = 2048 // several Host lines, the first counts; white space or two ports in one; an upgrade needs none
export const LENIENT_CONNECT = 4096 // CONNECT to a path
export const LENIENT_TARGET = 8192 // any value of Host; a fragment, `*`, any authority and CONNECT to anything
export const LENIENT_URI = 16384 // characters in a target that no URI has

export type Leniency = number

/** RFC 9112 to the letter. */
export const STRICT: Leniency = 0
/** What applications of Node rely on, and its tests demand, and nothing else. */
export const DEFAULT: Leniency = LENIENT_FAULTY_HEAD | LENIENT_ORDER | LENIENT_HOST | LENIENT_CONNECT | LENIENT_URI
export const RELAXED: Leniency = DEFAULT | LENIENT_VALUES
export const INSECURE: Leniency = DEFAULT | LENIENT_TARGET | 511

/**
 * What the options of Node ask for.
 * @param httpValidation `'strict'`, `'relaxed'` or `'insecure'`; wins where it is given
 * @param insecureHTTPParser the older switch: everything or nothing
 */
export function leniencyOf(httpValidation: string | undefined, insecureHTTPParser: boolean | undefined): Leniency {
  if (httpValidation === 'relaxed') return RELAXED
  if (httpValidation === 'insecure') return INSECURE
  if (httpValidation === 'strict') return STRICT
  return insecureHTTPParser === true ? INSECURE : DEFAULT
}
