// Follows the curves: each point on both, round after round. Then says how steep the last stretch of each curve is.

import { median } from '../harness/median.mjs'
import { measureRound } from '../measures/index.mjs'
import { rowNamed } from '../rows/index.mjs'
import { curves } from './curves.mjs'

const roundsPerPoint = 3
const longestWindowMs = 1000

export async function measureGrowth(run) {
  const windowMs = Math.min(run.windowMs, longestWindowMs)
  const settings = { ...run, windowMs, warmUpMs: windowMs, nodeOptionsOf: () => [] }
  const results = []
  for (const { name, title, points } of curves) {
    const measured = []
    for (const at of points) measured.push(...(await measurePoint(name, at, settings)))
    results.push({ curve: name, title, points: measured, steepness: steepnessOf(measured) })
    console.log(`growth ${formatCurve(results.at(-1))}`)
  }
  return results
}

async function measurePoint(name, at, settings) {
  const row = rowNamed(`${name}@${at}`)
  const rounds = []
  for (let round = 0; round < roundsPerPoint; round += 1) rounds.push(await measureRound(row, settings))
  return row.variants.map((variant) => ({
    at,
    variant,
    cpuUs: median(rounds.map((round) => round.get(variant).cpuUs)),
  }))
}

/** What one more costs at the end of the curve, divided by what one more costs over all of it: 1 is a straight line. */
function steepnessOf(points) {
  const own = points.filter(({ variant }) => variant === 'nethttp')
  const slope = (from, to) => (to.cpuUs - from.cpuUs) / (to.at - from.at)
  return slope(own.at(-2), own.at(-1)) / slope(own[0], own.at(-1))
}

function formatCurve({ curve, points, steepness }) {
  const byPoint = groupByPoint(points)
  const cells = [...byPoint].map(([at, pair]) => `${at}: ${pair.map(({ cpuUs }) => cpuUs.toFixed(1)).join(' / ')}`)
  return `${curve} (node:http / nethttp, CPU µs): ${cells.join(', ')}; steepness ${steepness.toFixed(2)}`
}

function groupByPoint(points) {
  const groups = new Map()
  for (const point of points) groups.set(point.at, [...(groups.get(point.at) ?? []), point])
  return groups
}
