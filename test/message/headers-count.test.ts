// How many fields are shown and how many are too many, by what a program set.
import assert from 'node:assert/strict'
import test from 'node:test'
import { countToRefuse, countToShow } from '../../src/message/headers-count.ts'
import { LIMITS } from '../../src/protocol/limits.ts'

const ALL = Number.POSITIVE_INFINITY
const DEFAULT = LIMITS.maxHeadersCount.value

const counts: [maxHeadersCount: number | null | undefined, shown: number, refused: number][] = [
  [undefined, ALL, DEFAULT],
  [null, ALL, DEFAULT],
  [0, ALL, ALL],
  [1, 1, ALL],
  [5000, 5000, ALL],
]
for (const [maxHeadersCount, shown, refused] of counts) {
  test(`with maxHeadersCount ${maxHeadersCount}, ${shown} fields are shown and more than ${refused} refused`, () => {
    assert.equal(countToShow(maxHeadersCount), shown)
    assert.equal(countToRefuse(maxHeadersCount), refused)
  })
}
