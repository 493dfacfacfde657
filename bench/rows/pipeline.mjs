// Row `pipeline`: the server of `hello`, sent sixteen GETs a write.

import { timesRate } from '../harness/goals.mjs'
import { hello } from './hello.mjs'

export const pipeline = {
  ...hello,
  name: 'pipeline',
  title: '16 pipelined GETs',
  goals: [timesRate('node:http', 6, 10)],
  pipelined: 16,
}
