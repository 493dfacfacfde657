// Knows the command line.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { rowNamed, rows } from '../rows/index.mjs'

/** What can be asked for beside rows. */
const SUITES = ['growth', 'micro']

export const usage = `npm run bench -- [row ...] [growth] [micro] [options]

rows: ${rows.map((row) => row.name).join(' ')}
growth: how the cost of a request grows with its fields, body, connections, …
micro: parser and writer alone
Without a name: all of it, and bench/results.json and the charts are written.

  --rounds N      how often each variant is measured, in turn (default 5; of growth 3)
  --seconds N     length of a measured window (default 2)
  --short         windows of 1 s, 3 rounds
  --fail-below X  exit with 1 when the processor time of node:http in row hello is less than X times that of nethttp,
                  three times in a row
  --save          keep the figures of these rows in bench/results.json, beside those that are there
  --against PATH  measure the build in another checkout too, as variant 'before'
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
      save: { type: 'boolean', default: false },
      against: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const isComplete = positionals.length === 0
  const rowNames = [...new Set(positionals)].filter((name) => !SUITES.includes(name))
  const chosenRows = isComplete ? rows : rowNames.map(rowNamed)
  const failBelow = positiveNumber('--fail-below', values['fail-below'], null)
  if (failBelow !== null && !chosenRows.some((row) => row.name === 'hello')) {
    throw new Error('--fail-below looks at row hello, which is not among the chosen rows')
  }
  const windowMs = positiveNumber('--seconds', values.seconds, values.short ? 1 : 2) * 1000
  return {
    rows: values.against === undefined ? chosenRows : chosenRows.map(withBefore),
    before: values.against === undefined ? null : resolve(values.against),
    rounds: Math.ceil(positiveNumber('--rounds', values.rounds, defaultRounds(values))),
    isComplete,
    isSaved: values.save,
    hasGrowth: isComplete || positionals.includes('growth'),
    hasMicro: isComplete || positionals.includes('micro'),
    windowMs,
    warmUpMs: Math.min(windowMs, 1500),
    failBelow,
    profile: values.profile,
    help: values.help,
  }
}

/** The other checkout's build is measured right beside this one's. */
function withBefore(row) {
  return {
    ...row,
    variants: row.variants.flatMap((variant) => (variant === 'nethttp' ? ['before', variant] : variant)),
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
