// Everything that can be wrong with a message on the wire: code, reason, the status that answers it, the rule.
// The one registry of protocol errors; parsing code names an entry and an offset, nothing more.
// Knows RFC 9110 and 9112. Must not know sockets, or who will be told.

export interface ProtocolRule {
  /** Stable code, as the built-in parser names it where it has one. */
  readonly code: string
  /** What was found, as a program sees it in `error.reason`. */
  readonly reason: string
  /** The status a server answers with. */
  readonly status: number
  /** Where the rule is written. */
  readonly section: string
}

function rule(code: string, reason: string, section: string, status = 400): ProtocolRule {
  return { code, reason, status, section }
}

const METHOD = 'RFC 9112 §3.1'
const TARGET = 'RFC 9112 §3.2'
const VERSION = 'RFC 9112 §2.3'
const LINE = 'RFC 9112 §2.2'
const STATUS = 'RFC 9112 §4'
const FIELD = 'RFC 9112 §5'
const VALUE = 'RFC 9110 §5.5'
const LENGTH = 'RFC 9112 §6.3'
const CODING = 'RFC 9112 §6.1'
const CHUNK = 'RFC 9112 §7.1'

export const RULES = {
  methodUnknown: rule('HPE_INVALID_METHOD', 'Invalid method encountered', METHOD),
  methodNoSpace: rule('HPE_INVALID_METHOD', 'Expected space after method', METHOD),
  targetCharacter: rule('HPE_INVALID_URL', 'Invalid char in url path', TARGET),
  targetForm: rule('HPE_INVALID_URL', 'Invalid characters in url', TARGET),
  targetAsterisk: rule('HPE_INVALID_URL', 'Only OPTIONS can have `*` as its target', 'RFC 9112 §3.2.4'),
  targetNoHost: rule('HPE_INVALID_URL', 'Request target without a host', 'RFC 9110 §4.2.1'),
  targetAuthority: rule('HPE_INVALID_URL', 'Request target whose authority is no host[:port]', 'RFC 9112 §3.2.2'),
  targetTunnel: rule('HPE_INVALID_URL', 'CONNECT needs host:port as its target', 'RFC 9110 §9.3.6'),
  targetFragment: rule('HPE_INVALID_URL', 'Fragment in request target', TARGET),
  protocolName: rule('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/', VERSION),
  versionForm: rule('HPE_INVALID_VERSION', 'Invalid HTTP version', VERSION),
  versionDot: rule('HPE_INVALID_VERSION', 'Expected dot', VERSION),
  versionEnd: rule('HPE_INVALID_VERSION', 'Expected CRLF after version', LINE),
  versionSpace: rule('HPE_INVALID_VERSION', 'Expected space after version', STATUS),
  http2Preface: rule('HPE_PAUSED_H2_UPGRADE', 'Pause on PRI/Upgrade', 'RFC 9113 §3.4'),
  startLineBareCr: rule('HPE_STRICT', 'Expected CRLF after version', LINE),
  emptyLines: rule('HPE_INVALID_CONSTANT', 'Too many empty lines before the start line', LINE),

  statusCode: rule('HPE_INVALID_STATUS', 'Invalid status code', STATUS),
  statusTooLong: rule('HPE_INVALID_STATUS', 'Invalid response status', STATUS),
  reasonCharacter: rule('HPE_INVALID_STATUS', 'Invalid character in reason phrase', STATUS),
  statusLineNoCr: rule('HPE_CR_EXPECTED', 'Missing expected CR after response line', LINE),
  statusLineBareCr: rule('HPE_STRICT', 'Expected LF after CR', LINE),

  spaceAfterStartLine: rule('HPE_UNEXPECTED_SPACE', 'Unexpected space after start line', LINE),
  fieldName: rule('HPE_INVALID_HEADER_TOKEN', 'Invalid header token', FIELD),
  fieldNameStart: rule('HPE_INVALID_HEADER_TOKEN', 'Invalid header field char', FIELD),
  fieldFolded: rule('HPE_INVALID_HEADER_TOKEN', 'Unexpected whitespace after header value', 'RFC 9112 §5.2'),
  valueCharacter: rule('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char', VALUE),
  valueNoCr: rule('HPE_CR_EXPECTED', 'Missing expected CR after header value', LINE),
  valueNoLf: rule('HPE_LF_EXPECTED', 'Missing expected LF after header value', LINE),
  headNoLf: rule('HPE_STRICT', 'Expected LF after headers', LINE),
  tooManyFields: rule('HPE_HEADER_OVERFLOW', 'Too many header fields', 'RFC 9110 §5.4', 431),
  headTooLarge: rule('HPE_HEADER_OVERFLOW', 'Header overflow', 'RFC 9110 §5.4', 431),

  hostValue: rule('HPE_INVALID_HEADER_TOKEN', 'Invalid value of Host', TARGET),
  hostTwice: rule('HPE_INVALID_HEADER_TOKEN', 'More than one Host', TARGET),
  lengthCharacter: rule('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length', 'RFC 9110 §8.6'),
  lengthEmpty: rule('HPE_INVALID_CONTENT_LENGTH', 'Empty Content-Length', 'RFC 9110 §8.6'),
  lengthOverflow: rule('HPE_INVALID_CONTENT_LENGTH', 'Content-Length overflow', 'RFC 9110 §8.6'),
  lengthTwice: rule('HPE_UNEXPECTED_CONTENT_LENGTH', 'Duplicate Content-Length', LENGTH),
  lengthWithCoding: rule(
    'HPE_INVALID_CONTENT_LENGTH',
    "Content-Length can't be present with Transfer-Encoding",
    LENGTH,
  ),
  codingWithLength: rule(
    'HPE_INVALID_TRANSFER_ENCODING',
    "Transfer-Encoding can't be present with Content-Length",
    LENGTH,
  ),
  codingEmpty: rule('HPE_INVALID_TRANSFER_ENCODING', 'Empty Transfer-Encoding', CODING),
  codingAfterChunked: rule('HPE_INVALID_TRANSFER_ENCODING', 'Invalid `Transfer-Encoding` header value', CODING),
  codingUnknown: rule('HPE_INVALID_TRANSFER_ENCODING', 'Request has invalid `Transfer-Encoding`', CODING),

  chunkSizeCharacter: rule('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size', CHUNK),
  chunkSizeOverflow: rule('HPE_INVALID_CHUNK_SIZE', 'Chunk size overflow', CHUNK),
  chunkSizeNoCr: rule('HPE_CR_EXPECTED', 'Missing expected CR after chunk size', CHUNK),
  chunkSizeNoLf: rule('HPE_STRICT', 'Expected LF after chunk size', CHUNK),
  chunkExtension: rule('HPE_STRICT', 'Invalid character in chunk extensions', 'RFC 9112 §7.1.1'),
  chunkExtensionNoCr: rule('HPE_CR_EXPECTED', 'Missing expected CR after chunk extension', CHUNK),
  chunkExtensionValue: rule('HPE_STRICT', 'Invalid character in chunk extensions value', 'RFC 9112 §7.1.1'),
  chunkExtensionQuoted: rule('HPE_STRICT', 'Invalid character in chunk extensions quoted value', 'RFC 9112 §7.1.1'),
  chunkExtensionsTooLong: rule('HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Chunk extensions overflow', 'RFC 9112 §7.1.1', 413),
  chunkDataEnd: rule('HPE_STRICT', 'Expected LF after chunk data', CHUNK),
  chunkDataNoCr: rule('HPE_CR_EXPECTED', 'Missing expected CR after chunk data', CHUNK),

  afterClose: rule('HPE_CLOSED_CONNECTION', 'Data after `Connection: close`', 'RFC 9112 §9.6'),
  informationalFlood: rule('HPE_INVALID_STATUS', 'Too many informational responses', 'RFC 9110 §15.2'),
  truncated: rule('HPE_INVALID_EOF_STATE', 'Invalid EOF state', 'RFC 9112 §8'),
  userStopped: rule('HPE_USER', 'A listener threw while the message was read', 'none'),
} as const satisfies Record<string, ProtocolRule>

