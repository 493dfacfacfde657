// Responses, byte for byte, along the grammar of RFC 9112: each with the messages it stands for or the rule it breaks.

import * as lenient from '../../src/protocol/leniency.ts'
import { INSECURE, STRICT } from '../../src/protocol/leniency.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { bodyless, casesOf, closing, head, interim, MARK, message, ok, switching, unfinished } from './parser-case.ts'

const { cases, accepts, refuses } = casesOf('response')
export const responseCases = cases

const OK = 'HTTP/1.1 200 OK'
const NONE = 'Content-Length: 0'
const empty = { fields: [NONE] }
/** A head with these lines, and no body. */
const status = (statusLine: string) => head(statusLine, NONE)
const okWith = (...fields: string[]) => head(OK, ...fields)

// --- Empty lines and ends of lines (RFC 9112 §2.2) --------------------------------------------------------------

const looseEnds = { leniency: lenient.LENIENT_LINE_ENDS }
accepts('a whole response', `${okWith('Content-Length: 2')}ok`, ok({ fields: ['Content-Length: 2'], body: 'ok' }))
accepts('nothing at all', '', [])
accepts('an empty line before the status line', `\r\n${status(OK)}`, ok(empty))
refuses(
  'one empty line too many before the status line',
  'emptyLines',
  `${'\r\n'.repeat(LIMITS.maxLeadingEmptyLines.value)}\r${MARK}\n${status(OK)}`,
)
refuses('a bare LF before the status line', 'protocolName', `${MARK}\n${status(OK)}`)
refuses('a bare CR before the status line', 'protocolName', `\r${MARK}${status(OK)}`)
refuses('a space before the status line', 'protocolName', `${MARK} ${status(OK)}`)
refuses('a bare LF that ends the status line', 'statusLineNoCr', `${OK}\n${MARK}${NONE}\r\n\r\n`)
refuses('a bare LF behind the status code', 'statusLineNoCr', `HTTP/1.1 200\n${MARK}${NONE}\r\n\r\n`)
refuses('a bare CR that ends the status line', 'statusLineBareCr', `${OK}\r${MARK}${NONE}\r\n\r\n`)
refuses('a bare CR behind the status code', 'statusLineBareCr', `HTTP/1.1 200\r${MARK}${NONE}\r\n\r\n`)
refuses('a bare LF that ends a field line', 'valueNoCr', `${OK}\r\n${NONE}\n${MARK}\r\n`)
refuses('a bare CR in a value', 'valueNoLf', okWith(`X: a\r${MARK}b`, NONE))
refuses('a bare LF that ends the head', 'fieldNameStart', `${OK}\r\n${NONE}\r\n\n${MARK}`)
refuses('a bare CR that ends the head', 'headNoLf', `${OK}\r\n${NONE}\r\n\r${MARK}x`)
accepts('bare LFs throughout, with the leniency', `${OK}\n${NONE}\n\n`, ok(empty), looseEnds)
accepts(
  'a bare LF behind the status code, with the leniency',
  `HTTP/1.1 200\n${NONE}\r\n\r\n`,
  message('HTTP/1.1 200', empty),
  looseEnds,
)
refuses('a bare CR behind the reason, with every leniency', 'statusLineBareCr', `${OK}\r${MARK}${NONE}\r\n\r\n`, [], {
  leniency: INSECURE,
})

// --- Status lines (RFC 9112 §4) ---------------------------------------------------------------------------------

