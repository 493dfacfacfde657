// Requests, byte for byte, along the grammar of RFC 9112: each with the messages it stands for or the rule it breaks.

import * as lenient from '../../src/protocol/leniency.ts'
import { INSECURE, STRICT } from '../../src/protocol/leniency.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { METHODS } from '../../src/protocol/methods.ts'
import { casesOf, closing, get, head, MARK, message, post, switching, unfinished } from './parser-case.ts'

const { cases, accepts, refuses } = casesOf('request')
export const requestCases = cases

const HOST = 'Host: a'
const GET = head('GET / HTTP/1.1', HOST)
const getWith = (...fields: string[]) => head('GET / HTTP/1.1', HOST, ...fields)
const postWith = (...fields: string[]) => head('POST / HTTP/1.1', HOST, ...fields)
const line = (startLine: string) => head(startLine, HOST)
const withHost = (startLine: string, details = {}) => message(startLine, { fields: [HOST], ...details })

// --- Empty lines before the request line (RFC 9112 §2.2) --------------------------------------------------------

accepts('a whole request', GET, get())
accepts('nothing at all', '', [])
accepts('nothing but an empty line', '\r\n', [])
accepts('an empty line before the request line', `\r\n${GET}`, get())
accepts(
  'as many empty lines before the request line as may be',
  '\r\n'.repeat(LIMITS.maxLeadingEmptyLines.value) + GET,
  get(),
)
refuses(
  'one empty line too many before the request line',
  'emptyLines',
  `${'\r\n'.repeat(LIMITS.maxLeadingEmptyLines.value)}\r${MARK}\n${GET}`,
)
accepts('an empty line between two requests', `${GET}\r\n${GET}`, [get(), get()])
accepts('empty lines that are counted anew for each request', `${'\r\n'.repeat(6)}${GET}${'\r\n'.repeat(6)}${GET}`, [
  get(),
  get(),
])
refuses('a bare LF before the request line', 'methodUnknown', `${MARK}\n${GET}`)
refuses('a bare CR before the request line', 'methodUnknown', `\r${MARK}${GET}`)
refuses('two CR before the request line', 'methodUnknown', `\r${MARK}\r\n${GET}`)
refuses('a space before the request line', 'methodUnknown', `${MARK} ${GET}`)
refuses('a space behind an empty line', 'methodUnknown', `\r\n${MARK} ${GET}`)

// --- Ends of lines (RFC 9112 §2.2) ------------------------------------------------------------------------------

const looseEnds = { leniency: lenient.LENIENT_LINE_ENDS }
refuses('a bare LF that ends the request line', 'versionEnd', `GET / HTTP/1.1${MARK}\nHost: a\r\n\r\n`)
refuses('a bare CR that ends the request line', 'startLineBareCr', `GET / HTTP/1.1\r${MARK}Host: a\r\n\r\n`)
refuses('two CR behind the request line', 'startLineBareCr', `GET / HTTP/1.1\r${MARK}\r\nHost: a\r\n\r\n`)
refuses('a bare LF that ends a field line', 'valueNoCr', `GET / HTTP/1.1\r\nHost: a\n${MARK}\r\n`)
refuses('a bare LF that ends an empty value', 'valueNoCr', `GET / HTTP/1.1\r\nHost:\n${MARK}\r\n`)
refuses('a bare CR in a value', 'valueNoLf', getWith(`X: a\r${MARK}b`))
refuses('a bare CR that ends a field line', 'valueNoLf', `GET / HTTP/1.1\r\nHost: a\r${MARK}X: b\r\n\r\n`)
refuses('two CR behind a value', 'valueNoLf', `GET / HTTP/1.1\r\nHost: a\r${MARK}\r\n\r\n`)
refuses('a bare LF that ends the head', 'fieldNameStart', `GET / HTTP/1.1\r\nHost: a\r\n\n${MARK}`)
refuses('a bare LF behind the request line for an empty head', 'fieldNameStart', `GET / HTTP/1.1\r\n\n${MARK}`)
refuses('a bare CR that ends the head', 'headNoLf', `GET / HTTP/1.1\r\nHost: a\r\n\r${MARK}X: b\r\n`)
accepts('a bare LF before the request line, with the leniency', `\n${GET}`, get(), looseEnds)
accepts('bare LFs throughout, with the leniency', 'GET / HTTP/1.1\nHost: a\n\n', get(), looseEnds)
accepts('a bare LF behind the request line, with the leniency', 'GET / HTTP/1.1\nHost: a\r\n\r\n', get(), looseEnds)
accepts('a bare LF behind a field line, with the leniency', 'GET / HTTP/1.1\r\nHost: a\n\r\n', get(), looseEnds)
accepts('a bare LF behind the head, with the leniency', 'GET / HTTP/1.1\r\nHost: a\r\n\n', get(), looseEnds)
accepts('whole ends of lines, with the leniency', getWith('X: b'), get({ fields: ['X: b'] }), looseEnds)
accepts(
  'a bare LF behind a value with white space around, with the leniency',
  'GET / HTTP/1.1\r\nHost: a\nX: \t b \t\nY:\n\n',
  get({ fields: ['X: b', 'Y: '] }),
  looseEnds,
)
accepts(
  'fields that decide the framing on lines with bare LFs, with the leniency',
  'POST / HTTP/1.1\nHost: a\nContent-Length: 2\nConnection: close\n\nhi',
  post({ fields: ['Content-Length: 2', 'Connection: close'], body: 'hi', ...closing }),
  looseEnds,
)
refuses('a bare CR in a value, with every leniency', 'valueNoLf', getWith(`X: a\r${MARK}b`), [], { leniency: INSECURE })
refuses('a bare CR behind the version, with every leniency', 'startLineBareCr', `GET / HTTP/1.1\r${MARK}X: b`, [], {
  leniency: INSECURE,
})

// --- Methods (RFC 9112 §3.1) ------------------------------------------------------------------------------------

for (const method of METHODS) {
  accepts(`the method ${method}`, line(`${method} / HTTP/1.1`), withHost(`${method} / HTTP/1.1`))
}
refuses('an unknown method', 'methodUnknown', line(`F${MARK}OO / HTTP/1.1`))
refuses('an unknown method that is no beginning of a word', 'methodUnknown', line(`${MARK}XYZ / HTTP/1.1`))
refuses('a method in small letters', 'methodUnknown', line(`${MARK}get / HTTP/1.1`))
refuses('a method whose end is in small letters', 'methodUnknown', line(`G${MARK}et / HTTP/1.1`))
refuses('a method with more behind it', 'methodUnknown', line(`GET${MARK}X / HTTP/1.1`))
refuses('the beginning of a method', 'methodUnknown', line('GE / HTTP/1.1'))
refuses('a method that only other protocols have', 'methodUnknown', line('DESCRIBE / HTTP/1.1'))
refuses('a word longer than any method', 'methodUnknown', line(`UNSUBSCRIBE${MARK}S / HTTP/1.1`))
refuses('letters without end', 'methodUnknown', 'A'.repeat(300))
refuses('a method that begins with a digit', 'methodUnknown', line(`${MARK}1GET / HTTP/1.1`))
refuses('a method that begins with another token character', 'methodUnknown', line(`${MARK}!GET / HTTP/1.1`))
refuses('a character that no token has in the method', 'methodUnknown', line('G@T / HTTP/1.1'))
refuses('no method', 'methodUnknown', line(`${MARK}/ HTTP/1.1`))
refuses('a tab behind the method', 'methodNoSpace', line(`GET${MARK}\t/ HTTP/1.1`))
refuses('an end of line behind the method', 'methodNoSpace', line(`GET${MARK}`))
refuses('a colon behind the method', 'methodNoSpace', line(`GET${MARK}: /`))
refuses('the preface of HTTP/2', 'http2Preface', `PRI${MARK} * HTTP/2.0\r\n\r\nSM\r\n\r\n`)
refuses('the first bytes of a TLS handshake', 'methodUnknown', `${MARK}\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`)
refuses('a byte above ASCII', 'methodUnknown', line(`${MARK}\xc4 / HTTP/1.1`))
refuses('a NUL', 'methodUnknown', line(`${MARK}\0 / HTTP/1.1`))