export type RuleName = keyof typeof RULES

/** So many on either side of an excerpt: enough to recognise the place. */
export const EXCERPT_BYTES = 24
const NO_BYTES = new Uint8Array(0)

/**
 * A message that breaks a rule. `code` and `reason` are stable; `bytesParsed` is the offset of the byte at which
 * it showed, counted from the start of the bytes given to `execute` last.
 */
export class ProtocolError extends Error {
  readonly code: string
  readonly reason: string
  readonly bytesParsed: number
  /** The name of the rule in `RULES`. */
  declare readonly rule: RuleName
  declare private readonly earlierBytes: Uint8Array
  /** Where the broken rule is written. */
  readonly section: string
  /** The status that a server answers with. */
  readonly status: number
  /** The bytes given to `execute` last; set by whoever owns them. */
  rawPacket?: Uint8Array

  /**
   * The bytes around the one at `bytesParsed`, escaped, with `>>>` before it: `HTTP/1.1\\r\\nHost>>> : a`; also those of
   * a head that came in parts. While `rawPacket` is not set, only what came before it.
   */
  get excerpt(): string {
    return excerptOf(this.earlierBytes, this.rawPacket, this.bytesParsed)
  }

  /** @param earlierBytes the head's last bytes before those that were given to `execute` last */
  constructor(name: RuleName, bytesParsed: number, earlierBytes: Uint8Array = NO_BYTES) {
    const { code, reason, section, status } = RULES[name]
    super(name === 'truncated' ? 'Parse Error' : `Parse Error: ${reason}`)
    this.code = code
    this.reason = reason
    this.bytesParsed = bytesParsed
    Object.defineProperty(this, 'rule', { value: name, configurable: true })
    Object.defineProperty(this, 'earlierBytes', { value: earlierBytes, configurable: true })
    this.section = section
    this.status = status
  }
}
// Programs print and compare the name; it stays that of the built-in's errors.
Object.defineProperty(ProtocolError.prototype, 'name', { value: 'Error', configurable: true, writable: true })

function excerptOf(earlier: Uint8Array, bytes: Uint8Array | undefined, at: number): string {
  if (bytes === undefined) return earlier.length === 0 ? '' : `${escapeBytes(earlier)}>>>`
  const before = bytes.subarray(Math.max(0, at - EXCERPT_BYTES), at)
  const missing = EXCERPT_BYTES - before.length
  const tail = missing === 0 ? NO_BYTES : earlier.subarray(Math.max(0, earlier.length - missing))
  return `${escapeBytes(tail)}${escapeBytes(before)}>>>${escapeBytes(bytes.subarray(at, at + EXCERPT_BYTES))}`
}

function escapeBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    if (byte === 0x0d) text += '\\r'
    else if (byte === 0x0a) text += '\\n'
    else if (byte === 0x5c) text += '\\\\'
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text
}
