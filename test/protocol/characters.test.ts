// Which characters may stand where: every one of them, against the grammar written as a regular expression and against
// what the running Node says of the same text.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import {
  BYTE_CLASS,
  FIELD_VALUE,
  findForbiddenValueCharacter,
  findInvalidValueCharacter,
  HEX_VALUE,
  hasInvalidTargetCharacter,
  isToken,
  QUOTED_TEXT,
  TARGET,
  TOKEN,
} from '../../src/protocol/characters.ts'

/** Characters with one byte and some without. */
const ALL = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code))
const BYTES = ALL.slice(0, 0x100)

const grammar: [name: string, bit: number, pattern: RegExp][] = [
  ['token characters (RFC 9110 §5.6.2)', TOKEN, /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/],
  ['characters of field values (RFC 9110 §5.5)', FIELD_VALUE, /^[\t \x21-\x7e\x80-\xff]$/],
  ['characters of targets', TARGET, /^[\x21-\x7e]$/],
  ['text in quotes (RFC 9110 §5.6.4)', QUOTED_TEXT, /^[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]$/],
]
for (const [name, bit, pattern] of grammar) {
  test(`${name} are those of the grammar`, () => {
    const found = BYTES.filter((_, byte) => (BYTE_CLASS[byte] & bit) !== 0)
    const expected = BYTES.filter((character) => pattern.test(character))
    assert.deepEqual(found, expected)
  })
}

test('hexadecimal digits have their value, and nothing else has one', () => {
  for (const [byte, character] of BYTES.entries()) {
    const expected = /^[0-9a-f]$/i.test(character) ? Number.parseInt(character, 16) : 255
    assert.equal(HEX_VALUE[byte], expected, character)
  }
})

function throws(action: () => void): boolean {
  try {
    action()
    return false
  } catch {
    return true
  }
}

test('isToken says what Node says of names, wherever the character stands', () => {
  for (const character of ALL) {
    for (const text of [character, `a${character}`, `${character}a`, `a${character}b`]) {
      assert.equal(isToken(text), !throws(() => http.validateHeaderName(text)), JSON.stringify(text))
    }
  }
})

test('an empty text is no token', () => {
  assert.equal(isToken(''), false)
})

test('findInvalidValueCharacter finds what Node refuses in values', () => {
  for (const character of ALL) {
    const text = `ab${character}c`
    const isRefused = throws(() => http.validateHeaderValue('x', text))
    assert.equal(findInvalidValueCharacter(text), isRefused ? 2 : -1, JSON.stringify(text))
  }
})

test('findInvalidValueCharacter finds the first of several', () => {
  assert.equal(findInvalidValueCharacter('a\x01\x02'), 1)
  assert.equal(findInvalidValueCharacter(''), -1)
  assert.equal(findInvalidValueCharacter('a €'), 2)
})

test('findForbiddenValueCharacter finds what would end a line or has no byte', () => {
  for (const character of ALL) {
    const isForbidden = '\0\r\n'.includes(character) || character > '\xff'
    assert.equal(findForbiddenValueCharacter(`a${character}`), isForbidden ? 1 : -1, JSON.stringify(character))
  }
  assert.equal(findForbiddenValueCharacter(''), -1)
})

test('hasInvalidTargetCharacter says what Node says of paths', () => {
  for (const character of ALL) {
    const path = `/a${character}b`
    // Nothing is sent: the protocol is looked at behind the path.
    const isRefused = codeOf(() => http.request({ path, protocol: 'none:' })) === 'ERR_UNESCAPED_CHARACTERS'
    assert.equal(hasInvalidTargetCharacter(path), isRefused, JSON.stringify(path))
  }
  assert.equal(hasInvalidTargetCharacter(''), false)
})

function codeOf(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}
