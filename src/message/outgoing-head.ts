// Makes the head of an outgoing message: the fields a program gave, those the message needs, and with them the
// decisions about framing (RFC 9112 §6) and persistence (§9.3). Text in, text out; it sets the message's facts
// and touches no socket.

import { dateLine } from '../node/clock.ts'
import { apiError } from '../node/errors.ts'
import { validateHeaderValue } from '../node/validators.ts'
import { type FieldName, fieldNameOf } from './field-name.ts'
import { HeaderStore, type HeaderValue } from './header-store.ts'
import {
  endsInChunks,
  framingLine,
  type HeadFacts,
  type HeadOptions,
  isLength,
  lacksFraming,
  type RenderedHead,
  SEEN_BAD_LENGTH,
  SEEN_CODING,
  SEEN_CONNECTION,
  SEEN_DATE,
  SEEN_EXPECT,
  SEEN_LENGTH,
  SEEN_OTHER_CODING,
  SEEN_SECOND_LENGTH,
  SEEN_TRAILER,
  settleFraming,
} from './outgoing-framing.ts'

export type HeadersInput =
  | Record<string, HeaderValue | undefined>
  | readonly (readonly [string, HeaderValue])[]
  | readonly HeaderValue[]

// One object for all heads: `renderHead` is not re-entered (bench row `hello`, one allocation less). Its text is put
// there whole: an old object that is given young strings, piece by piece, is noted for the collector each time (bench
// row `pipeline`).
const rendering: RenderedHead = { text: '', seen: 0 }

/**
 * @param startLine with its CRLF
 * @param headers a store (its entries were checked when they were set) or what a program handed to `writeHead`
 * @returns the head up to and with the empty line; read it before the next call
 * @throws ERR_HTTP_TRAILER_INVALID, and what the checks of names and values throw
 */
export function renderHead(
  message: HeadFacts,
  startLine: string,
  headers: HeaderStore | HeadersInput | null | undefined,
  options: HeadOptions,
): RenderedHead {
  const { chunkedEncoding, shouldKeepAlive, _last, _contentLength, _defaultKeepAlive } = message
  const { _removedConnection, _removedContLen, _removedTE } = message
  try {
    return makeHead(message, startLine, headers, options)
  } catch (error) {
    // What a head that came to nothing said of the body must not frame the body behind the next one.
    Object.assign(message, { chunkedEncoding, shouldKeepAlive, _last, _contentLength, _defaultKeepAlive })
    Object.assign(message, { _removedConnection, _removedContLen, _removedTE })
    throw error
  }
}

function makeHead(
  message: HeadFacts,
  startLine: string,
  headers: HeaderStore | HeadersInput | null | undefined,
  options: HeadOptions,
): RenderedHead {
  const knownLength = message._contentLength
  rendering.seen = 0
  let text = headers ? startLine + fieldLines(message, headers, options) : startLine
  if ((rendering.seen & (SEEN_CODING | SEEN_BAD_LENGTH | SEEN_SECOND_LENGTH)) !== 0)
    text = settleFraming(text, rendering, message, knownLength, options)
  if (message._removedTE && lacksFraming(rendering, message)) message.shouldKeepAlive = false
  if (message.sendDate && (rendering.seen & SEEN_DATE) === 0) text += dateLine()

  // Neither has a body (RFC 9112 §6.3, rule 1). A 204 must not name a transfer coding at all (§6.1), a 304 to GET may
  // name that of the 200. The field stands there by the program's will, so the peer may wait for a body: the
  // connection is not kept.
  if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
    message.chunkedEncoding = false
    message.shouldKeepAlive = false
  }
  text += connectionLines(message)
  text += framingLine(rendering, message)
  if (!message.chunkedEncoding && (rendering.seen & SEEN_TRAILER) !== 0) throw apiError('ERR_HTTP_TRAILER_INVALID')
  rendering.text = `${text}\r\n`
  return rendering
}

function fieldLines(message: HeadFacts, headers: HeaderStore | HeadersInput, options: HeadOptions): string {
  let lines = ''
  if (headers instanceof HeaderStore) {
    const { size } = headers
    for (let i = 0; i < size; i++) lines += linesOf(message, headers.fieldAt(i), headers.valueAt(i), options, false)
  } else if (!Array.isArray(headers)) {
    const record = headers as Record<string, HeaderValue | undefined>
    for (const name in record) {
      if (Object.hasOwn(record, name)) lines += linesOf(message, fieldNameOf(name), record[name], options, true)
    }
  } else if (Array.isArray(headers[0])) {
    for (const [name, value] of headers as [string, HeaderValue][])
      lines += linesOf(message, fieldNameOf(name), value, options, true)
  } else {
    if (headers.length % 2 !== 0) throw apiError('ERR_INVALID_ARG_VALUE', 'headers', headers)
    for (let i = 0; i < headers.length; i += 2)
      lines += linesOf(message, fieldNameOf(headers[i] as string), headers[i + 1], options, true)
  }
  return lines
}

