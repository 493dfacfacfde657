// Knows what a row is held to, and how near it came: ratios are taken within a round, then their median.

import { median } from './median.mjs'

/** The cost of `against`, divided by that of nethttp. */
export const timesLess = (against, must, aim) => ({ kind: 'times less', against, must, aim })

/** The rate of nethttp, divided by that of `against`. */
export const timesRate = (against, must, aim) => ({ kind: 'times the rate', against, must, aim })

/** The cost of nethttp, divided by that of `against`. */
export const atMost = (against, must, aim) => ({ kind: 'times, at most', against, must, aim })

/** What nethttp costs, in the unit of the row. */
export const under = (must, aim) => ({ kind: 'at most', against: null, must, aim })

const largerIsBetter = new Set(['times less', 'times the rate'])

/** @param rounds a list of maps from variant to the figures measured in that round */
export function judge(goal, figure, rounds) {
  const measured = median(rounds.map((round) => measuredIn(goal, figure, round)))
  const reaches = (limit) => (largerIsBetter.has(goal.kind) ? measured >= limit : measured <= limit)
  return { ...goal, measured, verdict: reaches(goal.aim) ? 'aim' : reaches(goal.must) ? 'met' : 'missed' }
}

function measuredIn({ kind, against }, figure, round) {
  const own = round.get('nethttp')
  const other = round.get(against)
  if (kind === 'times less') return other[figure] / own[figure]
  if (kind === 'times, at most') return own[figure] / other[figure]
  if (kind === 'times the rate') return own.requestsPerSecond / other.requestsPerSecond
  return own[figure]
}
