// The leniencies: bits of their own, and which option asks for which of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as leniency from '../../src/protocol/leniency.ts'
import { DEFAULT, INSECURE, leniencyOf, RELAXED, STRICT } from '../../src/protocol/leniency.ts'

const BITS = Object.entries(leniency).filter(([name]) => name.startsWith('LENIENT_')) as [string, number][]

test('every leniency is one bit of its own', () => {
  let seen = 0
  for (const [name, bit] of BITS) {
    assert.ok(bit > 0 && (bit & (bit - 1)) === 0, name)
    assert.equal(seen & bit, 0, name)
    seen |= bit
  }
})

test('each level allows what the stricter one allows, and more', () => {
  assert.equal(STRICT, 0)
  for (const [less, more] of [
    [STRICT, DEFAULT],
    [DEFAULT, RELAXED],
    [RELAXED, INSECURE],
  ]) {
    assert.equal(less & more, less)
    assert.notEqual(less, more)
  }
})

test('INSECURE is every leniency there is', () => {
  assert.equal(
    INSECURE,
    BITS.reduce((all, [, bit]) => all | bit, 0),
  )
})

test('leniencyOf follows httpValidation, then insecureHTTPParser', () => {
  const table: [httpValidation: string | undefined, insecureHTTPParser: boolean | undefined, level: number][] = [
    [undefined, undefined, DEFAULT],
    [undefined, false, DEFAULT],
    [undefined, true, INSECURE],
    ['strict', undefined, STRICT],
    ['strict', true, STRICT],
    ['relaxed', undefined, RELAXED],
    ['relaxed', true, RELAXED],
    ['insecure', undefined, INSECURE],
    ['insecure', false, INSECURE],
  ]
  for (const [httpValidation, insecure, level] of table) {
    assert.equal(leniencyOf(httpValidation, insecure), level, `${httpValidation} ${insecure}`)
  }
})
