// Bytes to text, one character a byte, with and without the host's faster way.
import assert from 'node:assert/strict'
import test from 'node:test'
import { latin1 } from '../../src/protocol/latin1.ts'

const EVERY = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const EVERY_TEXT = Array.from(EVERY, (byte) => String.fromCharCode(byte)).join('')

test('every byte becomes the character of its number, from a Buffer and from a plain array', () => {
  assert.equal(latin1(EVERY, 0, 256), EVERY_TEXT)
  assert.equal(latin1(Buffer.from(EVERY), 0, 256), EVERY_TEXT)
})

test('only the part that was asked for is read', () => {
  assert.equal(latin1(EVERY, 65, 68), 'ABC')
  assert.equal(latin1(Buffer.from(EVERY), 65, 68), 'ABC')
  assert.equal(latin1(EVERY, 65, 65), '')
})

test('a long array is read whole', () => {
  const length = 100_001
  const bytes = new Uint8Array(length).map((_, i) => i % 251)
  const text = latin1(bytes, 1, length)
  assert.equal(text.length, length - 1)
  assert.equal(text, latin1(Buffer.from(bytes), 1, length))
})