// --- Targets (RFC 9112 §3.2) ------------------------------------------------------------------------------------

const targets: [name: string, target: string][] = [
  ['a path', '/a/b.c'],
  ['a path with a query', '/a?b=c&d'],
  ['a query alone behind the slash', '/?'],
  ['two slashes', '//a'],
  ['percent signs', '/%7Ea%2f%zz'],
  ['every visible character', `/${visibleCharacters()}`],
  ['the absolute form', 'http://a:80/b?c'],
  ['the absolute form without a path', 'http://a'],
  ['the absolute form in capitals', 'HTTP://A/'],
  ['the absolute form of another scheme', 'x+y.z-1://a'],
  ['the absolute form with an address and a port', 'http://[::1]:80/'],
  ['the absolute form of another scheme, with a user', 'x://u:p@a/'],
]
for (const [name, target] of targets) {
  accepts(`a target: ${name}`, line(`GET ${target} HTTP/1.1`), withHost(`GET ${target} HTTP/1.1`))
}
accepts('OPTIONS of the server as a whole', line('OPTIONS * HTTP/1.1'), withHost('OPTIONS * HTTP/1.1'))

/** All that a target may hold: visible ASCII but the fragment's sign. */
function visibleCharacters(): string {
  let all = ''
  for (let code = 0x21; code < 0x7f; code++) if (code !== 0x23) all += String.fromCharCode(code)
  return all
}

refuses('no target', 'targetCharacter', line(`GET ${MARK} HTTP/1.1`))
refuses('no target and one space', 'targetForm', line(`GET ${MARK}HTTP/1.1 `))
refuses('two spaces behind the method', 'targetCharacter', line(`GET ${MARK} / HTTP/1.1`))
refuses('a tab in the target', 'targetCharacter', line(`GET /a${MARK}\tb HTTP/1.1`))
refuses('a NUL in the target', 'targetCharacter', line(`GET /a${MARK}\0 HTTP/1.1`))
refuses('a control character in the target', 'targetCharacter', line(`GET /a${MARK}\x01 HTTP/1.1`))
refuses('a DEL in the target', 'targetCharacter', line(`GET /a${MARK}\x7f HTTP/1.1`))
refuses('a byte above ASCII in the target', 'targetCharacter', line(`GET /a${MARK}\xe4 HTTP/1.1`))
refuses('a CR in the target', 'targetCharacter', line(`GET /a${MARK}\rb HTTP/1.1`))
refuses('a LF in the target', 'targetCharacter', line(`GET /a${MARK}\nb HTTP/1.1`))
refuses('a fragment', 'targetFragment', line(`GET /a${MARK}#b HTTP/1.1`))
refuses('a fragment in the absolute form', 'targetFragment', line(`GET http://a/${MARK}#b HTTP/1.1`))
refuses('a fragment for CONNECT', 'targetTunnel', line(`CONNECT ${MARK}a:80#b HTTP/1.1`))
accepts('an asterisk for OPTIONS', line('OPTIONS * HTTP/1.1'), withHost('OPTIONS * HTTP/1.1'))
for (const method of ['GET', 'POST', 'HEAD']) {
  refuses(`an asterisk for ${method}`, 'targetAsterisk', line(`${method} ${MARK}* HTTP/1.1`))
}
for (const target of [
  'http:///a',
  'http://:80/a',
  'https:///',
  'http://',
  'HTTP://?a',
  'http://u@/',
  'http://u:p@:80/',
]) {
  refuses(`the absolute form without a host, ${target}`, 'targetNoHost', line(`GET ${MARK}${target} HTTP/1.1`))
  accepts(`${target}, with the leniency`, line(`GET ${target} HTTP/1.1`), withHost(`GET ${target} HTTP/1.1`), {
    leniency: lenient.LENIENT_TARGET,
  })
}
for (const target of ['http://u:p@[::1]:80/', 'https://u@a', 'http://a:b/', 'http://a%/', 'http://[::1/']) {
  refuses(`an authority that could be no Host, ${target}`, 'targetAuthority', line(`GET ${MARK}${target} HTTP/1.1`))
}
accepts('an empty host of another scheme', line('GET file:///a HTTP/1.1'), withHost('GET file:///a HTTP/1.1'))
for (const target of ['a', 'a:', 'a:0', 'a:b', 'a:65536', 'a:443/', ':443', 'http://a:443/', 'u@a:443', '*', '[a:80']) {
  refuses(`CONNECT to ${target}`, 'targetTunnel', line(`CONNECT ${MARK}${target} HTTP/1.1`))
}
refuses('CONNECT to a path, to the letter', 'targetTunnel', line(`CONNECT ${MARK}/a HTTP/1.1`), [], {
  leniency: STRICT,
})

refuses('a host with two ports, to the letter', 'hostValue', head('GET / HTTP/1.1', `Host: ${MARK}a:1:2`), [], {
  leniency: STRICT,
})
accepts(
  'a host with two ports',
  head('GET / HTTP/1.1', 'Host: a:1:2'),
  message('GET / HTTP/1.1', { fields: ['Host: a:1:2'] }),
)

// --- Host (RFC 9112 §3.2, RFC 3986 §3.2) ------------------------------------------------------------------------

const hosts = [
  '',
  'a',
  'a:',
  'a:80',
  'A-b_c.d~e',
  'a%20b',
  '127.0.0.1:8080',
  '[::1]',
  '[::1]:80',
  '[v1.a:b]',
  "!$&'()*+,;=",
]
for (const host of hosts) {
  accepts(
    `the host ${host}`,
    head('GET / HTTP/1.1', `Host: ${host}`),
    message('GET / HTTP/1.1', { fields: [`Host: ${host}`] }),
  )
}
const noHosts = [
  'a/b',
  'a?b',
  'a#b',
  'u@a',
  'http://a',
  'a:b',
  'a:-1',
  '[::1',
  '[::1]a',
  '[]',
  '<a>',
  '"a"',
  'a\\b',
  '\xe4',
  'a%2',
  'a%zz',
  '::1',
]
for (const host of noHosts) {
  refuses(`the host ${host}`, 'hostValue', head('GET / HTTP/1.1', `Host: ${MARK}${host}`))
  accepts(
    `the host ${host}, with the leniency`,
    head('GET / HTTP/1.1', `Host: ${host}`),
    message('GET / HTTP/1.1', { fields: [`Host: ${host}`] }),
    {
      leniency: lenient.LENIENT_TARGET,
    },
  )
}
accepts(
  'a Host with white space',
  head('GET / HTTP/1.1', 'Host: a b\tc'),
  message('GET / HTTP/1.1', { fields: ['Host: a b\tc'] }),
)
refuses('a Host with white space, strictly', 'hostValue', head('GET / HTTP/1.1', `Host: ${MARK}a b`), [], {
  leniency: STRICT,
})
refuses('a target without a slash', 'targetForm', line(`GET ${MARK}path HTTP/1.1`))
refuses('a query without a path', 'targetForm', line(`GET ${MARK}?a HTTP/1.1`))
refuses('a scheme that begins with a digit', 'targetForm', line(`GET ${MARK}1http://a HTTP/1.1`))
refuses('a scheme with one slash', 'targetForm', line(`GET ${MARK}http:/a HTTP/1.1`))
refuses('a scheme without slashes', 'targetForm', line(`GET ${MARK}http:a HTTP/1.1`))
refuses('two asterisks', 'targetForm', line(`GET ${MARK}** HTTP/1.1`))
refuses('an authority for another method than CONNECT', 'targetForm', line(`GET ${MARK}a:80 HTTP/1.1`))
refuses('a space in the target', 'protocolName', line(`GET /a ${MARK}b HTTP/1.1`))

