// What nethttp costs beside the built-in, row by row.

const SHOWN = ['node:http', 'nethttp', 'net']
const colours = ['#9aa5b1', '#2f855a', '#d7dde4']

/** Rows whose variants are compared by what they cost, each in a share of the built-in's cost. */
export function rowsChart(rows) {
  const compared = rows.filter(({ variants }) => variants.some(({ variant }) => variant === 'node:http'))
  const values = compared.flatMap(({ title, variants }) =>
    variants
      .filter(({ variant }) => SHOWN.includes(variant))
      .map(({ variant, toBuiltin }) => ({ title, variant, share: 100 / toBuiltin.median })),
  )
  return {
    background: 'white',
    data: { values },
    width: 420,
    height: { step: 9 },
    mark: 'bar',
    encoding: {
      y: { field: 'title', type: 'nominal', sort: null, title: null, axis: { labelLimit: 600 } },
      yOffset: { field: 'variant', sort: SHOWN },
      x: { field: 'share', type: 'quantitative', title: 'cost, % of node:http (less is better)' },
      color: {
        field: 'variant',
        title: null,
        sort: SHOWN,
        scale: { domain: SHOWN, range: colours },
        legend: { orient: 'top' },
      },
    },
  }
}
