// Who would get what comes in: one listener alone, of a stream that flows and keeps nothing.
import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import test from 'node:test'
import { isSoleReader } from '../../src/node/sole-reader.ts'

const listener = (): void => {}
const other = (): void => {}
const readers: [name: string, prepare: (stream: Readable) => void, expected: boolean][] = [
  ['to which nobody listens', () => {}, false],
  ['to which it listens', (stream) => stream.on('data', listener), true],
  ['to which another listens', (stream) => stream.on('data', other), false],
  ['to which both listen', (stream) => stream.on('data', listener).on('data', other), false],
  ['to which another listened', (stream) => stream.on('data', listener).on('data', other).off('data', other), true],
  ['that waits', (stream) => stream.on('data', listener).pause(), false],
  ['that goes on', (stream) => stream.on('data', listener).pause().resume(), true],
  ['that is read on demand', (stream) => stream.on('data', listener).on('readable', other), false],
  ['that is piped', (stream) => stream.on('data', listener).pipe(new PassThrough()), false],
  ['that keeps something', (stream) => stream.on('data', listener).unshift('kept'), false],
]
for (const [name, prepare, expected] of readers) {
  test(`a stream ${name} is ${expected ? '' : 'not '}read by the listener alone`, () => {
    const stream = new Readable({ read() {} })
    prepare(stream)
    assert.equal(isSoleReader(stream, listener), expected)
    stream.removeAllListeners()
    stream.destroy()
  })
}