// --- Versions (RFC 9112 §2.3) -----------------------------------------------------------------------------------

accepts('HTTP/1.0', line('GET / HTTP/1.0'), withHost('GET / HTTP/1.0', closing))
refuses('no version', 'targetCharacter', line(`GET /${MARK}`))
refuses('no version behind a space', 'protocolName', line(`GET / ${MARK}`))
refuses('two spaces before the version', 'protocolName', line(`GET / ${MARK} HTTP/1.1`))
refuses('the protocol in small letters', 'protocolName', line(`GET / ${MARK}http/1.1`))
refuses('a longer name of the protocol', 'protocolName', line(`GET / HTTP${MARK}S/1.1`))
refuses('another protocol', 'protocolName', line(`GET / ${MARK}ICE/1.0`))
refuses('no number behind the protocol', 'versionForm', line(`GET / HTTP/${MARK}`))
refuses('a letter for the major version', 'versionForm', line(`GET / HTTP/${MARK}x.1`))
refuses('a letter for the minor version', 'versionForm', line(`GET / HTTP/1.${MARK}x`))
refuses('a comma in the version', 'versionDot', line(`GET / HTTP/1${MARK},1`))
refuses('two digits of the major version', 'versionDot', line(`GET / HTTP/1${MARK}1.1`))
refuses('two digits of the minor version', 'versionEnd', line(`GET / HTTP/1.1${MARK}0`))
refuses('a space behind the version', 'versionEnd', line(`GET / HTTP/1.1${MARK} `))
refuses('a word behind the version', 'versionEnd', line(`GET / HTTP/1.1${MARK} x`))
for (const version of ['0.9', '1.2', '1.9', '2.0', '3.0', '9.9']) {
  refuses(`HTTP/${version}`, 'versionForm', line(`GET / HTTP/${version}${MARK}`))
  accepts(
    `HTTP/${version}, with the leniency`,
    line(`GET / HTTP/${version}`),
    withHost(`GET / HTTP/${version}`, version.startsWith('1.') ? {} : closing),
    { leniency: lenient.LENIENT_VERSION },
  )
}

// --- Field lines (RFC 9112 §5, RFC 9110 §5.5) -------------------------------------------------------------------

const TOKEN_SIGNS = "!#$%&'*+-.^_`|~"
const OTHER_SIGNS = '"(),/;<=>?@[\\]{}'

accepts('no field at all', head('GET / HTTP/1.1'), message('GET / HTTP/1.1'))
accepts('an empty value', getWith('X:'), get({ fields: ['X: '] }))
accepts('a value of white space', getWith('X: \t \t'), get({ fields: ['X: '] }))
accepts('no white space before the value', getWith('X:b'), get({ fields: ['X: b'] }))
accepts('white space around the value', getWith('X:\t  b \t'), get({ fields: ['X: b'] }))
accepts('white space within the value', getWith('X: b  c\td'), get({ fields: ['X: b  c\td'] }))
accepts('colons in the value', getWith('X: :b:c:'), get({ fields: ['X: :b:c:'] }))
accepts('quotes in the value', getWith('X: "b \\" c'), get({ fields: ['X: "b \\" c'] }))
accepts('bytes above ASCII in the value', getWith('X: \x80\xe4\xff'), get({ fields: ['X: \x80\xe4\xff'] }))
accepts('every sign a name may have', getWith(`x${TOKEN_SIGNS}9: b`), get({ fields: [`x${TOKEN_SIGNS}9: b`] }))
accepts('a name of one digit', getWith('0: b'), get({ fields: ['0: b'] }))
accepts('names as they were written', getWith('x-Y: 1', 'X-y: 2'), get({ fields: ['x-Y: 1', 'X-y: 2'] }))
accepts('equal fields, each by itself', getWith('X: 1', 'Y: 2', 'X: 3'), get({ fields: ['X: 1', 'Y: 2', 'X: 3'] }))

refuses('an empty name', 'fieldName', getWith(`${MARK}: b`))
refuses('a line without a colon', 'fieldName', getWith(`X${MARK}`))
refuses('a line without a colon, with a space', 'fieldName', getWith(`X${MARK} b`))
refuses('a byte above ASCII in a name', 'fieldName', getWith(`X${MARK}\xe4: b`))
refuses('a NUL in a name', 'fieldName', getWith(`X${MARK}\0: b`))
refuses('a DEL in a name', 'fieldName', getWith(`X${MARK}\x7f: b`))
for (const sign of OTHER_SIGNS) {
  refuses(`a name with ${sign}`, 'fieldName', getWith(`X${MARK}${sign}: b`))
  refuses(`a name that begins with ${sign}`, 'fieldName', getWith(`${MARK}${sign}X: b`))
}
const CONTROLS = ['\x01', '\x08', '\x0b', '\x0c', '\x0e', '\x1b', '\x1f', '\x7f']
for (const control of CONTROLS) {
  const shown = control.charCodeAt(0).toString(16).padStart(2, '0')
  refuses(`the control character ${shown} in a value`, 'valueCharacter', getWith(`X: b${MARK}${control}c`))
  accepts(
    `the control character ${shown} in a value, with the leniency`,
    getWith(`X: b${control}c`),
    get({ fields: [`X: b${control}c`] }),
    { leniency: lenient.LENIENT_VALUES },
  )
}
refuses('a NUL in a value', 'valueCharacter', getWith(`X: b${MARK}\0c`))
refuses('a NUL in a value, with every leniency', 'valueCharacter', getWith(`X: b${MARK}\0c`), [], {
  leniency: INSECURE,
})
refuses('a bare LF in a value, with the leniency for controls only', 'valueNoCr', getWith(`X: b\n${MARK}c`), [], {
  leniency: lenient.RELAXED,
})
refuses('a control character before a length', 'valueCharacter', postWith(`Content-Length: ${MARK}\x0b1`))
refuses(
  'a control character before a length, with the leniency',
  'lengthCharacter',
  postWith(`Content-Length: ${MARK}\x0b1`),
  [],
  { leniency: lenient.LENIENT_VALUES },
)

for (const [shown, space] of [
  ['a vertical tab', '\x0b'],
  ['a form feed', '\x0c'],
  ['a no-break space', '\xa0'],
]) {
  refuses(
    `${shown} before a length, with every leniency`,
    'lengthCharacter',
    postWith(`Content-Length: ${space}1`),
    [],
    {
      leniency: INSECURE,
    },
  )
  accepts(
    `${shown} before chunked, which makes it another coding, with every leniency`,
    `${postWith(`Transfer-Encoding: ${space}chunked`)}1\r\na`,
    post({ fields: [`Transfer-Encoding: ${space}chunked`], body: '1\r\na', ...closing }),
    { leniency: INSECURE },
  )
  accepts(
    `${shown} before close, which makes it another option, with every leniency`,
    getWith(`Connection: ${space}close`),
    get({ fields: [`Connection: ${space}close`] }),
    { leniency: INSECURE },
  )
}

