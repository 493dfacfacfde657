// Turns the rounds of a row into its figures: medians, and ratios taken within a round before their median is.

import { judge } from './goals.mjs'
import { median } from './median.mjs'

/** `rounds` is a list of maps from variant to the figures measured in that round. */
export function summarize(row, rounds) {
  return {
    row: row.name,
    title: row.title,
    measuredAt: new Date().toISOString(),
    unit: row.unit,
    figure: row.figure,
    goals: row.goals.map((goal) => judge(goal, row.figure, rounds)),
    variants: row.variants.map((variant) => summarizeVariant(row, variant, rounds)),
  }
}

function summarizeVariant(row, variant, rounds) {
  const own = rounds.map((round) => round.get(variant))
  const medians = Object.keys(own[0]).map((name) => [name, median(own.map((figures) => figures[name]))])
  return {
    variant,
    ...Object.fromEntries(medians),
    toBuiltin: ratiosOf('node:http', row, variant, rounds),
    toNet: ratiosOf('net', row, variant, rounds),
    rounds: own,
  }
}

/** The cost of `reference` divided by that of `variant`: above 1 is cheaper. */
function ratiosOf(reference, { variants, figure }, variant, rounds) {
  if (!variants.includes(reference)) return null
  const ratios = rounds.map((round) => round.get(reference)[figure] / round.get(variant)[figure])
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) }
}
