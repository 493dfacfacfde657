// Row `allocation`: the garbage of a GET.

import { atMost } from '../harness/goals.mjs'
import { exchange } from './hello.mjs'

export const allocation = {
  ...exchange,
  name: 'allocation',
  title: 'bytes allocated a GET',
  kind: 'allocation',
  unit: 'KiB',
  figure: 'allocatedKiB',
  goals: [atMost('node:http', 0.6, 0.4)],
}