// White space between name and colon (RFC 9112 §5.1).
const nameSpace = { leniency: lenient.LENIENT_NAME_SPACE }
refuses('a space before the colon', 'fieldName', getWith(`X${MARK} : b`))
refuses('a tab before the colon', 'fieldName', getWith(`X${MARK}\t: b`))
accepts('a space before the colon, with the leniency', getWith('X : b'), get({ fields: ['X: b'] }), nameSpace)
accepts('spaces before the colon, with the leniency', getWith('X   : b'), get({ fields: ['X: b'] }), nameSpace)
accepts(
  'spaces before the colons of fields that decide the framing, with the leniency',
  `${postWith('Content-Length  : 2', 'Connection : close')}hi`,
  post({ fields: ['Content-Length: 2', 'Connection: close'], body: 'hi', ...closing }),
  nameSpace,
)
accepts('a space before a colon in the value, with the leniency', getWith('X: b : c'), get({ fields: ['X: b : c'] }), {
  leniency: INSECURE,
})
refuses('a tab before the colon, with the leniency', 'fieldName', getWith(`X${MARK}\t: b`), [], nameSpace)
refuses('a space within the name, with the leniency', 'fieldName', getWith(`X ${MARK}Y: b`), [], nameSpace)
refuses('a space and no colon, with the leniency', 'fieldName', getWith(`X ${MARK}`), [], nameSpace)

// Lines that are folded (RFC 9112 §5.2), and white space behind the start line (§2.2).
const folding = { leniency: lenient.LENIENT_FOLDING }
refuses('a folded line', 'fieldFolded', getWith('X: b', `${MARK} c`))
refuses('a line folded by a tab', 'fieldFolded', getWith('X: b', `${MARK}\tc`))
refuses('a space behind the start line', 'spaceAfterStartLine', `GET / HTTP/1.1\r\n ${MARK}Host: a\r\n\r\n`)
refuses('a tab behind the start line', 'spaceAfterStartLine', `GET / HTTP/1.1\r\n\t${MARK}Host: a\r\n\r\n`)
accepts('a folded line, with the leniency', getWith('X: b', ' c'), get({ fields: ['X: b c'] }), folding)
accepts('a line folded by tabs, with the leniency', getWith('X: b', '\t \tc'), get({ fields: ['X: b c'] }), folding)
accepts('a line folded twice, with the leniency', getWith('X: b', ' c', ' d'), get({ fields: ['X: b c d'] }), folding)
accepts('a line folded to nothing, with the leniency', getWith('X: b', ' '), get({ fields: ['X: b'] }), folding)
accepts('an empty value that is folded, with the leniency', getWith('X:', ' b'), get({ fields: ['X: b'] }), folding)
accepts(
  'a field behind a folded one, with the leniency',
  getWith('X: b', ' c', 'Y: d'),
  get({ fields: ['X: b c', 'Y: d'] }),
  folding,
)
accepts(
  'a folded length, with the leniency',
  `${postWith('Content-Length:', ' 2')}hi`,
  post({ fields: ['Content-Length: 2'], body: 'hi' }),
  folding,
)
accepts(
  'a folded transfer coding, with the leniency',
  `${postWith('Transfer-Encoding:', ' chunked')}1\r\na\r\n0\r\n\r\n`,
  post({ fields: ['Transfer-Encoding: chunked'], body: 'a' }),
  folding,
)
accepts(
  'a folded list of connection options, with the leniency',
  getWith('Connection: x,', '\tclose'),
  get({ fields: ['Connection: x, close'], ...closing }),
  folding,
)
refuses(
  'a space behind the start line, with the leniency',
  'spaceAfterStartLine',
  `GET / HTTP/1.1\r\n ${MARK}Host: a\r\n\r\n`,
  [],
  folding,
)

// --- Host (RFC 9112 §3.2) ---------------------------------------------------------------------------------------

accepts('an empty Host', head('GET / HTTP/1.1', 'Host:'), message('GET / HTTP/1.1', { fields: ['Host: '] }))
accepts('two Host lines, by default', getWith('Host: b'), get({ fields: ['Host: b'] }))
refuses('two Host lines, to the letter', 'hostTwice', getWith(`hOST: ${MARK}b`), [], { leniency: STRICT })
refuses('two equal Host lines, to the letter', 'hostTwice', getWith(`Host: ${MARK}a`), [], { leniency: STRICT })
accepts('a name that begins like Host, to the letter', getWith('Hosts: b'), get({ fields: ['Hosts: b'] }), {
  leniency: STRICT,
})

// --- Content-Length (RFC 9110 §8.6, RFC 9112 §6.3) --------------------------------------------------------------

const lengths: [name: string, field: string, body: string][] = [
  ['a body of so many bytes', 'Content-Length: 3', 'abc'],
  ['an empty body', 'Content-Length: 0', ''],
  ['leading zeros', 'Content-Length: 0003', 'abc'],
  ['the name in capitals', 'CONTENT-LENGTH: 3', 'abc'],
  ['a body that looks like a request', 'Content-Length: 18', 'GET / HTTP/1.1\r\n\r\n'],
  ['a body of all kinds of bytes', 'Content-Length: 5', '\0\r\n\xff '],
  ['white space around the number', 'Content-Length: \t 1 \t', 'a'],
]
for (const [name, field, body] of lengths) {
  const fields = [`${field.slice(0, 15)} ${field.slice(15).trim()}`]
  accepts(`a length: ${name}`, postWith(field) + body, post({ fields, body }))
}
const badLengths: [name: string, value: string][] = [
  ['a word', `${MARK}abc`],
  ['a sign before', `${MARK}+1`],
  ['a negative number', `${MARK}-1`],
  ['hexadecimal', `${MARK}0x1`],
  ['a fraction', `${MARK}1.0`],
  ['an exponent', `${MARK}1e3`],
  ['two numbers', `${MARK}1 1`],
  ['a list of equal numbers', `${MARK}1, 1`],
  ['a digit that is not of ASCII', `${MARK}\xb2`],
  ['a number in quotes', `${MARK}"1"`],
]
for (const [name, value] of badLengths) {
  refuses(`a length that is no number: ${name}`, 'lengthCharacter', postWith(`Content-Length: ${value}`))
}
refuses('a length without digits', 'lengthEmpty', postWith(`Content-Length:${MARK}`))
refuses('a length of white space', 'lengthEmpty', postWith('Content-Length:  '))
refuses('a length beyond 2^64', 'lengthOverflow', postWith(`Content-Length: ${MARK}99999999999999999999`))
refuses('a length of 2^53', 'lengthOverflow', postWith(`Content-Length: ${MARK}9007199254740992`))
refuses(
  'a body that falls short of the greatest length',
  'truncated',
  `${postWith('Content-Length: 9007199254740991')}a`,
  post({ fields: ['Content-Length: 9007199254740991'], body: 'a', ...unfinished }),
)
refuses('two equal lengths', 'lengthTwice', postWith('Content-Length: 1', `Content-Length: ${MARK}1`))
refuses('two different lengths', 'lengthTwice', postWith('Content-Length: 1', `content-length: ${MARK}2`))
refuses('two lengths, with every leniency', 'lengthTwice', postWith('Content-Length: 1', 'Content-Length: 1'), [], {
  leniency: INSECURE,
})
accepts('a request without any length', postWith('X: b') + GET, [post({ fields: ['X: b'] }), get()])
accepts('a length of GET', `${getWith('Content-Length: 1')}a${GET}`, [
  get({ fields: ['Content-Length: 1'], body: 'a' }),
  get(),
])

