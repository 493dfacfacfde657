// What is kept of the head that was read last serves the next message, and no message sees what another did with it.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { combineFields } from '../../src/message/incoming-fields.ts'
import { fieldsOfLines, linesOfHead } from '../../src/message/recent-head.ts'
import { parseFieldLines } from '../../src/protocol/field-lines.ts'

const TIMES = 5

function textOf(fields: [string, string][]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
}

/** A name as `Object.prototype` has it is a name like others. */
const names = fc.constantFrom('Host', 'A', 'a', 'Cookie', 'set-cookie', 'Content-Type', '__proto__', 'constructor')
const heads = fc.array(fc.tuple(names, fc.constantFrom('1', '2', '')), { maxLength: 8 }).map(textOf)

test('lines and fields are those of the head, however often it came and whatever came between', () => {
  const sequence = fc.array(fc.tuple(heads, fc.integer({ min: 1, max: TIMES }), fc.boolean()), { maxLength: 6 })
  fc.assert(
    fc.property(sequence, (sent) => {
      for (const [text, times, joinAll] of sent) {
        for (let i = 0; i < times; i++) {
          const lines = linesOfHead(text, 0, text.length)
          assert.deepEqual(lines, parseFieldLines(text, 0, text.length))
          const expected = combineFields(lines, lines.length, joinAll)
          const fields = fieldsOfLines(lines, joinAll)
          assert.deepEqual(fields, expected)
          assert.deepEqual(Object.keys(fields), Object.keys(expected))
          assert.equal(Object.getPrototypeOf(fields), Object.getPrototypeOf(expected))
        }
      }
    }),
  )
})

for (const name of ['Host', 'Set-Cookie']) {
  test(`what a program does to its ${name} nobody else sees`, () => {
    const text = textOf([
      [name, 'a'],
      ['Other', 'b'],
    ])
    for (let i = 0; i < TIMES; i++) {
      const fields = fieldsOfLines(linesOfHead(text, 0, text.length), false)
      assert.deepEqual(fields[name.toLowerCase()], name === 'Host' ? 'a' : ['a'])
      assert.equal(fields.added, undefined)
      assert.equal(fields.other, 'b')
      fields.added = 'x'
      delete fields.other
      const value = fields[name.toLowerCase()]
      if (Array.isArray(value)) value.push('x')
      else fields.host = 'x'
    }
  })
}

test('lines that are not those of the head read last are combined by themselves', () => {
  const text = textOf([['A', '1']])
  for (let i = 0; i < TIMES; i++) fieldsOfLines(linesOfHead(text, 0, text.length), false)
  assert.deepEqual(fieldsOfLines(['B', '2'], false), { b: '2' })
  const other = textOf([['C', '3']])
  assert.deepEqual(fieldsOfLines(linesOfHead(other, 0, other.length), false), { c: '3' })
})

test('of a longer text only the part between the two places counts', () => {
  const text = `GET / HTTP/1.1\r\n${textOf([['A', '1']])}${textOf([['B', '2']])}\r\n`
  const [start, middle, end] = [16, 22, 28]
  assert.deepEqual(linesOfHead(text, start, end), ['A', '1', 'B', '2'])
  assert.deepEqual(linesOfHead(text, start, middle), ['A', '1'])
  assert.deepEqual(linesOfHead(text, middle, end), ['B', '2'])
})
