// Turns the rounds of a row into its figures: medians, and ratios taken within a round before their median is.

/** `rounds` is a list of maps from variant to the figures measured in that round. */
export function summarize(row, rounds) {
  return row.variants.map((variant) => {
    const cpuRatios = rounds.map((round) => round.get('node:http').cpuUs / round.get(variant).cpuUs)
    const figuresOf = (name) => rounds.map((round) => round.get(variant)[name])
    return {
      variant,
      requestsPerSecond: median(figuresOf('requestsPerSecond')),
      cpuUserUs: median(figuresOf('cpuUserUs')),
      cpuSystemUs: median(figuresOf('cpuSystemUs')),
      cpuUs: median(figuresOf('cpuUs')),
      cpuRatioToBuiltin: median(cpuRatios),
      cpuRatioToBuiltinLowest: Math.min(...cpuRatios),
      cpuRatioToBuiltinHighest: Math.max(...cpuRatios),
      cpuRatioToNet: median(rounds.map((round) => round.get('net').cpuUs / round.get(variant).cpuUs)),
      rateRatioToBuiltin: median(
        rounds.map((round) => round.get(variant).requestsPerSecond / round.get('node:http').requestsPerSecond),
      ),
      rounds: rounds.map((round) => round.get(variant)),
    }
  })
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
