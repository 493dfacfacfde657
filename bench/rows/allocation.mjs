// Row `allocation`: the garbage of a GET.

import { atMost } from '../harness/goals.mjs'
import { hello } from './hello.mjs'

export const allocation = {
  ...hello,
  name: 'allocation',
  title: 'bytes allocated a GET',
  kind: 'allocation',
  unit: 'KiB',
  figure: 'allocatedKiB',
  goals: [atMost('node:http', 0.6, 0.4)],
}
