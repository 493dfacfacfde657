// Warnings of deprecated members: once for each code.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { warnDeprecated } from '../../src/node/deprecation.ts'

test('a deprecated member is warned of once, by its code', async () => {
  const warnings: (Error & { code?: string })[] = []
  const keep = (warning: Error) => void warnings.push(warning)
  process.on('warning', keep)
  for (let i = 0; i < 3; i++) warnDeprecated('NETHTTP_TEST_A', 'a is deprecated')
  warnDeprecated('NETHTTP_TEST_B', 'b is deprecated')
  await setImmediate()
  process.off('warning', keep)
  assert.deepEqual(
    warnings.map(({ code, message, name }) => [name, code, message]),
    [
      ['DeprecationWarning', 'NETHTTP_TEST_A', 'a is deprecated'],
      ['DeprecationWarning', 'NETHTTP_TEST_B', 'b is deprecated'],
    ],
  )
})
