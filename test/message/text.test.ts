// Whether text is the same bytes as one byte a character.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isAscii } from '../../src/message/text.ts'

const TEXTS = ['', 'abc', 'a\x7f\0', '\x80', 'ä', '€', '\ud800', '😀']
const ENCODINGS = ['utf8', 'utf-8', 'ascii', 'latin1', 'binary', 'ucs2', 'utf16le', 'hex', 'base64'] as const

test('text is only said to be one byte a character when writing it so gives the same bytes', () => {
  for (const text of TEXTS) {
    for (const encoding of [undefined, null, ...ENCODINGS]) {
      if (!isAscii(text, encoding)) continue
      assert.deepEqual(Buffer.from(text, 'latin1'), Buffer.from(text, encoding ?? 'utf8'), `${text} ${encoding}`)
    }
  }
})

test('plain text in the usual encodings is said to be so', () => {
  for (const encoding of [undefined, null, 'utf8', 'utf-8', 'ascii', 'latin1', 'binary'] as const) {
    assert.equal(isAscii('abc', encoding), true, String(encoding))
  }
  assert.equal(isAscii('\xe4', 'latin1'), true)
  assert.equal(isAscii('\xe4', 'utf8'), false)
  assert.equal(isAscii('abc', 'hex'), false)
})
