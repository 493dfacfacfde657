// What is remembered of the names of fields: never another line than that of the value, nothing that was not checked,
// nothing for longer or larger than it may be.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { FieldName, fieldNameOf } from '../../src/message/field-name.ts'

/** More often than a name rests between two values that it remembers. */
const OFTEN = 80

function send(field: FieldName, value: string, times: number): void {
  for (let i = 0; i < times; i++) field.lineOf(value)
}

test('a line is that of its value, whatever was sent before', () => {
  const values = fc.array(
    fc.oneof(fc.constantFrom('', 'a', '7', 'text/plain', '__proto__'), fc.string({ unit: 'binary' })),
    {
      maxLength: 60,
    },
  )
  fc.assert(
    fc.property(values, (sent) => {
      const field = new FieldName('X-Name')
      for (const value of sent) assert.equal(field.lineOf(value), `X-Name: ${value}\r\n`)
    }),
  )
})

test('a value is taken as checked when it was sent before and passes every check', () => {
  const field = new FieldName('X-Name')
  assert.equal(field.isChecked('a'), false)
  send(field, 'a', 1)
  assert.equal(field.isChecked('a'), true)
  assert.equal(field.isChecked('b'), false)
  for (const other of [undefined, null, 1, ['a'], { toString: () => 'a' }]) assert.equal(field.isChecked(other), false)
  for (const forbidden of ['\n', 'a\r', '\0', '\x01', 'ł']) {
    send(field, forbidden, OFTEN)
    assert.equal(field.isChecked(forbidden), false, JSON.stringify(forbidden))
  }
})

test('among many other values one that stays is remembered in the end', () => {
  const field = new FieldName('ETag')
  for (let i = 0; i < 1000; i++) field.lineOf(`"${i}"`)
  send(field, '"same"', OFTEN)
  assert.equal(field.isChecked('"same"'), true)
  assert.equal(field.lineOf('"same"'), 'ETag: "same"\r\n')
})

for (const name of ['Set-Cookie', 'cookie', 'Authorization', 'PROXY-AUTHORIZATION']) {
  test(`no value of ${name} is kept`, () => {
    const field = new FieldName(name)
    send(field, 'secret', OFTEN)
    assert.equal(field.isChecked('secret'), false)
    assert.equal(field.lineOf('secret'), `${name}: secret\r\n`)
  })
}

test('long values are not kept', () => {
  const field = new FieldName('X-Name')
  const long = 'x'.repeat(1025)
  send(field, long, OFTEN)
  assert.equal(field.isChecked(long), false)
  assert.equal(field.lineOf(long), `X-Name: ${long}\r\n`)
})

test('what is remembered keeps no text alive that it was a part of', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const partOf = (i: number) => `${i}${'a large text '.repeat(100_000)}`.slice(0, 40)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 50; i++) fieldNameOf(`X-Part-${i}`).lineOf(partOf(i))
  collect()
  const keptBytes = process.memoryUsage().heapUsed - before
  assert.ok(keptBytes < 10_000_000, `${keptBytes} bytes are kept`)
  assert.equal(fieldNameOf('X-Part-7').isChecked(partOf(7)), true)
})

test('a spelling has one object, in lower case another with the same key', () => {
  assert.equal(fieldNameOf('X-One'), fieldNameOf('X-One'))
  assert.notEqual(fieldNameOf('X-One'), fieldNameOf('x-one'))
  assert.deepEqual([fieldNameOf('X-One').name, fieldNameOf('X-One').key], ['X-One', 'x-one'])
  assert.equal(fieldNameOf('x-one').key, 'x-one')
})

test('what is no name is refused, also what would be one as text', () => {
  const refused = ['', 'a b', 'ä', 'a:', undefined, null, 1, ['X-One'], new String('X-One'), Symbol('X-One')]
  for (const name of refused) assert.throws(() => fieldNameOf(name as string), { code: 'ERR_INVALID_HTTP_TOKEN' })
})

test('names beyond those that are remembered are names like others', () => {
  for (let i = 0; i < 2000; i++) {
    const field = fieldNameOf(`X-Many-${i}`)
    assert.equal(field.key, `x-many-${i}`)
    assert.equal(field.lineOf('a'), `X-Many-${i}: a\r\n`)
  }
  assert.notEqual(fieldNameOf('X-Many-1999'), fieldNameOf('X-Many-1999'))
  const long = 'x'.repeat(65)
  assert.notEqual(fieldNameOf(long), fieldNameOf(long))
})
