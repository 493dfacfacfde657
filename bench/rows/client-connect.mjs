// Row `client-connect`: a connection a request, of a client, against the bare `net` server of `connect`.

import { timesLess } from '../harness/goals.mjs'
import { client } from './client.mjs'
import { connect } from './connect.mjs'

export const clientConnect = {
  ...client,
  name: 'client-connect',
  title: 'connection a request, client',
  goals: [timesLess('node:http', 1, 1.1)],
  variants: ['node:http', 'nethttp', 'net'],
  serverRow: connect.name,
  closes: true,
  request: { ...client.request, headers: { ...client.request.headers, Connection: 'close' } },
}
