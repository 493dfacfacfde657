// The built-in modules and the second reading beside nethttp, on inputs that are others in each run: FUZZ_SEED makes a run
// again, FUZZ_RUNS a longer one.

import assert from 'node:assert/strict'
import test from 'node:test'
import * as differentials from './differentials.ts'
import { compareMany, DIFFERENTIALS, type Differential, MODES } from './differentials.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 1000)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 0x100000000)

/** How many of the inputs are messages to nethttp, and how many to the built-in too: a comparison of nothing would hold. */
const LEAST = new Map<Differential, { taken: number; shared: number; later: number }>([
  [differentials.firstRequest, { taken: 0.7, shared: 0.4, later: 0 }],
  [differentials.laterRequests, { taken: 0.5, shared: 0.25, later: 0.05 }],
  [differentials.answer, { taken: 0.4, shared: 0.3, later: 0 }],
  [differentials.writtenRequest, { taken: 1, shared: 1, later: 0 }],
  [differentials.writtenResponse, { taken: 1, shared: 1, later: 0 }],
])

for (const differential of DIFFERENTIALS) {
  for (const mode of MODES) {
    test(`${differential.name}, reading ${mode}`, { timeout: 300_000 }, async (t) => {
      const counts = await compareMany(differential, mode, SEED, RUNS)
      t.diagnostic(`FUZZ_SEED=${SEED} ${JSON.stringify(counts)}`)
      for (const [name, share] of Object.entries(LEAST.get(differential) as object))
        assert.ok(counts[name as 'taken'] >= RUNS * share, `${name}: ${JSON.stringify(counts)}`)
      assert.ok(counts.known < RUNS / 8, `${counts.known} were left out as known`)
    })
  }
}
