// The classes of the web on `http`: those that the running Node has, and no others.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addWebClasses } from '../../src/node/web-classes.ts'

const NAMES = ['WebSocket', 'CloseEvent', 'MessageEvent'] as const

/** Runs with these globals in place of those of the running Node. */
function withGlobals(globals: Partial<Record<(typeof NAMES)[number], unknown>>, action: () => void): void {
  const kept = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const name of NAMES) delete (globalThis as Record<string, unknown>)[name]
  Object.assign(globalThis, globals)
  try {
    action()
  } finally {
    for (const [name, descriptor] of kept) {
      delete (globalThis as Record<string, unknown>)[name]
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor)
    }
  }
}

test('an older Node has none of them, not even those that are global there', () => {
  withGlobals({ MessageEvent: class {} }, () => assert.deepEqual(Object.keys(addWebClasses({})), []))
})

test('a newer Node has them, as they are when they are asked for', () => {
  const first = class {}
  withGlobals({ WebSocket: first, CloseEvent: class {}, MessageEvent: class {} }, () => {
    const target = addWebClasses({}) as Record<string, unknown>
    assert.deepEqual(Object.keys(target), [...NAMES])
    assert.equal(target.WebSocket, first)
    const second = class {}
    ;(globalThis as Record<string, unknown>).WebSocket = second
    assert.equal(target.WebSocket, second)
  })
})

test('the target itself is given back', () => {
  const target = {}
  assert.equal(addWebClasses(target), target)
})
