// Row `client`: fifty requests in the air over fifty kept connections, against the bare `net` server of `hello`.

import { hello } from './hello.mjs'

export const client = {
  name: 'client',
  kind: 'client',
  variants: ['node:http', 'nethttp', 'undici', 'net'],
  serverRow: hello.name,
  connections: 50,
  pipelined: 1,
  request: { method: 'GET', path: '/', headers: { Accept: 'text/plain', 'User-Agent': 'bench' }, body: '' },
  answerBody: hello.answerBody,
}
