// Row `pipeline`: the server of `hello`, sent sixteen GETs a write.

import { timesRate } from '../harness/goals.mjs'
import { exchange } from './hello.mjs'

export const pipeline = {
  ...exchange,
  name: 'pipeline',
  title: '16 pipelined GETs',
  goals: [timesRate('node:http', 6, 10)],
  pipelined: 16,
}
