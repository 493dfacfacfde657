// The properties on some thousand inputs each, made and shrunk by fast-check. `npm run fuzz` runs millions.

import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { inputOf } from './inputs.ts'
import { readsBackRequests, readsBackResponses, sameAtAnyCuts, sameInSecondReading } from './properties.ts'

const seeds = fc.integer({ min: 0, max: 0xffffffff })
const roles = fc.constantFrom('request' as const, 'response' as const)
const texts = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.tuple(seeds, roles).map(([seed, role]) => inputOf(seed, role)),
)
const properties = { sameAtAnyCuts, sameInSecondReading, readsBackResponses, readsBackRequests }

for (const [name, property] of Object.entries(properties)) {
  test(`any input: ${name}`, () => {
    const holds = (text: string, seed: number, role: 'request' | 'response') =>
      assert.equal(property(text, seed, role), null)
    fc.assert(fc.property(texts, seeds, roles, holds), { numRuns: 5000 })
  })
}
