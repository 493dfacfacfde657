// Row `latency`: how long an answer takes when the server has 60 % of the work it can do.

import { atMost } from '../harness/goals.mjs'
import { exchange } from './hello.mjs'

export const latency = {
  ...exchange,
  name: 'latency',
  title: 'latency, p99 at 60 % load',
  kind: 'latency',
  unit: 'ms',
  figure: 'p99Ms',
  goals: [atMost('node:http', 1, 0.9)],
}
