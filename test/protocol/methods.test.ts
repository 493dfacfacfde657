// The known methods: those of the running Node.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { countKnownPrefix, isKnownMethod, METHODS } from '../../src/protocol/methods.ts'

test('METHODS are those of the running Node', () => {
  assert.deepEqual([...METHODS], http.METHODS)
})

test('a method is known in capitals only', () => {
  for (const method of METHODS) {
    assert.equal(isKnownMethod(method), true, method)
    assert.equal(isKnownMethod(method.toLowerCase()), false, method)
    assert.equal(isKnownMethod(`${method}X`), false, method)
  }
  assert.equal(isKnownMethod(''), false)
  assert.equal(isKnownMethod('toString'), false)
})

test('countKnownPrefix counts the letters that begin a known word', () => {
  const counts: [text: string, count: number][] = [
    ['', 0],
    ['GET', 3],
    ['GE', 2],
    ['GETX', 3],
    ['PRI', 3],
    ['PRO', 3],
    ['PROX', 3],
    ['XYZ', 0],
    ['get', 0],
    ['DESCRIBE', 8],
    ['UNSUBSCRIBES', 11],
  ]
  for (const [text, count] of counts) assert.equal(countKnownPrefix(text), count, text)
})
