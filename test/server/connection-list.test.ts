// The list of a server's connections: order, leaving while somebody looks, leaving twice, and that it keeps nobody alive.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ConnectionList, type ListedConnection } from '../../src/server/connection-list.ts'

class Entry implements ListedConnection<Entry> {
  previousConnection: Entry | null = null
  nextConnection: Entry | null = null
}

function listOf(count: number): { list: ConnectionList<Entry>; entries: Entry[] } {
  const list = new ConnectionList<Entry>()
  const entries = Array.from({ length: count }, () => new Entry())
  for (const entry of entries) list.add(entry)
  return { list, entries }
}

test('entries come in the order in which they were added', () => {
  const { list, entries } = listOf(3)
  assert.deepEqual([...list], entries)
  assert.equal(list.size, 3)
})

for (const gone of [0, 1, 2]) {
  test(`the one at place ${gone} leaves, and is linked to nobody; to leave again is nothing`, () => {
    const { list, entries } = listOf(3)
    const entry = entries[gone] as Entry
    list.delete(entry)
    list.delete(entry)
    assert.deepEqual(
      [...list],
      entries.filter((other) => other !== entry),
    )
    assert.equal(list.size, 2)
    assert.deepEqual([entry.previousConnection, entry.nextConnection], [null, null])
  })
}

test('who has left may come back', () => {
  const { list, entries } = listOf(2)
  const [first, second] = entries as [Entry, Entry]
  list.delete(first)
  list.add(first)
  assert.deepEqual([...list], [second, first])
})

test('all may leave while somebody looks', () => {
  const { list } = listOf(4)
  let seen = 0
  for (const _ of list) {
    for (const entry of list) list.delete(entry)
    seen++
  }
  assert.deepEqual([seen, list.size, [...list].length], [4, 0, 0])
})