// --- Transfer-Encoding (RFC 9112 §6.1, §6.3) --------------------------------------------------------------------

const LAST = '0\r\n\r\n'
const CHUNKS = `1\r\na\r\n2\r\nbc\r\n${LAST}`
const codings: [name: string, ...lines: string[]][] = [
  ['chunked', 'Transfer-Encoding: chunked'],
  ['in other letters', 'transfer-ENCODING: Chunked'],
  ['another before it', 'Transfer-Encoding: gzip, chunked'],
  ['others before it', 'Transfer-Encoding: a;b=c,gzip ,\tchunked'],
  ['on the second line', 'Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'],
  ['empty elements around it', 'Transfer-Encoding: , ,chunked, ,'],
]
for (const [name, ...fields] of codings) {
  accepts(`a transfer coding: ${name}`, postWith(...fields) + CHUNKS + GET, [post({ fields, body: 'abc' }), get()])
}
refuses('chunked twice', 'codingAfterChunked', postWith(`Transfer-Encoding: ${MARK}chunked, chunked`))
refuses('another coding behind chunked', 'codingAfterChunked', postWith(`Transfer-Encoding: ${MARK}chunked, gzip`))
refuses(
  'chunked on two lines',
  'codingAfterChunked',
  postWith('Transfer-Encoding: chunked', `Transfer-Encoding: ${MARK}chunked`),
)
refuses(
  'another coding on the line behind chunked',
  'codingAfterChunked',
  postWith('Transfer-Encoding: chunked', `Transfer-Encoding: ${MARK}gzip`),
)
refuses('an empty transfer coding', 'codingEmpty', postWith(`Transfer-Encoding:${MARK}`))
refuses('a transfer coding of commas', 'codingEmpty', postWith(`Transfer-Encoding: ${MARK}, ,`))
refuses('a control character before chunked', 'valueCharacter', postWith(`Transfer-Encoding: ${MARK}\x0bchunked`))
const unknownCodings: [name: string, value: string][] = [
  ['another than chunked', 'gzip'],
  ['identity', 'identity'],
  ['chunked with a letter before', 'xchunked'],
  ['chunked with a letter behind', 'chunkedx'],
  ['chunked with a parameter', 'chunked;a=b'],
  ['chunked in quotes', '"chunked"'],
  ['chunked behind a space', 'gzip chunked'],
]
for (const [name, value] of unknownCodings) {
  const fields = [`Transfer-Encoding: ${value}`]
  refuses(
    `an unknown transfer coding, by default told of before it is refused: ${name}`,
    'codingUnknown',
    `${postWith(...fields)}${MARK}${LAST}`,
    post({ fields, ...closing, ...unfinished }),
  )
  refuses(
    `an unknown transfer coding, to the letter: ${name}`,
    'codingUnknown',
    postWith(...fields) + MARK + LAST,
    [],
    {
      leniency: STRICT,
    },
  )
}
const otherCodings = { leniency: lenient.LENIENT_CODING }
accepts(
  'an unknown transfer coding, with the leniency',
  `${postWith('Transfer-Encoding: gzip')}abc`,
  post({ fields: ['Transfer-Encoding: gzip'], body: 'abc', ...closing }),
  otherCodings,
)
accepts(
  'another coding behind chunked, with the leniency',
  `${postWith('Transfer-Encoding: chunked, gzip')}abc`,
  post({ fields: ['Transfer-Encoding: chunked, gzip'], body: 'abc', ...closing }),
  otherCodings,
)

const both = ['Content-Length: 1', 'Transfer-Encoding: chunked']
refuses('a transfer coding behind a length', 'codingWithLength', postWith(both[0], `Transfer-Encoding: ${MARK}chunked`))
refuses('a length behind a transfer coding', 'lengthWithCoding', postWith(both[1], `Content-Length: ${MARK}1`))
// RFC 9112 §6.1: the coding wins, and the connection closes behind the answer.
const lengthAndCoding = { leniency: lenient.LENIENT_LENGTH_AND_CODING }
accepts(
  'a transfer coding behind a length, with the leniency',
  postWith(...both) + CHUNKS,
  post({ fields: both, body: 'abc', ...closing }),
  lengthAndCoding,
)
accepts(
  'a length behind a transfer coding, with the leniency',
  postWith(both[1], both[0]) + CHUNKS,
  post({ fields: [both[1], both[0]], body: 'abc', ...closing }),
  lengthAndCoding,
)
accepts(
  'a transfer coding in HTTP/1.0, behind which the connection closes',
  head('POST / HTTP/1.0', 'Transfer-Encoding: chunked', 'Connection: keep-alive') + CHUNKS,
  message('POST / HTTP/1.0', {
    fields: ['Transfer-Encoding: chunked', 'Connection: keep-alive'],
    body: 'abc',
    ...closing,
  }),
)

// --- Chunks (RFC 9112 §7.1) -------------------------------------------------------------------------------------

const CHUNKED = 'Transfer-Encoding: chunked'
const chunked = (body: string) => postWith(CHUNKED) + body
const chunkedPost = (details = {}) => post({ fields: [CHUNKED], ...details })
const cut = (body: string) => chunkedPost({ body, ...unfinished })

const chunkBodies: [name: string, body: string, data: string][] = [
  ['none but the last', LAST, ''],
  ['one', `3\r\nabc\r\n${LAST}`, 'abc'],
  ['several', CHUNKS, 'abc'],
  ['a size in small letters', `a\r\n0123456789\r\n${LAST}`, '0123456789'],
  ['a size in capitals', `A\r\n0123456789\r\n${LAST}`, '0123456789'],
  ['a size of two digits', `1f\r\n${'x'.repeat(31)}\r\n${LAST}`, 'x'.repeat(31)],
  ['leading zeros', `0001\r\na\r\n${LAST}`, 'a'],
  ['several zeros for the last', '1\r\na\r\n0000\r\n\r\n', 'a'],
  ['data that look like a chunk', `5\r\n0\r\n\r\n\r\n${LAST}`, '0\r\n\r\n'],
]
for (const [name, body, data] of chunkBodies) {
  accepts(`chunks: ${name}`, chunked(body) + GET, [chunkedPost({ body: data }), get()])
}
const badSizes: [name: string, line: string][] = [
  ['a letter', `${MARK}x`],
  ['a letter behind a digit', `1${MARK}x`],
  ['a sign', `${MARK}-1`],
  ['a plus', `${MARK}+1`],
  ['hexadecimal as in programs', `0${MARK}x1`],
  ['a space before', `${MARK} 1`],
  ['a tab before', `${MARK}\t1`],
  ['nothing', `${MARK}`],
  ['an extension alone', `${MARK};a`],
  ['an underscore', `1${MARK}_0`],
]
for (const [name, size] of badSizes) {
  refuses(`a chunk size that is no number: ${name}`, 'chunkSizeCharacter', chunked(`${size}\r\na\r\n${LAST}`), cut(''))
}
refuses('a chunk size beyond 2^64', 'chunkSizeOverflow', chunked('fffffffffffffffff\r\na'), cut(''))
refuses('a chunk size of 2^53', 'chunkSizeOverflow', chunked('20000000000000\r\na'), cut(''))
refuses('the greatest chunk size and one byte', 'truncated', chunked('1fffffffffffff\r\na'), cut('a'))
refuses('a chunk size of zeros without end', 'chunkSizeOverflow', chunked('0'.repeat(300)), cut(''))
refuses('a bare LF behind a chunk size', 'chunkSizeNoCr', chunked(`1\n${MARK}a\r\n${LAST}`), cut(''))
refuses('a bare CR behind a chunk size', 'chunkSizeNoLf', chunked(`1\r${MARK}a\r\n${LAST}`), cut(''))
refuses('a chunk that is longer than its size', 'chunkDataEnd', chunked(`1\r\na${MARK}b\r\n${LAST}`), cut('a'))
refuses('a bare LF behind the data', 'chunkDataNoCr', chunked(`1\r\na\n${MARK}${LAST}`), cut('a'))
refuses('a bare CR behind the data', 'chunkDataEnd', chunked(`1\r\na\r${MARK}${LAST}`), cut('a'))
refuses('no end behind the data', 'chunkDataEnd', chunked(`1\r\na${MARK}1\r\nb\r\n${LAST}`), cut('a'))
accepts(
  'bare LFs between chunks, with the leniency',
  chunked('1\na\n2\r\nbc\n0\n\n') + GET,
  [chunkedPost({ body: 'abc' }), get()],
  looseEnds,
)
accepts(
  'bare LFs behind extensions and trailers, with the leniency',
  chunked('1;a\nb\n0;c="d"\nX: e\n\n') + GET,
  [chunkedPost({ body: 'b', trailers: ['X: e'] }), get()],
  looseEnds,
)

