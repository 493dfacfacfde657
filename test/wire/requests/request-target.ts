// Raw requests about the forms of a target and the Host field (RFC 9112 §3.2, RFC 9110 §4.2, §7.2).

import { get, HOST, line, lines, NEXT, type RequestCase, reading, reads, refuses, refusing } from '../request-case.ts'

const T = 'RFC 9112 §3.2'
const target = (text: string) => line(`GET ${text} HTTP/1.1`)
const taken = (name: string, text: string, rule = T) => reads(name, rule, target(text), `GET ${text}`)
/** With insecureHTTPParser any Host goes, as on the built-in, and so do these targets. */
const loosely = (text: string) => ({ insecure: reading(`GET ${text}`) })
const refusedStrictly = (name: string, text: string, rule: string) => refuses(name, rule, target(text), loosely(text))
const refused = (name: string, text: string, rule = T) => refuses(name, rule, target(text))

export const targets: RequestCase[] = [
  taken('a path and a query', '/a/b?c=d&e'),
  taken('an empty query', '/?'),
  taken('two slashes', '//a'),
  taken('dots', '/../a/./b'),
  taken('percent signs', '/%00%0d%0a%fF'),
  ...['"', '<', '>', '\\', '^', '`', '{', '|', '}', '%', '%zz', '%0'].map((text) =>
    reads(`in no URI: ${text}`, 'RFC 3986 §2', target(`/a${text}?b`), `GET /a${text}?b`, {
      strict: refusing(),
      because: 'docs/DIFFERENCES.md: characters in a target that no URI has; strict refuses',
    }),
  ),
  taken('a question mark in the query', '/a?b?c'),
  taken('a colon in the path', '/a:80'),
  taken('an at sign in the path', '/a@b'),
  taken('a long path', `/${'a'.repeat(8000)}`),
  taken('absolute-form', 'http://b/c', 'RFC 9112 §3.2.2'),
  taken('absolute-form without a path', 'http://b', 'RFC 9112 §3.2.2'),
  taken('absolute-form with a port', 'http://b:80/c', 'RFC 9112 §3.2.2'),
  taken('absolute-form with an address in brackets', 'http://[::1]/c', 'RFC 9112 §3.2.2'),
  taken('absolute-form of https', 'https://b/c', 'RFC 9112 §3.2.2'),
  refusedStrictly('a fragment', '/a#b', T),
  refusedStrictly('a fragment behind a query', '/?a#b', T),
  refused('a fragment alone', '#a'),
  refusedStrictly('a fragment in absolute-form', 'http://b/#c', T),
  refused('a NUL', '/a\0b'),
  refused('a control character', '/a\x01b'),
  refused('a DEL', '/a\x7f'),
  refused('an escape', '/\x1b[31m'),
  refused('bytes above ASCII', '/\xc3\xa4'),
  refused('a path without a slash', 'a'),
  refused('a query without a path', '?a'),
  refused('a name and a port for GET', 'a:80'),
  refusedStrictly('absolute-form with an empty host', 'http:///a', 'RFC 9110 §4.2.1'),
  refusedStrictly('absolute-form with an empty host and a port', 'http://:80/a', 'RFC 9110 §4.2.1'),
  refusedStrictly('absolute-form of https with an empty host', 'https:///a', 'RFC 9110 §4.2.2'),
  refusedStrictly('absolute-form with userinfo', 'http://u:p@b/c', 'RFC 9110 §4.2.4'),
  refusedStrictly('absolute-form with a port that is no number', 'http://b:c/', 'RFC 9112 §3.2.2'),
  refusedStrictly('absolute-form with half a bracket', 'http://[::1/', 'RFC 9112 §3.2.2'),
  refusedStrictly('absolute-form with a host in angle brackets', 'http://<b>/', 'RFC 9112 §3.2.2'),
  refusedStrictly('absolute-form with a backslash in its host', 'http://b\\@c/', 'RFC 9112 §3.2.2'),
  taken('a scheme that nobody knows, with userinfo', 'x://u@b/'),
  refused('absolute-form without slashes', 'http:a'),
  refused('absolute-form with one slash', 'http:/a'),
  refused('a scheme that begins with a digit', '1http://a/'),
  refused('a backslash in place of the slash', '\\a'),
  refusedStrictly('the asterisk for GET', '*', 'RFC 9112 §3.2.4'),
  refused('an asterisk and more', '*a', 'RFC 9112 §3.2.4'),
  reads('the asterisk for OPTIONS', 'RFC 9112 §3.2.4', line('OPTIONS * HTTP/1.1'), 'OPTIONS *'),
  refuses('the asterisk for POST', 'RFC 9112 §3.2.4', line('POST * HTTP/1.1'), { insecure: reading('POST *') }),
]

