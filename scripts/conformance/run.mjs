// A whole run: the parallel tests several at once, then the sequential ones, then again what failed.

import { createScratch, runProcess } from './process.mjs'
import { judge } from './verdict.mjs'

const maxRetries = 2
// With more failures than this something is broken, and running them again would only take time.
const mostWorthRetrying = 40

/**
 * Runs the tests and resolves to their verdicts by file: { result, reason, flaky, output }.
 * `onVerdict(verdict)` is called each time a test has been run.
 */
export async function runTests(tests, options, onVerdict = () => {}) {
  const setting = { ...options, scratch: createScratch() }
  const verdicts = new Map()
  let serial = 0
  const runOne = async (test, slot) => {
    serial += 1
    const outcome = await runProcess(test, setting, { slot, serial })
    const verdict = { ...judge(outcome, setting.timeoutSeconds), flaky: false, output: outcome.stdout + outcome.stderr }
    verdicts.set(test.file, verdict)
    onVerdict(verdict)
  }
  await runAll(tests, options.jobs, runOne)
  if (options.retry) await retryFailed(tests, verdicts, options.jobs, runOne)
  return verdicts
}

async function runAll(tests, jobs, runOne) {
  await pool(
    tests.filter((test) => test.parallel),
    jobs,
    runOne,
  )
  await pool(
    tests.filter((test) => !test.parallel),
    1,
    runOne,
  )
}

/** Works through the items with so many workers; each has a slot number of its own, from 0. */
async function pool(items, workers, work) {
  const queue = items.values()
  const drain = async (slot) => {
    for (const item of queue) await work(item, slot)
  }
  await Promise.all(Array.from({ length: workers }, (_, slot) => drain(slot)))
}

/** Runs again what failed; what passes then is flaky, and what does not keeps the reason of its first failure. */
async function retryFailed(tests, verdicts, jobs, runOne) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    const failed = tests.filter((test) => verdicts.get(test.file).result === 'fail')
    if (failed.length === 0 || failed.length > mostWorthRetrying) return
    const before = new Map(failed.map((test) => [test.file, verdicts.get(test.file)]))
    await runAll(failed, jobs, runOne)
    for (const [file, verdict] of before) settleRetry(verdicts, file, verdict)
  }
}

function settleRetry(verdicts, file, before) {
  const after = verdicts.get(file)
  if (after.result === 'fail') verdicts.set(file, before)
  else verdicts.set(file, { ...after, flaky: true, reason: before.reason })
}
