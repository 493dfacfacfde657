// Raw requests about field lines: names, colons, white space, values, folding (RFC 9112 §5, RFC 9110 §5.5, §5.6).

import { get, HOST, lines, NEXT, post, type RequestCase, reading, reads, refuses, refusing } from '../request-case.ts'

const F = 'RFC 9112 §5'
const VALUE = 'RFC 9110 §5.5'
const FOLD = 'RFC 9112 §5.2'
const LINE = 'GET / HTTP/1.1'
const value = (text: string) => get(`X: ${text}`)
const has = (name: string, text: string, seen: string, rule = VALUE) =>
  reads(name, rule, get(text), { line: 'GET /', fields: [seen] })

export const fieldNames: RequestCase[] = [
  has('a name of every sign a token has', "!#$%&'*+-.^_`|~09azAZ: 1", "!#$%&'*+-.^_`|~09azaz: 1", 'RFC 9110 §5.6.2'),
  has('a name of one letter', 'x:1', 'x: 1', F),
  has('a name that is a number', '0: 1', '0: 1', F),
  has('a name of an object of the language', '__proto__: 1', '__proto__: 1', F),
  has('a name of a member of objects', 'constructor: 1', 'constructor: 1', F),
  ...[...'"(),/;<=>?@[\\]{}'].map((sign) => refuses(`a name with ${sign}`, 'RFC 9110 §5.6.2', get(`X${sign}Y: 1`))),
  refuses('a name above ASCII', F, get('X\xe4: 1')),
  refuses('a name with a NUL', F, get('X\0: 1')),
  refuses('a name with a control character', F, get('X\x01: 1')),
  refuses('a name with a DEL', F, get('X\x7f: 1')),
  refuses('an empty name', F, get(': 1')),
  refuses('a line without a colon', F, get('X')),
  refuses('a line of spaces', F, get('   '), { insecure: reading('GET /') }),
  refuses('a name of two words', F, get('X Y: 1')),
  refuses('a space before the colon', 'RFC 9112 §5.1', get('X : 1'), {
    insecure: reading({ line: 'GET /', fields: ['x: 1'] }),
  }),
  refuses('a tab before the colon', 'RFC 9112 §5.1', get('X\t: 1')),
  refuses('a space before the first name', 'RFC 9112 §2.2', lines(LINE, ` ${HOST}`)),
  refuses('a tab before the first name', 'RFC 9112 §2.2', lines(LINE, `\t${HOST}`)),
  refuses('a second start line among the fields', F, get('GET /b HTTP/1.1')),
]

export const fieldValues: RequestCase[] = [
  has('no white space', 'X:1', 'x: 1'),
  has('white space around', 'X: \t 1 \t ', 'x: 1'),
  has('white space within', 'X: 1  2\t3', 'x: 1  2\t3'),
  has('an empty value', 'X:', 'x: '),
  has('a value of white space', 'X: \t ', 'x: '),
  has('colons', 'X: :1:', 'x: :1:'),
  has('quotes that are not closed', 'X: "1', 'x: "1'),
  has('obs-text', 'X: \x80\xff', 'x: \x80\xff'),
  has('commas alone', 'X: ,,', 'x: ,,'),
  refuses('a NUL', VALUE, value('1\x002')),
  refuses('a NUL alone', VALUE, value('\0')),
  refuses('a NUL at the end', VALUE, value('1\0')),
  refuses('a NUL in a Content-Length', VALUE, post(['Content-Length: 1\0'], 'a')),
  ...[0x01, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x1f, 0x7f].map((code) =>
    refuses(`the control character ${code}`, VALUE, value(`1${String.fromCharCode(code)}2`), {
      insecure: reading({ line: 'GET /', fields: [`x: 1${String.fromCharCode(code)}2`] }),
    }),
  ),
]

export const folding: RequestCase[] = [
  refuses('a folded line', FOLD, get('X: 1\r\n 2'), { insecure: reading({ line: 'GET /', fields: ['x: 1 2'] }) }),
  refuses('a line folded by a tab', FOLD, get('X: 1\r\n\t2'), {
    insecure: reading({ line: 'GET /', fields: ['x: 1 2'] }),
  }),
  refuses('a line folded twice', FOLD, get('X: 1\r\n 2\r\n 3'), {
    insecure: reading({ line: 'GET /', fields: ['x: 1 2 3'] }),
  }),
  refuses('a fold of nothing but white space', FOLD, get('X: 1\r\n  '), { insecure: reading('GET /') }),
  refuses('a folded Content-Length', FOLD, post(['Content-Length:\r\n 3'], 'abc'), { insecure: reading('POST / abc') }),
  refuses('a Content-Length in the fold of another', FOLD, post(['X: 1\r\n Content-Length: 3']) + NEXT, {
    insecure: reading([{ line: 'POST /', fields: ['content-length'] }, 'GET /next']),
  }),
  refuses('a folded Host', FOLD, lines(LINE, 'Host:\r\n a'), { insecure: reading('GET /') }),
  refuses('a fold that divides a number', FOLD, post(['Content-Length: 1\r\n 2'], 'ab'), { insecure: refusing() }),
  refuses('a line folded behind a bare LF', FOLD, get('X: 1\n 2'), {
    insecure: reading({ line: 'GET /', fields: ['x: 1 2'] }),
  }),
  refuses('white space in place of the empty line', FOLD, `${LINE}\r\n${HOST}\r\n \r\n\r\n`, {
    insecure: reading('GET /'),
  }),
]
