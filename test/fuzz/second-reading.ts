// A second reading of HTTP/1.1 requests and responses, slow and plain: the whole input at once, with regular expressions
// taken from the grammar of RFC 9112. Shares nothing with src/: where the two agree, both were meant.

export interface ReadMessage {
  start: string
  fields: string[]
  body: string
  trailers: string[]
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const FIELD = `(?:${TOKEN}:[\\t\\x20-\\x7e\\x80-\\xff]*\\r\\n)*`
const REQUEST = new RegExp(`^(?:\\r\\n)*(${TOKEN}) ([!-~]+) HTTP/(1\\.[01])\\r\\n(${FIELD})\\r\\n`)
const RESPONSE = new RegExp(
  `^(?:\\r\\n)*HTTP/(1\\.[01]) (\\d{3})(?: ([\\t\\x20-\\x7e\\x80-\\xff]*))?\\r\\n(${FIELD})\\r\\n`,
)
const QUOTED = '"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"'
const BWS = '[\\t ]*'
const EXTENSION = `(?:${BWS};${BWS}${TOKEN}(?:${BWS}=${BWS}(?:${TOKEN}|${QUOTED}))?)*`
const SIZE = new RegExp(`^([0-9A-Fa-f]+)${EXTENSION}\\r\\n`)
const TRAILERS = new RegExp(`^(${FIELD})\\r\\n`)

/** All messages that begin and end in `text`, up to the first that does not; and how much of the text they take. */
export function readAgain(role: 'request' | 'response', text: string): { messages: ReadMessage[]; at: number } {
  const messages: ReadMessage[] = []
  let at = 0
  for (;;) {
    const found = readOne(role, text.slice(at))
    if (found === null) return { messages, at }
    messages.push(found.message)
    at += found.length
    if (!found.persists) return { messages, at }
  }
}

interface Found {
  message: ReadMessage
  length: number
  persists: boolean
}

function readOne(role: 'request' | 'response', text: string): Found | null {
  const match = (role === 'request' ? REQUEST : RESPONSE).exec(text)
  if (match === null) return null
  const fields = splitFields(match[4])
  const version = role === 'request' ? match[3] : match[1]
  const start = role === 'request' ? `${match[1]} ${match[2]} ${version}` : `${version} ${match[2]} ${match[3] ?? ''}`
  const body = readBody(role, Number(match[2]), fields, text.slice(match[0].length))
  if (body === null) return null
  // The final response decides about the connection.
  const isInterim = role === 'response' && match[2].startsWith('1')
  const message = { start, fields, body: body.text, trailers: body.trailers }
  return {
    message,
    length: match[0].length + body.length,
    persists: isInterim || (body.bounded && mayPersist(version, fields)),
  }
}

function splitFields(section: string): string[] {
  return section
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const colon = line.indexOf(':')
      return `${line.slice(0, colon)}: ${line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')}`
    })
}

function listOf(fields: readonly string[], name: string): string[] {
  return fields
    .filter((field) => field.toLowerCase().startsWith(`${name}: `))
    .flatMap((field) => field.slice(name.length + 2).split(','))
    .map((element) => element.replace(/^[\t ]+|[\t ]+$/g, '').toLowerCase())
    .filter((element) => element !== '')
}

interface Body {
  text: string
  trailers: string[]
  length: number
  /** Whether its end is marked, and is not that of the connection. */
  bounded: boolean
}

/** RFC 9112 §6.3, rule by rule; null where the body is not whole or cannot be told. */
function readBody(role: string, status: number, fields: readonly string[], rest: string): Body | null {
  const none = { text: '', trailers: [], length: 0, bounded: true }
  const codings = listOf(fields, 'transfer-encoding')
  if (role === 'response' && (status === 204 || status === 304 || (status >= 100 && status < 200))) return none
  if (codings.length > 0) {
    if (codings.at(-1) === 'chunked') return readChunks(rest)
    return role === 'request' ? null : { text: rest, trailers: [], length: rest.length, bounded: false }
  }
  const lengths = listOf(fields, 'content-length')
  if (lengths.length === 0) {
    return role === 'request' ? none : { text: rest, trailers: [], length: rest.length, bounded: false }
  }
  if (lengths.length > 1 || !/^\d+$/.test(lengths[0])) return null
  const length = Number(lengths[0])
  return length > rest.length ? null : { text: rest.slice(0, length), trailers: [], length, bounded: true }
}

function readChunks(text: string): Body | null {
  let body = ''
  let at = 0
  for (;;) {
    const line = SIZE.exec(text.slice(at))
    if (line === null) return null
    at += line[0].length
    const size = Number.parseInt(line[1], 16)
    if (size === 0) break
    if (text.slice(at + size, at + size + 2) !== '\r\n') return null
    body += text.slice(at, at + size)
    at += size + 2
  }
  const trailers = TRAILERS.exec(text.slice(at))
  if (trailers === null) return null
  return { text: body, trailers: splitFields(trailers[1]), length: at + trailers[0].length, bounded: true }
}

function mayPersist(version: string, fields: readonly string[]): boolean {
  const options = listOf(fields, 'connection')
  if (options.includes('close')) return false
  if (version === '1.1') return true
  return options.includes('keep-alive') && listOf(fields, 'transfer-encoding').length === 0
}
