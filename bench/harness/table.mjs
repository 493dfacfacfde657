// Knows how the figures are shown: a Markdown table, padded so that it reads well on a console too.

const columns = [
  ['row', (row) => row.name],
  ['variant', (_, figures) => figures.variant],
  ['req/s', (_, { requestsPerSecond }) => String(Math.round(requestsPerSecond))],
  ['user µs', (_, { cpuUserUs }) => cpuUserUs.toFixed(2)],
  ['system µs', (_, { cpuSystemUs }) => cpuSystemUs.toFixed(2)],
  ['CPU µs', (_, { cpuUs }) => cpuUs.toFixed(2)],
  ['CPU vs node:http', (_, { cpuRatioToBuiltin }) => `${cpuRatioToBuiltin.toFixed(2)}×`],
  [
    'lowest–highest',
    (_, { cpuRatioToBuiltinLowest, cpuRatioToBuiltinHighest }) =>
      `${cpuRatioToBuiltinLowest.toFixed(2)}–${cpuRatioToBuiltinHighest.toFixed(2)}`,
  ],
  ['CPU vs net', (_, { cpuRatioToNet }) => `${cpuRatioToNet.toFixed(2)}×`],
  ['req/s vs node:http', (_, { rateRatioToBuiltin }) => `${rateRatioToBuiltin.toFixed(2)}×`],
]
const leftAligned = 2

/** `results` is a list of `{ row, variants }` as the summary gives them. */
export function formatTable(results) {
  const lines = results.flatMap(({ row, variants }) =>
    variants.map((figures) => columns.map(([, cell]) => cell(row, figures))),
  )
  const titles = columns.map(([title]) => title)
  const widths = titles.map((title, index) => Math.max(title.length, ...lines.map((line) => line[index].length)))
  const format = (cells) => {
    const padded = cells.map((cell, index) =>
      index < leftAligned ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
    )
    return `| ${padded.join(' | ')} |`
  }
  const rule = widths.map((width, index) => (index < leftAligned ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [format(titles), format(rule), ...lines.map(format)].join('\n')
}
