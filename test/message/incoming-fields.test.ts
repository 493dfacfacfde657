// The fields of a received message in the shapes that programs ask for: as the running Node combines the same lines.
import assert from 'node:assert/strict'
import http from 'node:http'
import net from 'node:net'
import test from 'node:test'
import { addDistinctField, addField, combineFields, distinctFields } from '../../src/message/incoming-fields.ts'

interface Combining {
  joinDuplicateHeaders: boolean
  _addHeaderLines(lines: string[], count: number): void
}

/** What the running Node makes of these lines. */
function builtIn(lines: string[], most: number, joinAll: boolean): http.IncomingMessage {
  const message = new http.IncomingMessage(new net.Socket()) as http.IncomingMessage & Combining
  message.joinDuplicateHeaders = joinAll
  message._addHeaderLines(lines, most)
  return message
}

const single = ['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host']
single.push('if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards')
single.push('proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent')

const tables: [name: string, lines: string[]][] = [
  ['nothing', []],
  ['one field', ['Accept', 'a']],
  ['a list on two lines', ['Accept', 'a', 'accept', 'b', 'ACCEPT', 'c']],
  ['a field nobody knows on two lines', ['X-A', 'a', 'x-a', 'b']],
  ['fields of one value on two lines', single.flatMap((name) => [name, 'a', name.toUpperCase(), 'b'])],
  ['cookies', ['Cookie', 'a=b', 'cookie', 'c=d', 'Cookie', 'e']],
  ['one cookie to set', ['Set-Cookie', 'a']],
  ['cookies to set', ['Set-Cookie', 'a', 'set-cookie', 'b, c']],
  ['empty values', ['X-A', '', 'X-A', '', 'Host', '', 'Host', 'b', 'Cookie', '', 'Cookie', 'c']],
  ['names that objects have', ['constructor', 'a', 'toString', 'b', 'toString', 'c', 'hasOwnProperty', 'd']],
  ['bytes above ASCII', ['X-A', '\xe4', 'X-A', '\xff']],
]
for (const [name, lines] of tables) {
  for (const joinAll of [false, true]) {
    const how = joinAll ? ', also joining what has one value' : ''
    test(`headers have Node's shape for ${name}${how}`, () => {
      const expected = builtIn(lines, lines.length, joinAll)
      assert.deepEqual({ ...combineFields(lines, lines.length, joinAll) }, { ...expected.headers })
    })
  }
  test(`headersDistinct have Node's shape for ${name}`, () => {
    const expected = builtIn(lines, lines.length, false)
    assert.deepEqual({ ...distinctFields(lines, lines.length) }, { ...expected.headersDistinct })
  })
}

test('only the first strings count, when so few are asked for', () => {
  const lines = ['A', '1', 'B', '2', 'A', '3']
  assert.deepEqual(combineFields(lines, 4, false), { a: '1', b: '2' })
  assert.deepEqual({ ...distinctFields(lines, 2) }, { a: ['1'] })
  assert.deepEqual(combineFields(lines, 0, false), {})
})

test('a field named like the prototype does not become one', () => {
  const fields = combineFields(['__proto__', 'a', 'x', 'b'], 4, false)
  assert.equal(Object.getPrototypeOf(fields), Object.prototype)
  assert.equal(fields.x, 'b')
  const distinct = distinctFields(['__proto__', 'a'], 2)
  assert.equal(Object.getPrototypeOf(distinct), null)
})

test('a field can be added to fields that are there', () => {
  const fields = { x: 'a' }
  addField(fields, 'X', 'b', false)
  assert.deepEqual(fields, { x: 'a, b' })
  const distinct = { x: ['a'] }
  addDistinctField(distinct, 'X', 'b')
  assert.deepEqual(distinct, { x: ['a', 'b'] })
})
