// The TLS sessions an agent remembers: the newest of each key, and no more keys than allowed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { cacheSession, evictSession, type SessionCache } from '../../src/tls/session-cache.ts'

function cacheOf(mostSessions: number, ...keys: string[]): SessionCache {
  const cache: SessionCache = { map: {}, list: [] }
  for (const [i, key] of keys.entries()) cacheSession(cache, key, Buffer.from([i]), mostSessions)
  return cache
}

const cases: [name: string, mostSessions: number, keys: string[], kept: Record<string, number>][] = [
  ['a session is kept by its key', 2, ['a'], { a: 0 }],
  ['the newest session of a key counts', 2, ['a', 'a', 'a'], { a: 2 }],
  ['the oldest key goes', 2, ['a', 'b', 'c'], { b: 1, c: 2 }],
  ['a key that comes again keeps its place', 2, ['a', 'b', 'a', 'c'], { b: 1, c: 3 }],
  ['one is enough', 1, ['a', 'b'], { b: 1 }],
  ['none is kept where none may be', 0, ['a', 'b'], {}],
]
for (const [name, mostSessions, keys, kept] of cases) {
  test(name, () => {
    const cache = cacheOf(mostSessions, ...keys)
    assert.deepEqual(Object.fromEntries(Object.entries(cache.map).map(([key, session]) => [key, session?.[0]])), kept)
    assert.deepEqual(cache.list.toSorted(), Object.keys(kept).toSorted())
  })
}

test('a key that is evicted is gone, and leaves room', () => {
  const cache = cacheOf(2, 'a', 'b')
  evictSession(cache, 'a')
  evictSession(cache, 'nowhere')
  assert.deepEqual([Object.keys(cache.map), cache.list], [['b'], ['b']])
  cacheSession(cache, 'c', Buffer.from([9]), 2)
  assert.deepEqual(cache.list, ['b', 'c'])
})