const statusLines: [name: string, statusLine: string, told?: string][] = [
  ['a reason of several words', 'HTTP/1.1 404 Not  Found'],
  ['a reason with tabs', 'HTTP/1.1 200 a\tb'],
  ['a reason above ASCII', 'HTTP/1.1 200 \xc4\xff'],
  ['a reason that begins with a space', 'HTTP/1.1 200  x'],
  ['an empty reason', 'HTTP/1.1 200 ', 'HTTP/1.1 200'],
  ['no reason and no space', 'HTTP/1.1 200'],
  ['the least status', 'HTTP/1.1 000 x'],
  ['the greatest status', 'HTTP/1.1 999 x'],
  ['a status below 100', 'HTTP/1.1 099 x'],
  ['a status nobody knows', 'HTTP/1.1 299 x'],
]
for (const [name, statusLine, told = statusLine] of statusLines) {
  accepts(`a status line: ${name}`, status(statusLine), message(told, empty))
}
refuses('two spaces before the status', 'statusCode', status(`HTTP/1.1 ${MARK} 200 OK`))
refuses('a tab before the status', 'versionSpace', status(`HTTP/1.1${MARK}\t200 OK`))
refuses('no status', 'versionSpace', status(`HTTP/1.1${MARK}`))
refuses('no status behind the space', 'statusCode', status(`HTTP/1.1 ${MARK}`))
refuses('a status of two digits', 'statusCode', status(`HTTP/1.1 20${MARK} OK`))
refuses('a status of four digits', 'statusTooLong', status(`HTTP/1.1 200${MARK}0 OK`))
refuses('a tab behind the status', 'statusTooLong', status(`HTTP/1.1 200${MARK}\tOK`))
refuses('a status that is no number', 'statusCode', status(`HTTP/1.1 ${MARK}abc OK`))
refuses('a letter in the status', 'statusCode', status(`HTTP/1.1 2${MARK}x0 OK`))
refuses('a negative status', 'statusCode', status(`HTTP/1.1 ${MARK}-20 OK`))
refuses('a control character in the reason', 'reasonCharacter', status(`HTTP/1.1 200 a${MARK}\x01`))
refuses('a NUL in the reason', 'reasonCharacter', status(`HTTP/1.1 200 a${MARK}\0`))
refuses('a DEL in the reason', 'reasonCharacter', status(`HTTP/1.1 200 a${MARK}\x7f`))

// --- Versions (RFC 9112 §2.3) -----------------------------------------------------------------------------------

accepts('HTTP/1.0', status('HTTP/1.0 200 OK'), message('HTTP/1.0 200 OK', { ...empty, ...closing }))
accepts('HTTP/0.9, by default', status('HTTP/0.9 200 OK'), message('HTTP/0.9 200 OK', { ...empty, ...closing }))
refuses('HTTP/0.9, to the letter', 'versionForm', status(`HTTP/0.9${MARK} 200 OK`), [], { leniency: STRICT })
for (const version of ['0.8', '1.2', '2.0', '3.0']) {
  refuses(`HTTP/${version}`, 'versionForm', status(`HTTP/${version}${MARK} 200 OK`))
  const told = message(`HTTP/${version} 200 OK`, { ...empty, persistent: version === '1.2' })
  accepts(`HTTP/${version}, with the leniency`, status(`HTTP/${version} 200 OK`), told, {
    leniency: lenient.LENIENT_VERSION,
  })
}
refuses('another protocol', 'protocolName', status(`${MARK}ICY 200 OK`))
refuses('the protocol in small letters', 'protocolName', status(`${MARK}http/1.1 200 OK`))
refuses('a request', 'protocolName', head(`${MARK}GET / HTTP/1.1`))
refuses('a page without a head', 'protocolName', `${MARK}<html>`)
refuses('another word that begins like the protocol', 'protocolName', status(`HT${MARK}ML/1.1 200 OK`))
refuses('a letter for the major version', 'versionForm', status(`HTTP/${MARK}x.1 200 OK`))
refuses('two digits of the major version', 'versionDot', status(`HTTP/1${MARK}1.1 200 OK`))
refuses('two digits of the minor version', 'versionSpace', status(`HTTP/1.1${MARK}1 200 OK`))

// --- Field lines (RFC 9112 §5) ----------------------------------------------------------------------------------

accepts('no field at all', okWith(), ok(closing))
accepts(
  'equal fields, each by itself',
  okWith('Set-Cookie: a', 'Set-Cookie: b', NONE),
  ok({ fields: ['Set-Cookie: a', 'Set-Cookie: b', NONE] }),
)
accepts('white space around a value', okWith('X:\t a \t', NONE), ok({ fields: ['X: a', NONE] }))
accepts('bytes above ASCII in a value', okWith('X: \xe4', NONE), ok({ fields: ['X: \xe4', NONE] }))
accepts('two Host lines', okWith('Host: a', 'Host: b', NONE), ok({ fields: ['Host: a', 'Host: b', NONE] }))
refuses('an empty name', 'fieldName', okWith(`${MARK}: a`, NONE))
refuses('a line without a colon', 'fieldName', okWith(`X${MARK}`, NONE))
refuses('a space before the colon', 'fieldName', okWith(`X${MARK} : a`, NONE))
refuses('a folded line', 'fieldFolded', okWith('X: a', `${MARK} b`, NONE))
refuses('a space behind the status line', 'spaceAfterStartLine', `${OK}\r\n ${MARK}X: a\r\n\r\n`)
refuses('a NUL in a value', 'valueCharacter', okWith(`X: ${MARK}\0`, NONE))
refuses('a control character in a value', 'valueCharacter', okWith(`X: ${MARK}\x01`, NONE))
accepts(
  'a control character in a value, with the leniency',
  okWith('X: \x01', NONE),
  ok({ fields: ['X: \x01', NONE] }),
  {
    leniency: lenient.LENIENT_VALUES,
  },
)
accepts('a space before the colon, with the leniency', okWith('X : a', NONE), ok({ fields: ['X: a', NONE] }), {
  leniency: lenient.LENIENT_NAME_SPACE,
})
accepts('a folded line, with the leniency', okWith('X: a', ' b', NONE), ok({ fields: ['X: a b', NONE] }), {
  leniency: lenient.LENIENT_FOLDING,
})
accepts(
  'a reason that ends like a name with a space before its colon, with every leniency',
  head('HTTP/1.1 200 a : b', NONE),
  message('HTTP/1.1 200 a : b', empty),
  { leniency: INSECURE },
)

