// The decoder by itself: which parts of the bytes it hands out, and where it ends. What it takes and refuses is the
// matter of the parser's cases.
import assert from 'node:assert/strict'
import test from 'node:test'
import { CHUNKS_BROKEN, CHUNKS_NEED_MORE, ChunkedDecoder } from '../../src/protocol/chunked-decoder.ts'
import { STRICT } from '../../src/protocol/leniency.ts'
import { toBytes } from '../support/parser-run.ts'

interface Decoded {
  end: number
  /** The parts that were handed out, from and to. */
  parts: [from: number, to: number][]
}

function decode(decoder: ChunkedDecoder, text: string, at = 0): Decoded {
  const bytes = toBytes(text)
  const parts: [from: number, to: number][] = []
  const end = decoder.decode(bytes, at, bytes.length, (from, to) => {
    parts.push([from, to])
    return true
  })
  return { end, parts }
}

function newDecoder(): ChunkedDecoder {
  const decoder = new ChunkedDecoder(STRICT)
  decoder.begin()
  return decoder
}

test('the data of each chunk are handed out by their positions, and the end is behind the last size', () => {
  const { end, parts } = decode(newDecoder(), 'xx3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n', 2)
  assert.deepEqual(parts, [
    [5, 8],
    [15, 17],
  ])
  assert.equal(end, 22)
})

test('a chunk that comes in pieces is handed out in pieces', () => {
  const decoder = newDecoder()
  assert.deepEqual(decode(decoder, '5\r\nab'), { end: CHUNKS_NEED_MORE, parts: [[3, 5]] })
  assert.deepEqual(decode(decoder, 'cd'), { end: CHUNKS_NEED_MORE, parts: [[0, 2]] })
  assert.deepEqual(decode(decoder, 'e\r\n0\r\n'), { end: 6, parts: [[0, 1]] })
})

test('a decoder that has ended can begin again', () => {
  const decoder = newDecoder()
  assert.equal(decode(decoder, '0\r\n').end, 3)
  decoder.begin()
  assert.deepEqual(decode(decoder, '1\r\na\r\n0\r\n'), { end: 9, parts: [[3, 4]] })
})

test('nothing is handed out behind the part whose receiver says stop', () => {
  let calls = 0
  const bytes = toBytes('1\r\na\r\n1\r\nb\r\n0\r\n')
  newDecoder().decode(bytes, 0, bytes.length, () => {
    calls++
    return false
  })
  assert.equal(calls, 1)
})

test('what is broken is told with the position in the bytes of the call', () => {
  const decoder = newDecoder()
  decode(decoder, '1\r\na\r\n')
  assert.equal(decode(decoder, 'xxz', 2).end, CHUNKS_BROKEN)
  assert.deepEqual([decoder.fault, decoder.faultAt], ['chunkSizeCharacter', 2])
})
