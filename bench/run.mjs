// `npm run bench`: measures the chosen rows, variant after variant and round after round, and shows the figures.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { circumstances, describe } from './harness/circumstances.mjs'
import { chooseCores } from './harness/cores.mjs'
import { measure } from './harness/measure.mjs'
import { readOptions, usage } from './harness/options.mjs'
import { setUp } from './harness/set-up.mjs'
import { summarize } from './harness/summary.mjs'
import { formatTable } from './harness/table.mjs'

const resultsFile = fileURLToPath(new URL('./results.json', import.meta.url))
const profileFolder = fileURLToPath(new URL('./.profile/', import.meta.url))

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.help) {
    console.log(usage)
    return
  }
  await setUp(options.rows)
  const run = { ...options, cores: chooseCores() }
  const about = circumstances(run)
  console.log(`${describe(about)}\n`)

  const results = []
  for (const row of run.rows) {
    try {
      results.push({ row, variants: summarize(row, await measureRounds(row, run)) })
    } catch (error) {
      console.error(`${row.name}: ${error.message}`)
      process.exitCode = 1
    }
  }
  if (results.length === 0) return

  console.log(`\n${formatTable(results)}\n`)
  if (run.profile) {
    console.log(`profiles are in ${profileFolder}; what is profiled is slower, so take no figures from this run`)
    return
  }
  const saved = { ...about, rows: results.map(({ row, variants }) => ({ row: row.name, variants })) }
  writeFileSync(resultsFile, `${JSON.stringify(saved, null, 2)}\n`)
  console.log(`written to ${resultsFile}`)
  if (run.failBelow !== null) holdToLimit(results, run.failBelow)
}

async function measureRounds(row, run) {
  const rounds = []
  for (let number = 1; number <= run.rounds; number += 1) {
    const round = new Map()
    for (const variant of row.variants) {
      const nodeOptions = run.profile ? profileOptions(row, variant, number) : []
      const figures = await measure(row, variant, { ...run, nodeOptions }).catch((error) => {
        throw new Error(`${variant}: ${error.message}`, { cause: error })
      })
      round.set(variant, figures)
    }
    const progress = [...round].map(([variant, { cpuUs }]) => `${variant} ${cpuUs.toFixed(2)}`)
    console.log(`${row.name} ${number}/${run.rounds}: ${progress.join(', ')} CPU µs a request`)
    rounds.push(round)
  }
  return rounds
}

function profileOptions(row, variant, round) {
  mkdirSync(profileFolder, { recursive: true })
  const name = `${row.name}-${variant.replace(':', '-')}-${round}.cpuprofile`
  return ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${name}`]
}

function holdToLimit(results, failBelow) {
  const hello = results.find(({ row }) => row.name === 'hello')
  if (hello === undefined) return
  const { cpuRatioToBuiltin } = hello.variants.find(({ variant }) => variant === 'nethttp')
  if (cpuRatioToBuiltin >= failBelow) return
  console.error(`hello: nethttp is at ${cpuRatioToBuiltin.toFixed(2)}× of node:http, which is below ${failBelow}×`)
  process.exitCode = 1
}

await main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
