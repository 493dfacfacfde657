// Puts newly measured figures among those of an earlier run, in the order of the rows.

import { rows as knownRows } from '../rows/index.mjs'

export function mergeResults(before, measured) {
  const order = knownRows.map(({ name }) => name)
  const rows = replaceBy('row', before.rows, measured.rows)
  return {
    ...measured,
    rows: rows.toSorted((one, other) => order.indexOf(one.row) - order.indexOf(other.row)),
    growth: replaceBy('curve', before.growth, measured.growth),
    micro: measured.micro.length > 0 ? measured.micro : before.micro,
  }
}

function replaceBy(key, before, measured) {
  const names = new Set(measured.map((one) => one[key]))
  return [...before.filter((one) => !names.has(one[key])), ...measured]
}