const chunkSpace = { leniency: lenient.LENIENT_CHUNK_SPACE }
refuses('a space behind a chunk size', 'chunkSizeCharacter', chunked(`1 \r\na\r\n${LAST}`), cut(''))
refuses('a tab behind a chunk size', 'chunkSizeCharacter', chunked(`1\t\r\na\r\n${LAST}`), cut(''))
refuses('a space and a digit behind a chunk size', 'chunkExtension', chunked(`1 ${MARK}1\r\na\r\n${LAST}`), cut(''))
accepts(
  'spaces behind a chunk size, with the leniency',
  chunked(`1 \r\na\r\n0  \r\n\r\n`),
  chunkedPost({ body: 'a' }),
  {
    leniency: lenient.LENIENT_CHUNK_SPACE,
  },
)
refuses(
  'a space and a digit behind a chunk size, with the leniency',
  'chunkExtension',
  chunked(`1 ${MARK}1\r\na\r\n${LAST}`),
  cut(''),
  chunkSpace,
)

// Extensions (RFC 9112 §7.1.1): read, and let go.
const extensions: [name: string, text: string][] = [
  ['a name', ';a'],
  ['a name and a token', ';a=b'],
  ['every sign of a token', `;${TOKEN_SIGNS}=${TOKEN_SIGNS}`],
  ['a name and a quoted string', ';a="b c"'],
  ['an empty quoted string', ';a=""'],
  ['escapes in a quoted string', ';a="\\"\\\\\\x"'],
  ['semicolons and bytes above ASCII in a quoted string', ';a="; \xe4\t"'],
  ['several', ';a;b=c;d="e"'],
  ['white space before and behind the semicolon', ' ;\ta'],
  ['white space around the sign of equality', ';a = b'],
  ['white space between several', ';a ; b = "c" ;d'],
]
for (const [name, text] of extensions) {
  accepts(`chunk extensions: ${name}`, chunked(`1${text}\r\na\r\n0${text}\r\n\r\n`), chunkedPost({ body: 'a' }))
}
const badExtensions: [
  name: string,
  rule: 'chunkExtension' | 'chunkExtensionValue' | 'chunkExtensionQuoted',
  text: string,
][] = [
  ['no name', 'chunkExtension', `;${MARK}`],
  ['no name before the next', 'chunkExtension', `;${MARK};a`],
  ['no name before a value', 'chunkExtension', `;${MARK}=a`],
  ['a bad name', 'chunkExtension', `;a${MARK}@`],
  ['a byte above ASCII in a name', 'chunkExtension', `;${MARK}\xe4`],
  ['two names', 'chunkExtension', `;a ${MARK}b`],
  ['no value', 'chunkExtensionValue', `;a=${MARK}`],
  ['no value before the next', 'chunkExtensionValue', `;a=${MARK};b`],
  ['a bad token', 'chunkExtensionValue', `;a=b${MARK}@`],
  ['two signs of equality', 'chunkExtensionValue', `;a=b${MARK}=c`],
  ['a quoted string without end', 'chunkExtensionQuoted', `;a="b${MARK}`],
  ['a control character in a quoted string', 'chunkExtensionQuoted', `;a="${MARK}\x01"`],
  ['a bare LF in a quoted string', 'chunkExtensionQuoted', `;a="${MARK}\n"`],
  ['a NUL behind a backslash', 'chunkExtensionQuoted', `;a="\\${MARK}\0"`],
  ['a CR behind a backslash', 'chunkExtensionQuoted', `;a="\\${MARK}`],
  ['something behind a quoted string', 'chunkExtension', `;a="b"${MARK}c`],
  ['a value without a name', 'chunkExtension', ` ${MARK}=a`],
  ['white space before the end of the line, behind a name', 'chunkExtension', ';a '],
  ['white space before the end of the line, behind a token', 'chunkExtension', ';a=b '],
  ['white space before the end of the line, behind a quoted string', 'chunkExtension', ';a="b" '],
]
for (const [name, rule, text] of badExtensions) {
  refuses(`broken chunk extensions: ${name}`, rule, chunked(`1${text}\r\na\r\n${LAST}`), cut(''))
}
refuses(
  'a bare LF in a name of chunk extensions',
  'chunkExtensionNoCr',
  chunked(`1;a\n${MARK}b\r\na\r\n${LAST}`),
  cut(''),
)
refuses('a bare LF behind a quoted string', 'chunkExtensionNoCr', chunked(`1;a="b"\n${MARK}a\r\n${LAST}`), cut(''))
refuses('a bare CR behind chunk extensions', 'chunkSizeNoLf', chunked(`1;a\r${MARK}a\r\n${LAST}`), cut(''))
const MOST_EXTENSIONS = LIMITS.maxChunkExtensions.value
accepts(
  'chunk extensions as long as may be, in each chunk',
  chunked(`1;${'a'.repeat(MOST_EXTENSIONS - 10)}\r\na\r\n1;${'a'.repeat(MOST_EXTENSIONS - 10)}\r\nb\r\n${LAST}`),
  chunkedPost({ body: 'ab' }),
)
refuses(
  'chunk extensions without end',
  'chunkExtensionsTooLong',
  chunked(`1;${'a'.repeat(MOST_EXTENSIONS + 10)}`),
  cut(''),
)
refuses(
  'spaces behind a chunk size without end',
  'chunkExtensionsTooLong',
  chunked(`1${' '.repeat(MOST_EXTENSIONS + 10)}`),
  cut(''),
)

// --- Trailers (RFC 9112 §7.1.2) ---------------------------------------------------------------------------------