/** The lines of one field; takes note of what they say. */
function linesOf(
  message: HeadFacts,
  field: FieldName,
  value: HeaderValue | undefined,
  options: HeadOptions,
  mustCheck: boolean,
): string {
  if (!Array.isArray(value)) {
    const isText = typeof value === 'string' || typeof value === 'number'
    return lineOf(message, field, value as HeaderValue, mustCheck || !isText)
  }
  const { key } = field
  // RFC 6265 §5.4: cookies of a request go in one line; other lists go in a line a value.
  if (options.uniqueHeaders?.has(key) === true || (value.length > 1 && key === 'cookie')) {
    return lineOf(message, field, value.join('; '), true)
  }
  let lines = ''
  for (const one of value) lines += lineOf(message, field, mustCheck ? one : String(one), true)
  return lines
}

/**
 * @param mustCheck also where a check has been before, but of what may have changed since: a list's entries, and what
 *   an object says it is
 */
function lineOf(message: HeadFacts, field: FieldName, value: HeaderValue, mustCheck: boolean): string {
  // Once: what is checked is what is sent.
  const text = typeof value === 'string' ? value : String(value)
  if (mustCheck && (value === undefined || !field.isChecked(text)))
    validateHeaderValue(field.name, value === undefined ? value : text, message._isLenientHeaderValidation())
  noteField(message, field.key, text)
  return field.lineOf(text)
}

/** Told apart by length first: most fields of a program are none of these. */
function noteField(message: HeadFacts, key: string, value: string): void {
  switch (key.length) {
    case 4:
      if (key === 'date') rendering.seen |= SEEN_DATE
      break
    case 6:
      if (key === 'expect') rendering.seen |= SEEN_EXPECT
      break
    case 7:
      if (key === 'trailer') rendering.seen |= SEEN_TRAILER
      break
    case 10:
      if (key === 'connection') {
        rendering.seen |= SEEN_CONNECTION
        message._removedConnection = false
        if (/(?:^|\W)close(?:$|\W)/i.test(value)) message._last = true
        else message.shouldKeepAlive = true
      } else if (key === 'keep-alive') message._defaultKeepAlive = false
      break
    case 14:
      if (key === 'content-length') {
        if ((rendering.seen & SEEN_LENGTH) !== 0) rendering.seen |= SEEN_SECOND_LENGTH
        if (!isLength(value)) rendering.seen |= SEEN_BAD_LENGTH
        rendering.seen |= SEEN_LENGTH
        message._contentLength = +value
        message._removedContLen = false
      }
      break
    case 17:
      if (key === 'transfer-encoding') {
        rendering.seen |= SEEN_CODING
        // The last line has the last coding.
        if (endsInChunks(value)) rendering.seen &= ~SEEN_OTHER_CODING
        else rendering.seen |= SEEN_OTHER_CODING
        message._removedTE = false
        if (/(?:^|\W)chunked(?:$|\W)/i.test(value)) message.chunkedEncoding = true
      }
      break
    default:
  }
}

/** Says whether the connection goes on, unless the program said so itself. */
function connectionLines(message: HeadFacts): string {
  if (message._removedConnection) {
    // Without the field HTTP/1.1 goes on by default, so `shouldKeepAlive` still tells.
    message._last = !message.shouldKeepAlive
    return ''
  }
  if ((rendering.seen & SEEN_CONNECTION) !== 0) return ''
  const hasLength = (rendering.seen & SEEN_LENGTH) !== 0
  const canKeepAlive =
    message.shouldKeepAlive && (hasLength || message.useChunkedEncodingByDefault || Boolean(message.agent))
  if (!canKeepAlive) {
    message._last = true
    return 'Connection: close\r\n'
  }
  if (message.maxRequestsOnConnectionReached) return 'Connection: close\r\n'
  if (message._keepAliveTimeout && message._defaultKeepAlive) return keepAliveLines(message)
  return 'Connection: keep-alive\r\n'
}

let keepAliveText = ''
let keepAliveMs = -1
let keepAliveMost: number | undefined

/** The two numbers are a server's: the lines are made when they change. */
function keepAliveLines(message: HeadFacts): string {
  const { _keepAliveTimeout, _maxRequestsPerSocket } = message
  if (_keepAliveTimeout !== keepAliveMs || _maxRequestsPerSocket !== keepAliveMost) {
    keepAliveMs = _keepAliveTimeout
    keepAliveMost = _maxRequestsPerSocket
    const most = (keepAliveMost as number) > 0 ? `, max=${keepAliveMost}` : ''
    const seconds = Math.floor(keepAliveMs / 1000)
    keepAliveText = `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}${most}\r\n`
  }
  return keepAliveText
}
