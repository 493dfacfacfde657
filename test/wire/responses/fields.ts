// Raw responses about field lines (RFC 9112 §5, RFC 9110 §5.5).

import { EMPTY, fails, ok, type ResponseCase, receiving, takes } from '../response-case.ts'

const F = 'RFC 9112 §5'
const VALUE = 'RFC 9110 §5.5'
const FOLD = 'RFC 9112 §5.2'
const has = (name: string, field: string, seen: string) =>
  takes(name, VALUE, ok(field, EMPTY), '200', { fields: [seen] })
const TOKEN = 'HPE_INVALID_HEADER_TOKEN'
const badName = (name: string, field: string) => fails(name, F, ok(field, EMPTY), TOKEN)
/** A user agent may read a fold as spaces; docs/DIFFERENCES.md: it is refused, as by the built-in, unless loosened. */
const folded = (name: string, field: string, seen: string) =>
  fails(name, FOLD, ok(field, EMPTY), TOKEN, { insecure: receiving('200', true, [seen]) })

export const fields: ResponseCase[] = [
  has('white space around a value', 'X: \t 1 \t ', 'x: 1'),
  has('no white space', 'X:1', 'x: 1'),
  has('an empty value', 'X:', 'x: '),
  has('obs-text', 'X: \xe4\xff', 'x: \xe4\xff'),
  has('a colon in a value', 'X: a:b', 'x: a:b'),
  has('a name of every sign', "!#$%&'*+-.^_`|~1: x", "!#$%&'*+-.^_`|~1: x"),
  has('a name of an object of the language', '__proto__: 1', '__proto__: 1'),
  takes('two Set-Cookie lines', 'RFC 9110 §5.3', ok('Set-Cookie: a', 'Set-Cookie: b', EMPTY), '200', {
    fields: ['set-cookie: a', 'set-cookie: b'],
  }),
  badName('an empty name', ': 1'),
  badName('a line without a colon', 'X'),
  badName('a space in a name', 'X Y: 1'),
  badName('a name above ASCII', 'X\xe4: 1'),
  badName('a name with a NUL', 'X\0: 1'),
  badName('a name in brackets', 'X(1): 1'),
  fails('a space before the colon', 'RFC 9112 §5.1', ok('X : 1', EMPTY), TOKEN, { insecure: receiving('200') }),
  fails('a space before the first field', 'RFC 9112 §2.2', ok(' X: 1', EMPTY), 'HPE_UNEXPECTED_SPACE'),
  fails('a NUL in a value', VALUE, ok('X: 1\0', EMPTY), TOKEN),
  ...['\x01', '\x07', '\x1b', '\x7f'].map((code) =>
    fails(`the control character ${JSON.stringify(code)} in a value`, VALUE, ok(`X: 1${code}`, EMPTY), TOKEN, {
      insecure: receiving('200'),
    }),
  ),
  folded('a folded line', 'X: 1\r\n 2', 'x: 1 2'),
  folded('a line folded by a tab', 'X: 1\r\n\t2', 'x: 1 2'),
  fails('a value of 17 KiB', 'RFC 9110 §5.4', ok(`X: ${'a'.repeat(17_000)}`, EMPTY), 'HPE_HEADER_OVERFLOW'),
  fails(
    'a head without an end',
    'RFC 9110 §5.4',
    `HTTP/1.1 200 OK\r\n${'X: 1\r\n'.repeat(6000)}`,
    'HPE_HEADER_OVERFLOW',
  ),
  fails('three thousand fields', 'RFC 9110 §5.4', ok(...Array(3000).fill('X: 1'), EMPTY), 'HPE_HEADER_OVERFLOW'),
  takes('a thousand fields', 'RFC 9110 §5.4', ok(...Array(1000).fill('X: 1'), EMPTY), '200'),
]