// --- How long the body is (RFC 9112 §6.3) -----------------------------------------------------------------------

const CHUNKED = 'Transfer-Encoding: chunked'
const LAST = '0\r\n\r\n'
const CHUNKS = `1\r\na\r\n2\r\nbc\r\n${LAST}`
const abc = { body: 'abc' }

accepts('a body of so many bytes', `${okWith('Content-Length: 3')}abc${status(OK)}`, [
  ok({ fields: ['Content-Length: 3'], ...abc }),
  ok(empty),
])
accepts('a body until the end of the connection', `${okWith('X: a')}abc`, ok({ fields: ['X: a'], ...abc, ...closing }))
accepts('a body until the end of the connection that is empty', okWith('X: a'), ok({ fields: ['X: a'], ...closing }))
accepts(
  'a body until the end of a connection that was to be kept',
  `${okWith('Connection: keep-alive')}abc`,
  ok({ fields: ['Connection: keep-alive'], ...abc, ...closing }),
)
accepts(
  'a body until the end of a connection of HTTP/1.0',
  `${head('HTTP/1.0 200 OK')}abc`,
  message('HTTP/1.0 200 OK', { ...abc, ...closing }),
)
accepts(
  'a body until the end that looks like a response',
  `${okWith()}${status(OK)}`,
  ok({ body: status(OK), ...closing }),
)
accepts('chunks', okWith(CHUNKED) + CHUNKS + status(OK), [ok({ fields: [CHUNKED], ...abc }), ok(empty)])
accepts(
  'chunks and trailers',
  `${okWith(CHUNKED)}1\r\na\r\n0\r\nX: b\r\n\r\n`,
  ok({ fields: [CHUNKED], body: 'a', trailers: ['X: b'] }),
)
accepts(
  'another coding before chunked',
  okWith('Transfer-Encoding: gzip', CHUNKED) + CHUNKS,
  ok({ fields: ['Transfer-Encoding: gzip', CHUNKED], ...abc }),
)
for (const coding of ['gzip', 'identity', 'chunked, gzip', 'xchunked', 'chunked;a=b']) {
  const fields = [`Transfer-Encoding: ${coding}`]
  accepts(
    `a last coding that is another than chunked: ${coding}`,
    `${okWith(...fields)}abc`,
    ok({ fields, ...abc, ...closing }),
  )
}
refuses('chunked twice', 'codingAfterChunked', okWith(`Transfer-Encoding: ${MARK}chunked, chunked`))
refuses('chunked on two lines', 'codingAfterChunked', okWith(CHUNKED, `Transfer-Encoding: ${MARK}chunked`))
refuses('an empty transfer coding', 'codingEmpty', okWith(`Transfer-Encoding:${MARK}`))
refuses(
  'a transfer coding behind a length',
  'codingWithLength',
  okWith('Content-Length: 3', `Transfer-Encoding: ${MARK}chunked`),
)
refuses('a length behind a transfer coding', 'lengthWithCoding', okWith(CHUNKED, `Content-Length: ${MARK}3`))
accepts(
  'a transfer coding behind a length, with the leniency',
  okWith('Content-Length: 3', CHUNKED) + CHUNKS,
  ok({ fields: ['Content-Length: 3', CHUNKED], ...abc, ...closing }),
  { leniency: lenient.LENIENT_LENGTH_AND_CODING },
)
accepts(
  'chunks of HTTP/1.0, behind which the connection ends',
  head('HTTP/1.0 200 OK', CHUNKED, 'Connection: keep-alive') + CHUNKS,
  message('HTTP/1.0 200 OK', { fields: [CHUNKED, 'Connection: keep-alive'], ...abc, ...closing }),
)
refuses('a length that is no number', 'lengthCharacter', okWith(`Content-Length: ${MARK}abc`))
refuses('a negative length', 'lengthCharacter', okWith(`Content-Length: ${MARK}-1`))
refuses('a length without digits', 'lengthEmpty', okWith(`Content-Length:${MARK}`))
refuses('a length beyond 2^53', 'lengthOverflow', okWith(`Content-Length: ${MARK}9007199254740992`))
refuses('two equal lengths', 'lengthTwice', okWith('Content-Length: 1', `Content-Length: ${MARK}1`))
refuses('two different lengths', 'lengthTwice', okWith('Content-Length: 1', `Content-Length: ${MARK}2`))

