// `npm run bench`: measures the chosen rows, variant after variant and round after round, and shows the figures.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureGrowth } from './growth/measure.mjs'
import { circumstances, describe } from './harness/circumstances.mjs'
import { chooseCores } from './harness/cores.mjs'
import { mergeResults } from './harness/merge.mjs'
import { readOptions, usage } from './harness/options.mjs'
import { setUp } from './harness/set-up.mjs'
import { summarize } from './harness/summary.mjs'
import { formatFigures, formatGoals } from './harness/table.mjs'
import { measureRound } from './measures/index.mjs'

const resultsFile = fileURLToPath(new URL('./results.json', import.meta.url))
const profileFolder = fileURLToPath(new URL('./.profile/', import.meta.url))
const chartPackages = ['vega', 'vega-lite']
const microPackages = ['tinybench', 'http-parser-js']

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.help) {
    console.log(usage)
    return
  }
  const { hasMicro, isComplete, isSaved } = options
  await setUp(options.rows, [...(hasMicro ? microPackages : []), ...(isComplete || isSaved ? chartPackages : [])])
  const run = { ...options, cores: chooseCores() }
  const about = circumstances(run)
  console.log(`${describe(about)}\n`)

  const rows = await measureRows(run)
  if (rows.length > 0) console.log(`\n${formatFigures(rows)}\n\n${formatGoals(rows)}\n`)
  if (run.profile) {
    console.log(`profiles are in ${profileFolder}; what is profiled is slower, so take no figures from this run`)
    return
  }
  const growth = run.hasGrowth ? await measureGrowth(run) : []
  const results = { ...about, rows, growth, micro: [] }
  // Before what may yet fail.
  if (hasMicro) await save(results, run)
  await save({ ...results, micro: hasMicro ? await measureMicro(run) : [] }, run)
  if (run.failBelow !== null) await holdToLimit(rows, run)
}

async function measureRows(run) {
  const results = []
  for (const row of run.rows) {
    try {
      results.push(summarize(row, await measureRounds(row, run)))
    } catch (error) {
      console.error(`${row.name}: ${error.message}`)
      process.exitCode = 1
    }
  }
  return results
}

async function measureRounds(row, run) {
  const rounds = []
  for (let number = 1; number <= run.rounds; number += 1) {
    const nodeOptionsOf = (variant) => (run.profile ? profileOptions(row, variant, number) : [])
    const round = await measureRound(row, { ...run, nodeOptionsOf })
    const progress = [...round].map(([variant, figures]) => `${variant} ${figures[row.figure].toFixed(2)}`)
    console.log(`${row.name} ${number}/${run.rounds}: ${progress.join(', ')} ${row.unit}`)
    rounds.push(round)
  }
  return rounds
}

function profileOptions(row, variant, round) {
  mkdirSync(profileFolder, { recursive: true })
  const name = `${row.name}-${variant.replace(':', '-')}-${round}.cpuprofile`
  return ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${name}`]
}

/** Of a part of the rows the figures are kept only when that is asked for; those of the others then stay. */
async function save(measured, { isComplete, isSaved }) {
  if (!isComplete && !isSaved) return
  const results = isComplete ? measured : mergeResults(readResults(), measured)
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`)
  console.log(`written to ${resultsFile}`)
  const { writeCharts } = await import('./charts/write.mjs')
  await writeCharts(results)
}

/** Loaded when it is asked for: it needs packages that the rows do not. */
async function measureMicro(run) {
  const { runMicro } = await import('./micro/run.mjs')
  return runMicro(run)
}

function readResults() {
  return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : { rows: [], growth: [], micro: [] }
}

/** A regression shows each time, the work of a neighbour does not: a row that misses is measured up to twice more. */
async function holdToLimit(results, run) {
  const { failBelow } = run
  const row = run.rows.find(({ name }) => name === 'hello')
  let ratio = ratioToBuiltin(results.find((result) => result.row === row.name))
  for (let more = 2; ratio < failBelow && more > 0; more -= 1) {
    console.log(`hello: nethttp is at ${ratio.toFixed(2)}× of node:http, which is below ${failBelow}×; once more:`)
    ratio = ratioToBuiltin(summarize(row, await measureRounds(row, run)))
  }
  if (ratio >= failBelow) return
  console.error(`hello: nethttp is at ${ratio?.toFixed(2)}× of node:http, which is below ${failBelow}×`)
  process.exitCode = 1
}

function ratioToBuiltin(result) {
  return result?.variants.find(({ variant }) => variant === 'nethttp').toBuiltin.median
}

await main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
