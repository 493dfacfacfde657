// The clocks: one that never goes back, and the text of the Date field, which is right and made once a second.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dateFieldValue, nowMs } from '../../src/node/clock.ts'

test('nowMs does not go back', () => {
  let last = nowMs()
  for (let i = 0; i < 1000; i++) {
    const now = nowMs()
    assert.ok(now >= last)
    last = now
  }
})

test('the date is an IMF-fixdate of now (RFC 9110 §5.6.7)', () => {
  const before = Math.floor(Date.now() / 1000) * 1000
  const text = dateFieldValue()
  assert.match(text, /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
  const told = Date.parse(text)
  assert.ok(told >= before && told <= Date.now(), text)
})

test('the date follows the time within a second', async () => {
  const first = Date.parse(dateFieldValue())
  const restMs = 1000 - (Date.now() - first)
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, restMs) + 30))
  assert.ok(Date.parse(dateFieldValue()) > first)
})
