// How the cost of a request grows, a small chart for each curve.

const colours = ['#9aa5b1', '#2f855a']

export function growthChart(growth) {
  return {
    background: 'white',
    columns: 3,
    concat: growth.map(({ title, points }) => ({
      title,
      width: 210,
      height: 140,
      data: { values: points },
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'at', type: 'quantitative', title: null, scale: { type: 'symlog' } },
        y: { field: 'cpuUs', type: 'quantitative', title: 'CPU µs a request', scale: { type: 'log' } },
        color: {
          field: 'variant',
          title: null,
          scale: { domain: ['node:http', 'nethttp'], range: colours },
          legend: { orient: 'top' },
        },
      },
    })),
  }
}
