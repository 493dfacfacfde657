// From the text of a field section to names and values, and how repeated fields combine.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  COLLECT,
  combinationOf,
  JOIN_COMMA,
  JOIN_SEMICOLON,
  KEEP_FIRST,
  lowerCaseName,
  parseFieldLines,
} from '../../src/protocol/field-lines.ts'

const sections: [name: string, text: string, lines: string[]][] = [
  ['nothing', '', []],
  ['one line', 'A: b\r\n', ['A', 'b']],
  ['several lines', 'A: b\r\nC: d\r\nA: e\r\n', ['A', 'b', 'C', 'd', 'A', 'e']],
  ['no white space', 'A:b\r\n', ['A', 'b']],
  ['white space around', 'A:\t  b \t \r\n', ['A', 'b']],
  ['white space within', 'A: b \t c\r\n', ['A', 'b \t c']],
  ['an empty value', 'A:\r\nB: \t\r\n', ['A', '', 'B', '']],
  ['colons in the value', 'A: b:c: d\r\n', ['A', 'b:c: d']],
]
for (const [name, text, lines] of sections) {
  test(`parseFieldLines reads ${name}`, () => {
    assert.deepEqual(parseFieldLines(text, 0, text.length), lines)
    const around = `GET / HTTP/1.1\r\n${text}\r\n`
    assert.deepEqual(parseFieldLines(around, 16, around.length - 2), lines)
  })
}

test('parseFieldLines leaves out fields beyond the number that is asked for', () => {
  const text = 'A: 1\r\nB: 2\r\nC: 3\r\n'
  assert.deepEqual(parseFieldLines(text, 0, text.length, 2), ['A', '1', 'B', '2'])
  assert.deepEqual(parseFieldLines(text, 0, text.length, 0), [])
  assert.equal(parseFieldLines(text, 0, text.length, 9).length, 6)
})

test('a field that comes again combines by its name', () => {
  const first = ['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host']
  first.push('if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards')
  first.push('proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent')
  for (const name of first) assert.equal(combinationOf(name), KEEP_FIRST, name)
  assert.equal(combinationOf('cookie'), JOIN_SEMICOLON)
  assert.equal(combinationOf('set-cookie'), COLLECT)
  for (const name of ['accept', 'x-a', 'date', 'connection', 'toString', '__proto__', '']) {
    assert.equal(combinationOf(name), JOIN_COMMA, name)
  }
})

test('lowerCaseName gives the same for a name that comes again, and for more names than it remembers', () => {
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 1000; i++) assert.equal(lowerCaseName(`X-Name-${i}`), `x-name-${i}`)
    assert.equal(lowerCaseName('already-lower'), 'already-lower')
    assert.equal(lowerCaseName(`X${'A'.repeat(100)}`), `x${'a'.repeat(100)}`)
    assert.equal(lowerCaseName(''), '')
  }
})
