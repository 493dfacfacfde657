// Knows the ways to measure a row: each gives the figures of a round, variant by variant, from fresh processes.

import { measureAllocation } from './allocation.mjs'
import { measureClients } from './client.mjs'
import { measureIdle } from './idle.mjs'
import { measureLatency } from './latency.mjs'
import { measureServers } from './server.mjs'
import { measureStartup } from './startup.mjs'
import { namingErrors } from './turns.mjs'

const measures = {
  server: measureServers,
  client: measureClients,
  idle: oneByOne(measureIdle),
  allocation: oneByOne(measureAllocation),
  latency: oneByOne(measureLatency),
  startup: oneByOne(measureStartup),
}

/** @returns a map from variant to its figures */
export function measureRound(row, settings) {
  return measures[row.kind](row, row.variants, settings)
}

/** For what is not about time, or takes its own. */
function oneByOne(measure) {
  return async (row, variants, settings) => {
    const round = new Map()
    for (const variant of variants) round.set(variant, await namingErrors(variant, measure(row, variant, settings)))
    return round
  }
}
