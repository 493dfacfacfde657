// What is kept of a text: the same text, and no more memory than it needs.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { ownCopyOf } from '../../src/protocol/own-copy.ts'

test('a copy is the text, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '-1', '4294967295', '__proto__', 'constructor')),
      (text) => {
        assert.equal(ownCopyOf(text), text)
      },
    ),
  )
})

test('a copy keeps no text alive that it was a part of', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const copies: string[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 50; i++) copies.push(ownCopyOf(`${i}${'a large text '.repeat(100_000)}`.slice(0, 40)))
  collect()
  const keptBytes = process.memoryUsage().heapUsed - before
  assert.ok(keptBytes < 10_000_000, `${keptBytes} bytes are kept`)
  assert.equal(copies[7].length, 40)
})
