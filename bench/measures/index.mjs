// Knows the ways to measure a row; each gives the figures of one variant in one round, from fresh processes.

import { measureAllocation } from './allocation.mjs'
import { measureClient } from './client.mjs'
import { measureIdle } from './idle.mjs'
import { measureLatency } from './latency.mjs'
import { measureServer } from './server.mjs'
import { measureStartup } from './startup.mjs'

const measures = {
  server: measureServer,
  client: measureClient,
  idle: measureIdle,
  allocation: measureAllocation,
  latency: measureLatency,
  startup: measureStartup,
}

export function measure(row, variant, settings) {
  return measures[row.kind](row, variant, settings)
}