accepts('one trailer', chunked('1\r\na\r\n0\r\nX: b\r\n\r\n'), chunkedPost({ body: 'a', trailers: ['X: b'] }))
accepts('several trailers', chunked('0\r\nX: b\r\nY:\r\nX: c\r\n\r\n') + GET, [
  chunkedPost({ trailers: ['X: b', 'Y: ', 'X: c'] }),
  get(),
])
accepts(
  'trailers that would decide the framing of a head',
  chunked('0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\nHost: b\r\nConnection: close\r\n\r\n') + GET,
  [chunkedPost({ trailers: ['Content-Length: 9', 'Transfer-Encoding: x', 'Host: b', 'Connection: close'] }), get()],
)
accepts(
  'a folded trailer, with the leniency',
  chunked('0\r\nX: b\r\n c\r\n\r\n'),
  chunkedPost({ trailers: ['X: b c'] }),
  {
    leniency: lenient.LENIENT_FOLDING,
  },
)
accepts(
  'a space before the colon of a trailer, with the leniency',
  chunked('0\r\nX : b\r\n\r\n'),
  chunkedPost({ trailers: ['X: b'] }),
  {
    leniency: lenient.LENIENT_NAME_SPACE,
  },
)
refuses('a bad name of a trailer', 'fieldName', chunked(`0\r\nX${MARK} Y: b\r\n\r\n`), cut(''))
refuses('a bad value of a trailer', 'valueCharacter', chunked(`0\r\nX: ${MARK}\0\r\n\r\n`), cut(''))
refuses('a bare CR in a trailer', 'valueNoLf', chunked(`0\r\nX: b\r${MARK}c\r\n\r\n`), cut(''))
refuses('a bare LF behind a trailer', 'valueNoCr', chunked(`0\r\nX: b\n${MARK}\r\n`), cut(''))
refuses('a bare LF behind the trailers', 'fieldNameStart', chunked(`0\r\nX: b\r\n\n${MARK}`), cut(''))
refuses('a bare LF behind the last chunk', 'fieldNameStart', chunked(`0\r\n\n${MARK}`), cut(''))
refuses('a bare CR behind the trailers', 'headNoLf', chunked(`0\r\n\r${MARK}X`), cut(''))
refuses('a folded trailer', 'fieldFolded', chunked(`0\r\nX: b\r\n${MARK} c\r\n\r\n`), cut(''))

// --- Several requests of one connection (RFC 9112 §9.3) ---------------------------------------------------------

accepts('two requests', GET + GET, [get(), get()])
accepts(
  'requests of all kinds, one behind another',
  `${GET + postWith('Content-Length: 2')}hi${chunked(CHUNKS)}${GET}`,
  [get(), post({ fields: ['Content-Length: 2'], body: 'hi' }), chunkedPost({ body: 'abc' }), get()],
)
accepts('an empty line behind a body', `${postWith('Content-Length: 2')}hi\r\n${GET}`, [
  post({ fields: ['Content-Length: 2'], body: 'hi' }),
  get(),
])
refuses(
  'rubbish behind a body',
  'methodUnknown',
  `${postWith('Content-Length: 2')}hi${MARK}rubbish`,
  post({ fields: ['Content-Length: 2'], body: 'hi' }),
)
refuses('a broken request behind a whole one', 'methodUnknown', `${GET}${MARK}get / HTTP/1.1`, get())
accepts(
  'facts of one head that do not last until the next',
  `${getWith('Content-Length: 1', 'Upgrade: x')}a${GET}${GET}`,
  [get({ fields: ['Content-Length: 1', 'Upgrade: x'], body: 'a' }), get(), get()],
)

const connections: [name: string, isPersistent: boolean, startLine: string, ...fields: string[]][] = [
  ['HTTP/1.1 goes on', true, 'GET / HTTP/1.1'],
  ['HTTP/1.1 says keep-alive', true, 'GET / HTTP/1.1', 'Connection: keep-alive'],
  ['HTTP/1.1 says close', false, 'GET / HTTP/1.1', 'Connection: close'],
  ['close in other letters', false, 'GET / HTTP/1.1', 'cONNECTION: CLOSE'],
  ['close in a list', false, 'GET / HTTP/1.1', 'Connection: x ,\tclose , y'],
  ['close wins over keep-alive', false, 'GET / HTTP/1.1', 'Connection: close, keep-alive'],
  [
    'close wins over keep-alive on another line',
    false,
    'GET / HTTP/1.1',
    'Connection: close',
    'Connection: keep-alive',
  ],
  ['close on the second line', false, 'GET / HTTP/1.1', 'Connection: x', 'Connection: close'],
  ['empty elements around close', false, 'GET / HTTP/1.1', 'Connection: ,,close,'],
  ['a word that begins like close', true, 'GET / HTTP/1.1', 'Connection: closed'],
  ['a word that ends like close', true, 'GET / HTTP/1.1', 'Connection: x-close'],
  ['close in quotes', true, 'GET / HTTP/1.1', 'Connection: "close"'],
  ['an empty list', true, 'GET / HTTP/1.1', 'Connection: '],
  ['HTTP/1.0 ends', false, 'GET / HTTP/1.0'],
  ['HTTP/1.0 says keep-alive', true, 'GET / HTTP/1.0', 'Connection: Keep-Alive'],
  ['HTTP/1.0 says close', false, 'GET / HTTP/1.0', 'Connection: close'],
  ['HTTP/1.0 says both', false, 'GET / HTTP/1.0', 'Connection: keep-alive, close'],
]
for (const [name, persistent, startLine, ...fields] of connections) {
  const told = message(startLine, { fields, persistent })
  const bytes = head(startLine, ...fields)
  if (persistent) accepts(`a connection: ${name}`, bytes + GET, [told, get()])
  else {
    accepts(`a connection: ${name}`, bytes, told)
    refuses(`bytes behind the last request: ${name}`, 'afterClose', `${bytes}${MARK}${GET}`, told)
  }
}
const lastGet = getWith('Connection: close')
const lastMessage = get({ fields: ['Connection: close'], ...closing })
accepts('empty lines behind the last request', `${lastGet}\r\n\r\n\n`, lastMessage)
refuses('a space behind the last request and an empty line', 'afterClose', `${lastGet}\r\n${MARK} `, lastMessage)
refuses(
  'bytes behind the body of the last request',
  'afterClose',
  `${postWith('Connection: close', 'Content-Length: 1')}a${MARK}b`,
  post({ fields: ['Connection: close', 'Content-Length: 1'], body: 'a', ...closing }),
)
accepts('bytes behind the last request, with the leniency', `${lastGet}${GET}anything`, lastMessage, {
  leniency: lenient.LENIENT_AFTER_CLOSE,
})

// --- Change of protocol (RFC 9110 §7.8, §9.3.6) -----------------------------------------------------------------

