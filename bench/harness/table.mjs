// Knows how the figures are shown: Markdown tables, padded so that they read well on a console too.

const times = (value) => `${value.toFixed(2)}×`
const perhaps = (value, format) => (value === undefined || value === null ? '' : format(value))

const figureColumns = [
  ['row', ({ row }) => row],
  ['variant', (_, { variant }) => variant],
  ['a second', (_, { requestsPerSecond }) => perhaps(requestsPerSecond, (rate) => String(Math.round(rate)))],
  ['user µs', (_, { cpuUserUs }) => perhaps(cpuUserUs, (us) => us.toFixed(2))],
  ['system µs', (_, { cpuSystemUs }) => perhaps(cpuSystemUs, (us) => us.toFixed(2))],
  ['figure', ({ figure, unit }, figures) => `${figures[figure].toFixed(2)} ${unit}`],
  ['vs node:http', (_, { toBuiltin }) => perhaps(toBuiltin, (ratio) => times(ratio.median))],
  [
    'lowest–highest',
    (_, { toBuiltin }) => perhaps(toBuiltin, (ratio) => `${ratio.lowest.toFixed(2)}–${ratio.highest.toFixed(2)}`),
  ],
  ['vs net', (_, { toNet }) => perhaps(toNet, (ratio) => times(ratio.median))],
]

const goalColumns = [
  ['row', ({ row }) => row],
  ['case', ({ title }) => title],
  ['measured', (_, { kind, against, measured }) => `${measured.toFixed(2)} ${kind}${against ? ` (${against})` : ''}`],
  ['must', (_, { must }) => String(must)],
  ['aim', (_, { aim }) => String(aim)],
  ['', (_, { verdict }) => verdict],
]

/** Every variant of every row. */
export function formatFigures(results) {
  const lines = results.flatMap((result) =>
    result.variants.map((variant) => figureColumns.map(([, cell]) => cell(result, variant))),
  )
  return formatTable(figureColumns, lines, 2)
}

/** What each row is held to. */
export function formatGoals(results) {
  const lines = results.flatMap((result) =>
    result.goals.map((goal) => goalColumns.map(([, cell]) => cell(result, goal))),
  )
  return formatTable(goalColumns, lines, 2)
}

function formatTable(columns, lines, leftAligned) {
  const titles = columns.map(([title]) => title)
  const widths = titles.map((title, index) => Math.max(title.length, 3, ...lines.map((line) => line[index].length)))
  const format = (cells) => {
    const padded = cells.map((cell, index) =>
      index < leftAligned ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
    )
    return `| ${padded.join(' | ')} |`
  }
  const rule = widths.map((width, index) => (index < leftAligned ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [format(titles), format(rule), ...lines.map(format)].join('\n')
}
