// Row `client`: fifty requests in the air over fifty kept connections, against the bare `net` server of `hello`.

import { timesRate } from '../harness/goals.mjs'
import { hello } from './hello.mjs'

export const client = {
  name: 'client',
  title: 'client: http.get kept alive, 50 sockets',
  kind: 'client',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [timesRate('node:http', 2, 2.4), timesRate('undici', 1.1, 1.25)],
  variants: ['node:http', 'nethttp', 'undici', 'unchecked', 'net'],
  serverRow: hello.name,
  connections: 50,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: { Accept: 'text/plain', 'User-Agent': 'bench' }, body: '' },
  answerBody: hello.answerBody,
}
