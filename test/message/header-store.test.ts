// The store of fields: names kept as given and found in any case, with few fields and with so many that an index is made.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fieldNameOf } from '../../src/message/field-name.ts'
import { HeaderStore } from '../../src/message/header-store.ts'

/** Below and above the number from which on there is an index. */
const SIZES = [0, 5, 11, 12, 13, 40]

/** A store with fields of no interest before those of the test. */
function storeOf(size: number): HeaderStore {
  const store = new HeaderStore()
  for (let i = 0; i < size; i++) store.set(fieldNameOf(`Other-${i}`), i)
  return store
}

for (const size of SIZES) {
  test(`a field is found in any case beside ${size} others`, () => {
    const store = storeOf(size)
    store.set(fieldNameOf('X-Name'), 'a')
    for (const name of ['X-Name', 'x-name', 'X-NAME']) {
      assert.equal(store.get(name), 'a')
      assert.equal(store.has(name), true)
    }
    assert.equal(store.get('x-names'), undefined)
    assert.equal(store.has('x'), false)
    assert.equal(store.size, size + 1)
  })

  test(`a field that is set again beside ${size} others keeps its place, and has the new name and value`, () => {
    const store = storeOf(size)
    store.set(fieldNameOf('X-Name'), 'a')
    store.set(fieldNameOf('Last'), 'z')
    store.set(fieldNameOf('x-NAME'), 'b')
    assert.deepEqual(store.names.slice(size), ['x-NAME', 'Last'])
    assert.deepEqual(store.keys.slice(size), ['x-name', 'last'])
    assert.deepEqual(store.values.slice(size), ['b', 'z'])
  })

  test(`a field that is deleted beside ${size} others is gone, and the others are found`, () => {
    const store = storeOf(size)
    store.set(fieldNameOf('X-Name'), 'a')
    store.set(fieldNameOf('Last'), 'z')
    store.delete('x-name')
    store.delete('nowhere')
    assert.equal(store.has('X-Name'), false)
    assert.equal(store.get('last'), 'z')
    for (let i = 0; i < size; i++) assert.equal(store.get(`other-${i}`), i)
    store.set(fieldNameOf('X-Name'), 'b')
    assert.equal(store.get('x-name'), 'b')
    assert.equal(store.size, size + 2)
  })

  test(`what is appended beside ${size} others becomes a list under the first name`, () => {
    const store = storeOf(size)
    store.append(fieldNameOf('X-Name'), 'a')
    assert.equal(store.get('x-name'), 'a')
    store.append(fieldNameOf('x-name'), 'b')
    store.append(fieldNameOf('x-name'), ['c', 'd'])
    assert.deepEqual(store.get('x-name'), ['a', 'b', 'c', 'd'])
    assert.equal(store.names[size], 'X-Name')
    store.set(fieldNameOf('Y'), ['1'])
    store.append(fieldNameOf('y'), '2')
    assert.deepEqual(store.get('y'), ['1', '2'])
  })
}

test('a list that was given is not changed when more is appended', () => {
  const given = ['a']
  const store = new HeaderStore()
  store.set(fieldNameOf('x'), given)
  store.append(fieldNameOf('x'), 'b')
  assert.deepEqual(given, ['a'])
})

test('names that objects have anyhow are names like others', () => {
  const store = new HeaderStore()
  assert.equal(store.has('constructor'), false)
  assert.equal(store.get('__proto__'), undefined)
  store.set(fieldNameOf('__proto__'), 'a')
  assert.equal(store.get('__PROTO__'), 'a')
})
