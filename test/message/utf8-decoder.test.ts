// Text of a body's chunks, beside Node's own decoder.
import assert from 'node:assert/strict'
import { StringDecoder } from 'node:string_decoder'
import test from 'node:test'
import fc from 'fast-check'
import { Utf8Decoder } from '../../src/message/utf8-decoder.ts'

/** What either decoder makes of the same chunks, one by one, and of their end. */
function assertSame(chunks: Buffer[]): void {
  const [ours, theirs] = [new Utf8Decoder(), new StringDecoder('utf8')]
  for (const chunk of chunks) assert.equal(ours.write(chunk), theirs.write(chunk))
  assert.equal(ours.end(), theirs.end())
}

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...chunks, bytes.subarray(at)]
}

const SIZES = fc.array(fc.nat(5), { maxLength: 30 })

test('text that is cut anywhere is that of a StringDecoder, chunk for chunk', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), SIZES, (text, sizes) => {
      assertSame(cut(Buffer.from(text), sizes))
    }),
    { numRuns: 2000 },
  )
})

test('so is what is no UTF-8', () => {
  // Mostly beginnings and continuations of characters, so that many are wrong.
  const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f), fc.nat(255))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(byte, { maxLength: 60 }), SIZES, (any, wrong, sizes) => {
      assertSame(cut(Buffer.from(any), sizes))
      assertSame(cut(Buffer.from(wrong), sizes))
    }),
    { numRuns: 2000 },
  )
})

test('a character whose rest never comes is told at the end', () => {
  for (const chunks of [['a€'], ['a', '\xe2\x82'], ['\xe2', '\x82', '\xac'], ['\xe2\x82', 'a'], ['\xf0\x9f\x98', '']]) {
    assertSame(chunks.map((chunk) => Buffer.from(chunk, 'latin1')))
  }
})
