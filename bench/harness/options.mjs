// Knows the command line.

import { parseArgs } from 'node:util'
import { rowNamed, rows } from '../rows/index.mjs'

export const usage = `npm run bench -- [row ...] [options]

rows: ${rows.map((row) => row.name).join(' ')} (all of them by default)

  --rounds N      how often each variant is measured, in turn (default 5)
  --seconds N     length of a measured window (default 3)
  --short         windows of 1 s, 3 rounds
  --fail-below X  exit with 1 when the processor time of node:http in row hello is less than X times that of nethttp
  --profile       run what is measured with --cpu-prof, one round
  --help          this text
`

export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      short: { type: 'boolean', default: false },
      'fail-below': { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const chosenRows = positionals.length === 0 ? rows : [...new Set(positionals)].map(rowNamed)
  const failBelow = positiveNumber('--fail-below', values['fail-below'], null)
  if (failBelow !== null && !chosenRows.some((row) => row.name === 'hello')) {
    throw new Error('--fail-below looks at row hello, which is not among the chosen rows')
  }
  const windowMs = positiveNumber('--seconds', values.seconds, values.short ? 1 : 3) * 1000
  return {
    rows: chosenRows,
    rounds: Math.ceil(positiveNumber('--rounds', values.rounds, defaultRounds(values))),
    windowMs,
    warmUpMs: Math.min(windowMs, 2000),
    failBelow,
    profile: values.profile,
    help: values.help,
  }
}

function defaultRounds({ profile, short }) {
  if (profile) return 1
  return short ? 3 : 5
}

function positiveNumber(name, text, fallback) {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${name} wants a number above 0, not '${text}'`)
  return value
}