const upgrade = ['Connection: Upgrade', 'Upgrade: x']
accepts('CONNECT to an authority', line('CONNECT a:80 HTTP/1.1'), withHost('CONNECT a:80 HTTP/1.1', switching), {
  rest: '\x16\x03\x01 not HTTP',
})
accepts('CONNECT with an address', line('CONNECT [::1]:80 HTTP/1.1'), withHost('CONNECT [::1]:80 HTTP/1.1', switching))
accepts('CONNECT with a path', line('CONNECT /a HTTP/1.1'), withHost('CONNECT /a HTTP/1.1', switching))
accepts(
  'CONNECT to a port alone, with every leniency',
  line('CONNECT :80 HTTP/1.1'),
  withHost('CONNECT :80 HTTP/1.1', switching),
  { leniency: INSECURE },
)
accepts('CONNECT that the handler takes for a request like others', line('CONNECT a:80 HTTP/1.1') + GET, [
  withHost('CONNECT a:80 HTTP/1.1'),
  get(),
])
accepts(
  'CONNECT with a length, which counts for nothing',
  head('CONNECT a:80 HTTP/1.1', 'Content-Length: 3'),
  message('CONNECT a:80 HTTP/1.1', { fields: ['Content-Length: 3'], ...switching }),
  { rest: 'abc' },
)
accepts('Upgrade', getWith(...upgrade), get({ fields: upgrade, ...switching }), { rest: GET })
accepts('Upgrade behind other requests', GET + getWith(...upgrade), [get(), get({ fields: upgrade, ...switching })], {
  rest: 'x',
})
accepts('Upgrade that the handler does not follow', getWith(...upgrade) + GET, [get({ fields: upgrade }), get()])
accepts(
  'Upgrade with a body that the handler does not follow',
  `${postWith(...upgrade, 'Content-Length: 2')}hi${GET}`,
  [post({ fields: [...upgrade, 'Content-Length: 2'], body: 'hi' }), get()],
)
accepts(
  'Upgrade on a connection that ends',
  getWith('Connection: upgrade, close', 'Upgrade: x'),
  get({ fields: ['Connection: upgrade, close', 'Upgrade: x'], ...closing, ...switching }),
  { rest: 'x' },
)

// --- Requests that are cut short (RFC 9112 §8) ------------------------------------------------------------------

const cutHeads: [name: string, bytes: string][] = [
  ['in the method', 'GE'],
  ['behind the method', 'GET '],
  ['in the target', 'GET /a'],
  ['in the version', 'GET / HT'],
  ['before the end of the line', 'GET / HTTP/1.1\r'],
  ['behind the request line', 'GET / HTTP/1.1\r\n'],
  ['in a name', 'GET / HTTP/1.1\r\nHo'],
  ['before a value', 'GET / HTTP/1.1\r\nHost:'],
  ['in a value', 'GET / HTTP/1.1\r\nHost: a'],
  ['before the end of a field line', 'GET / HTTP/1.1\r\nHost: a\r'],
  ['before the empty line', 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ['in the empty line', 'GET / HTTP/1.1\r\nHost: a\r\n\r'],
]
for (const [name, bytes] of cutHeads) refuses(`a head that is cut short ${name}`, 'truncated', bytes)
refuses('a second request that is cut short', 'truncated', `${GET}GET`, get())
refuses(
  'a body that is cut short before its first byte',
  'truncated',
  postWith('Content-Length: 3'),
  post({ fields: ['Content-Length: 3'], ...unfinished }),
)
refuses(
  'a body that is cut short before its last byte',
  'truncated',
  `${postWith('Content-Length: 3')}ab`,
  post({ fields: ['Content-Length: 3'], body: 'ab', ...unfinished }),
)
const cutChunks: [name: string, bytes: string, data: string][] = [
  ['before the first size', '', ''],
  ['in a size', '1', ''],
  ['in an extension', '1;a="', ''],
  ['before the end of the size', '1\r', ''],
  ['before the data', '3\r\n', ''],
  ['in the data', '3\r\nab', 'ab'],
  ['behind the data', '3\r\nabc', 'abc'],
  ['before the end of the chunk', '3\r\nabc\r', 'abc'],
  ['behind a chunk', '3\r\nabc\r\n', 'abc'],
  ['behind the last size', '0\r\n', ''],
  ['in the trailers', '0\r\nX: b\r\n', ''],
  ['in the last line', '0\r\n\r', ''],
]
for (const [name, bytes, data] of cutChunks) {
  refuses(`chunks that are cut short ${name}`, 'truncated', chunked(bytes), cut(data))
}

// --- Limits of size (RFC 9110 §5.4) -----------------------------------------------------------------------------

const small = { maxHeaderSize: 64 }
accepts('a head below the limit', getWith(`X: ${'b'.repeat(20)}`), get({ fields: [`X: ${'b'.repeat(20)}`] }), small)
accepts(
  'heads that are counted each by itself',
  getWith(`X: ${'b'.repeat(20)}`).repeat(4),
  Array(4).fill(get({ fields: [`X: ${'b'.repeat(20)}`] })),
  small,
)
accepts(
  'a body beyond the limit of a head',
  postWith('Content-Length: 200') + 'x'.repeat(200),
  post({ fields: ['Content-Length: 200'], body: 'x'.repeat(200) }),
  small,
)
accepts(
  'chunks beyond the limit of a head',
  chunked('1\r\na\r\n'.repeat(30) + LAST),
  chunkedPost({ body: 'a'.repeat(30) }),
  small,
)
refuses('a target beyond the limit', 'headTooLarge', line(`GET /${'a'.repeat(64)} HTTP/1.1`), [], small)
refuses('a target without end', 'headTooLarge', `GET /${'a'.repeat(200)}`, [], small)
refuses('a value beyond the limit', 'headTooLarge', getWith(`X: ${'a'.repeat(64)}`), [], small)
refuses('a value without end', 'headTooLarge', `GET / HTTP/1.1\r\nX: ${'a'.repeat(200)}`, [], small)
refuses('a name beyond the limit', 'headTooLarge', getWith(`${'a'.repeat(64)}: b`), [], small)
refuses('a name without end', 'headTooLarge', `GET / HTTP/1.1\r\n${'a'.repeat(200)}`, [], small)
refuses('white space without end', 'headTooLarge', `GET / HTTP/1.1\r\nX:${' '.repeat(200)}`, [], small)
refuses('fields without end', 'headTooLarge', `GET / HTTP/1.1\r\n${'X: ab\r\n'.repeat(40)}`, [], small)
refuses('empty fields without end', 'headTooLarge', `GET / HTTP/1.1\r\n${'X:\r\n'.repeat(80)}`, [], small)
refuses('trailers beyond the limit', 'headTooLarge', chunked(`0\r\nX: ${'a'.repeat(64)}\r\n\r\n`), cut(''), small)
refuses('trailers without end', 'headTooLarge', chunked(`0\r\n${'X: ab\r\n'.repeat(40)}`), cut(''), small)
refuses('a second head beyond the limit', 'headTooLarge', GET + getWith(`X: ${'a'.repeat(64)}`), get(), small)
refuses('a value beyond the limit and a NUL behind', 'headTooLarge', getWith(`X: ${'a'.repeat(64)}\0`), [], small)
refuses(
  'a head beyond the limit that is set where none is given',
  'headTooLarge',
  getWith(`X: ${'a'.repeat(LIMITS.maxHeaderSize.value)}`),
)

const three = (count: number) => Array.from({ length: count }, (_, i) => `X: ${i}`)
accepts('as many fields as may be', getWith(...three(3)), get({ fields: three(3) }), { maxHeadersCount: 4 })
refuses('one field too many', 'tooManyFields', getWith(...three(4)), [], { maxHeadersCount: 4 })
refuses('one trailer too many', 'tooManyFields', chunked('0\r\nX: 1\r\nX: 2\r\nX: 3\r\n\r\n'), cut(''), {
  maxHeadersCount: 2,
})
accepts(
  'as many trailers as may be',
  chunked('0\r\nX: 1\r\nX: 2\r\n\r\n'),
  chunkedPost({ trailers: ['X: 1', 'X: 2'] }),
  {
    maxHeadersCount: 2,
  },
)
refuses(
  'more fields than may be where no number is given',
  'tooManyFields',
  getWith(...Array<string>(LIMITS.maxHeadersCount.value).fill('X: 1')),
)