// --- Responses without a body (RFC 9110 §6.4.1) -----------------------------------------------------------------

for (const statusLine of ['HTTP/1.1 204 No Content', 'HTTP/1.1 304 Not Modified']) {
  const code = statusLine.slice(9, 12)
  accepts(`${code} without a length`, head(statusLine) + status(OK), [message(statusLine), ok(empty)])
  accepts(`${code} with a length`, head(statusLine, 'Content-Length: 3') + status(OK), [
    message(statusLine, { fields: ['Content-Length: 3'] }),
    ok(empty),
  ])
  accepts(`${code} with a transfer coding`, head(statusLine, CHUNKED) + status(OK), [
    message(statusLine, { fields: [CHUNKED] }),
    ok(empty),
  ])
}
refuses('a body behind 204', 'protocolName', `${head('HTTP/1.1 204 x', 'Content-Length: 3')}${MARK}abc`, [
  message('HTTP/1.1 204 x', { fields: ['Content-Length: 3'] }),
])
accepts(
  '205 with a body',
  `${head('HTTP/1.1 205 x', 'Content-Length: 3')}abc`,
  message('HTTP/1.1 205 x', { fields: ['Content-Length: 3'], ...abc }),
)
accepts('an answer to HEAD with a length', okWith('Content-Length: 3') + status(OK), [
  ok({ fields: ['Content-Length: 3'], ...bodyless }),
  ok(empty),
])
accepts('an answer to HEAD with a transfer coding', okWith(CHUNKED) + status(OK), [
  ok({ fields: [CHUNKED], ...bodyless }),
  ok(empty),
])
// By its head alone the body would last until the end; told that there is none, the connection goes on.
accepts('an answer to HEAD without a length', okWith('X: a') + status(OK), [
  ok({ fields: ['X: a'], ...closing, ...bodyless }),
  ok(empty),
])
refuses(
  'bytes behind an answer to HEAD that ends the connection',
  'afterClose',
  `${okWith('Connection: close')}${MARK}abc`,
  ok({ fields: ['Connection: close'], ...closing, ...bodyless }),
)

// --- Interim responses and changes of protocol (RFC 9110 §15.2) -------------------------------------------------

const CONTINUE = 'HTTP/1.1 100 Continue'
const HINTS = head('HTTP/1.1 103 Early Hints', 'Link: <a>')
const hints = message('HTTP/1.1 103 Early Hints', { fields: ['Link: <a>'], ...interim })
accepts('100 and the final response', head(CONTINUE) + status(OK), [message(CONTINUE, interim), ok(empty)])
accepts('several interim responses', HINTS + HINTS + head(CONTINUE) + status(OK), [
  hints,
  hints,
  message(CONTINUE, interim),
  ok(empty),
])
accepts(
  'an interim response with a length, which counts for nothing',
  head(CONTINUE, 'Content-Length: 3') + status(OK),
  [message(CONTINUE, { fields: ['Content-Length: 3'], ...interim }), ok(empty)],
)
accepts('an interim response that says close', head(CONTINUE, 'Connection: close') + status(OK), [
  message(CONTINUE, { fields: ['Connection: close'], ...closing, ...interim }),
  ok(empty),
])
const upgrade = ['Connection: Upgrade', 'Upgrade: x']
const SWITCHING = 'HTTP/1.1 101 Switching Protocols'
accepts('101', head(SWITCHING, ...upgrade), message(SWITCHING, { fields: upgrade, ...switching }), {
  rest: 'HTTP/1.1 x',
})
accepts('101 behind 100', head(CONTINUE) + head(SWITCHING, ...upgrade), [
  message(CONTINUE, interim),
  message(SWITCHING, { fields: upgrade, ...switching }),
])
accepts('the answer to CONNECT', head('HTTP/1.1 200 Go'), message('HTTP/1.1 200 Go', { ...closing, ...switching }), {
  rest: '\x16\x03',
})
accepts('101 that the handler does not follow', head(SWITCHING, ...upgrade) + status(OK), [
  message(SWITCHING, { fields: upgrade }),
  ok(empty),
])

