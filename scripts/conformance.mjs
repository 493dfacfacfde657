// Runs the HTTP and HTTPS tests of Node's own source tree on nethttp, or on Node's built-in modules to compare.

import { fileURLToPath } from 'node:url'
import { compareWithList } from './conformance/expectation.mjs'
import { parseOptions, UsageError, usage } from './conformance/options.mjs'
import { killAll } from './conformance/process.mjs'
import { comparisonOf, progress, reportOf, writeJson } from './conformance/report.mjs'
import { runTests } from './conformance/run.mjs'
import { findNodeSource, listTests } from './conformance/source.mjs'
import { builtin, nethttp } from './conformance/subject.mjs'
import { ensureReady } from './setup.mjs'

const checkout = fileURLToPath(new URL('..', import.meta.url))

async function main() {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) return console.log(usage)
  await ensureReady()
  const root = findNodeSource(checkout)
  const tests = listTests(root, options.patterns)
  if (tests.length === 0) throw new UsageError('no test matches')
  const settings = { ...options, root }
  const failed = options.compare ? await compare(tests, settings) : await runOnce(tests, settings)
  process.exitCode = failed ? 1 : 0
}

async function runOnce(tests, settings) {
  const subject = settings.builtin ? builtin : nethttp(checkout, settings.register)
  const verdicts = await runOn(subject, tests, settings)
  if (settings.jsonFile) writeJson(settings.jsonFile, verdicts)
  console.log(reportOf(verdicts, settings))
  return settings.expectFile ? isShortOf(verdicts, settings.expectFile) : anyFailed(verdicts)
}

async function compare(tests, settings) {
  const subject = nethttp(checkout, settings.register)
  const onBuiltin = await runOn(builtin, tests, settings)
  const onNethttp = await runOn(subject, tests, settings)
  if (settings.jsonFile) writeJson(settings.jsonFile, onNethttp, onBuiltin)
  console.log(comparisonOf(onBuiltin, onNethttp))
  return [...onNethttp].some(([file, { result }]) => result === 'fail' && onBuiltin.get(file).result !== 'fail')
}

async function runOn(subject, tests, settings) {
  const shown = progress(subject.name, tests.length)
  try {
    return await runTests(tests, { ...settings, subject }, shown.step)
  } finally {
    shown.end()
  }
}

/** Whether a test that passed before fails now. */
function isShortOf(verdicts, expectFile) {
  const { lost, gained } = compareWithList(verdicts, expectFile)
  for (const file of gained) console.log(`passes now, and may be added to the list: ${file}`)
  for (const file of lost) console.log(`passed before and does not pass now: ${file}`)
  return lost.length > 0
}

function anyFailed(verdicts) {
  return [...verdicts.values()].some(({ result }) => result === 'fail')
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    killAll()
    process.exit(130)
  })
}

try {
  await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
