// Windows of running processes, in turn. Warm-up and window of a round are cut into slices, and what does not have its
// turn is stopped, so that a neighbour's burst of work meets all variants alike:
//
//   node:http  ■ □ □ □ □ ■ ■ □ …     ■ a slice, □ stopped; every other turn goes backwards
//   nethttp    □ ■ □ □ ■ □ □ ■ …
//   net        □ □ ■ ■ □ □ □ □ …
//
// Where processes cannot be stopped (Windows) one follows the other; so do those that are profiled, whose profile would
// have the time that they were stopped.

import { setTimeout as delay } from 'node:timers/promises'
import { withProcesses } from '../harness/children.mjs'

const sliceMs = 250
/** For caches to be warm again, and for the load to be what it was. */
const settleMs = 40

/**
 * Figures of one round, by variant.
 * @param open gives `{ subject, processes }` of a variant, running: what is measured, and all there is in the order in
 *   which it has to stop
 */
export async function measureInTurns(variants, open, settings) {
  const canStop = process.platform !== 'win32' && !settings.profile
  if (canStop) return watchTogether(variants, open, settings)
  const figures = new Map()
  for (const variant of variants) {
    for (const [, own] of await watchTogether([variant], open, settings)) figures.set(variant, own)
  }
  return figures
}

/** One alone is never stopped. */
function watchTogether(variants, open, { warmUpMs, windowMs }) {
  return withProcesses(async (keep) => {
    const runs = []
    for (const variant of variants) {
      runs.push({ variant, ...(await namingErrors(variant, open(variant, keep))) })
    }
    if (runs.length > 1) for (const run of runs) stop(run)
    await takeTurns(runs, warmUpMs)
    const sums = await takeTurns(runs, windowMs)
    if (runs.length > 1) for (const run of runs) goOn(run)
    for (const run of runs) await namingErrors(run.variant, close(run))
    return new Map([...sums].map(([variant, sum]) => [variant, figuresOf(variant, sum)]))
  })
}

/** @returns what each used and did in its slices, which together are `totalMs` long */
async function takeTurns(runs, totalMs) {
  const isAlone = runs.length === 1
  const turns = isAlone ? 1 : Math.max(1, Math.round(totalMs / sliceMs))
  const watchSlice = isAlone ? watch : watchTurn
  const sums = new Map(runs.map(({ variant }) => [variant, { requests: 0, ms: 0, cpuUserUs: 0, cpuSystemUs: 0 }]))
  for (let turn = 0; turn < turns; turn += 1) {
    for (const run of turn % 2 === 0 ? runs : runs.toReversed()) {
      await namingErrors(run.variant, watchSlice(run, totalMs / turns, sums.get(run.variant)))
    }
  }
  return sums
}

async function watchTurn(run, ms, sum) {
  goOn(run)
  await delay(settleMs)
  await watch(run, ms, sum)
  stop(run)
}

async function watch({ subject }, ms, sum) {
  const from = await subject.ask('mark')
  await delay(ms)
  const to = await subject.ask('mark')
  sum.requests += to.requests - from.requests
  sum.ms += to.atMs - from.atMs
  sum.cpuUserUs += to.cpuUserUs - from.cpuUserUs
  sum.cpuSystemUs += to.cpuSystemUs - from.cpuSystemUs
}

function figuresOf(variant, sum) {
  const { requests } = sum
  if (requests === 0) throw new Error(`${variant}: not one request was answered in the measured window`)
  const cpuUserUs = sum.cpuUserUs / requests
  const cpuSystemUs = sum.cpuSystemUs / requests
  return { requestsPerSecond: (requests * 1000) / sum.ms, cpuUserUs, cpuSystemUs, cpuUs: cpuUserUs + cpuSystemUs }
}

function stop({ processes }) {
  for (const each of processes) each.signal('SIGSTOP')
}

function goOn({ processes }) {
  for (const each of processes) each.signal('SIGCONT')
}

async function close({ processes }) {
  for (const each of processes) await each.stop()
}

/** An error says of which variant it is. */
export async function namingErrors(variant, promise) {
  try {
    return await promise
  } catch (error) {
    throw new Error(`${variant}: ${error.message}`, { cause: error })
  }
}