// --- Connections (RFC 9112 §9) ----------------------------------------------------------------------------------

accepts('two responses', status(OK) + status(OK), [ok(empty), ok(empty)])
accepts('an empty line between two responses', `${status(OK)}\r\n${status(OK)}`, [ok(empty), ok(empty)])
refuses(
  'bytes behind a length',
  'protocolName',
  `${okWith('Content-Length: 1')}a${MARK}bc`,
  ok({ fields: ['Content-Length: 1'], body: 'a' }),
)
const closeFields = [NONE, 'Connection: close']
accepts('close', okWith(...closeFields), ok({ fields: closeFields, ...closing }))
refuses(
  'bytes behind close',
  'afterClose',
  okWith(...closeFields) + MARK + status(OK),
  ok({ fields: closeFields, ...closing }),
)
accepts('empty lines behind close', `${okWith(...closeFields)}\r\n`, ok({ fields: closeFields, ...closing }))
accepts(
  'bytes behind close, with the leniency',
  `${okWith(...closeFields)}abc`,
  ok({ fields: closeFields, ...closing }),
  {
    leniency: lenient.LENIENT_AFTER_CLOSE,
  },
)
accepts('keep-alive of HTTP/1.0', head('HTTP/1.0 200 OK', NONE, 'Connection: keep-alive') + status(OK), [
  message('HTTP/1.0 200 OK', { fields: [NONE, 'Connection: keep-alive'] }),
  ok(empty),
])

// --- Chunks that are broken, and responses that are cut short ---------------------------------------------------

const chunkedOk = (body: string) => ok({ fields: [CHUNKED], body, ...unfinished })
refuses('a chunk size that is no number', 'chunkSizeCharacter', `${okWith(CHUNKED)}${MARK}x\r\na`, chunkedOk(''))
refuses('a chunk longer than its size', 'chunkDataEnd', `${okWith(CHUNKED)}1\r\na${MARK}b\r\n`, chunkedOk('a'))
refuses('a bad trailer', 'fieldName', `${okWith(CHUNKED)}0\r\nX${MARK} Y: b\r\n\r\n`, chunkedOk(''))
refuses('a status line that is cut short', 'truncated', 'HTTP/1.1 2')
refuses('a reason that is cut short', 'truncated', 'HTTP/1.1 200 O')
refuses('a head that is cut short', 'truncated', `${OK}\r\nX: a\r\n`)
refuses(
  'a body that is cut short',
  'truncated',
  `${okWith('Content-Length: 3')}ab`,
  ok({ fields: ['Content-Length: 3'], body: 'ab', ...unfinished }),
)
refuses('chunks that are cut short', 'truncated', `${okWith(CHUNKED)}3\r\nab`, chunkedOk('ab'))
refuses('chunks without the last one', 'truncated', `${okWith(CHUNKED)}3\r\nabc\r\n`, chunkedOk('abc'))
refuses(
  'an interim response and nothing behind it that is whole',
  'truncated',
  `${head(CONTINUE)}HTTP`,
  message(CONTINUE, interim),
)

// --- Limits of size ---------------------------------------------------------------------------------------------

const small = { maxHeaderSize: 64 }
refuses('a reason beyond the limit', 'headTooLarge', status(`HTTP/1.1 200 ${'a'.repeat(64)}`), [], small)
refuses('a reason without end', 'headTooLarge', `HTTP/1.1 200 ${'a'.repeat(200)}`, [], small)
refuses('a value beyond the limit', 'headTooLarge', okWith(`X: ${'a'.repeat(64)}`), [], small)
refuses('fields without end', 'headTooLarge', `${OK}\r\n${'X: ab\r\n'.repeat(40)}`, [], small)
refuses('empty fields without end', 'headTooLarge', `${OK}\r\n${'X:\r\n'.repeat(80)}`, [], small)
accepts(
  'a body beyond the limit of a head',
  okWith() + 'x'.repeat(200),
  ok({ body: 'x'.repeat(200), ...closing }),
  small,
)
