// How many fields are shown and how many are too many, by what a program set.
import assert from 'node:assert/strict'
import test from 'node:test'
import { countToRefuse, countToShow } from '../../src/message/headers-count.ts'
import { DEFAULT, STRICT } from '../../src/protocol/leniency.ts'
import { LIMITS } from '../../src/protocol/limits.ts'

const ALL = Number.POSITIVE_INFINITY
const UNSET = LIMITS.maxHeadersCount.value

const counts: [maxHeadersCount: number | null | undefined, shown: number, refused: number, cut: number][] = [
  [undefined, ALL, UNSET, UNSET],
  [null, ALL, UNSET, UNSET],
  [0, ALL, ALL, ALL],
  [1, 1, 1, ALL],
  [5000, 5000, 5000, ALL],
]
for (const [maxHeadersCount, shown, refused, cut] of counts) {
  test(`with maxHeadersCount ${maxHeadersCount}, ${shown} fields are shown and more than ${refused} refused`, () => {
    assert.equal(countToShow(maxHeadersCount), shown)
    assert.equal(countToRefuse(maxHeadersCount, DEFAULT, false), refused)
    assert.equal(countToRefuse(maxHeadersCount, STRICT, true), refused)
    assert.equal(countToRefuse(maxHeadersCount, DEFAULT, true), cut)
  })
}