const noHost = lines('GET / HTTP/1.1')
const hosts = (...values: string[]) => lines('GET / HTTP/1.1', ...values.map((value) => `Host: ${value}`))
const badHost = (name: string, value: string) => refuses(name, T, hosts(value), { insecure: reading('GET /') })
const FIRST_COUNTS =
  'docs/DIFFERENCES.md: several Host lines (the first counts), as programs rely on; strict gives the RFC’s reading'
const SPACE_IN_HOST = 'docs/DIFFERENCES.md: white space in a Host, as a test of Node has it; strict refuses'

export const hostFields: RequestCase[] = [
  refuses('no Host in HTTP/1.1', T, noHost),
  refuses('no Host in HTTP/1.1 and a request behind it', T, noHost + NEXT),
  refuses('no Host beside absolute-form', T, lines('GET http://a/ HTTP/1.1')),
  refuses('a Host with white space before the colon', T, lines('GET / HTTP/1.1', 'Host : a'), {
    insecure: reading('GET /'),
  }),
  reads('no Host in HTTP/1.0', T, lines('GET / HTTP/1.0'), 'GET /', { behind: 'closed' }),
  reads('an empty Host', T, lines('GET / HTTP/1.1', 'Host:'), 'GET /'),
  reads('a Host with a port', T, hosts('a:80'), { line: 'GET /', fields: ['host: a:80'] }),
  reads('a Host with an empty port', T, hosts('a:'), 'GET /'),
  reads('a Host that is an address', T, hosts('127.0.0.1:80'), 'GET /'),
  reads('a Host that is an address in brackets', T, hosts('[::1]:80'), 'GET /'),
  reads('a Host with percent signs and sub-delims', T, hosts("a%20b!$&'()*+,;=~_-.c"), 'GET /'),
  reads('a Host in another case', T, lines('GET / HTTP/1.1', 'hOST: a'), 'GET /'),
  reads(
    'two Host lines',
    T,
    hosts('a', 'b'),
    { line: 'GET /', fields: ['host: a'] },
    {
      strict: refusing(),
      because: FIRST_COUNTS,
    },
  ),
  reads('two equal Host lines', T, hosts('a', 'a'), 'GET /', { strict: refusing(), because: FIRST_COUNTS }),
  reads('two Host lines with others between', T, get('X: 1', 'hOsT: b'), 'GET /', {
    strict: refusing(),
    because: FIRST_COUNTS,
  }),
  reads('a Host with a space', T, hosts('a b'), 'GET /', { strict: refusing(), because: SPACE_IN_HOST }),
  reads('a Host with a tab', T, hosts('a\tb'), 'GET /', { strict: refusing(), because: SPACE_IN_HOST }),
  badHost('a Host with a slash', 'a/b'),
  badHost('a Host with a query', 'a?b'),
  badHost('a Host with a fragment', 'a#b'),
  badHost('a Host with userinfo', 'u@a'),
  badHost('a Host that is a URL', 'http://a'),
  badHost('a Host with a port that is no number', 'a:b'),
  reads('a Host with two ports', T, hosts('a:80:80'), 'GET /', {
    strict: refusing(),
    because: 'docs/DIFFERENCES.md: a second port in a Host, as tests of Node have it; strict refuses',
  }),
  badHost('a Host with a negative port', 'a:-1'),
  badHost('a Host with half a bracket', '[::1'),
  badHost('a Host with text behind the bracket', '[::1]a'),
  badHost('a Host in angle brackets', '<a>'),
  badHost('a Host in quotes', '"a"'),
  badHost('a Host with a backslash', 'a\\b'),
  badHost('a Host above ASCII', '\xe4'),
  badHost('a Host with half a percent sign', 'a%2'),
  reads('absolute-form whose host is not the Host', 'RFC 9112 §3.2.2', target('http://b/c'), {
    line: 'GET http://b/c',
    fields: [HOST.toLowerCase()],
  }),
]
