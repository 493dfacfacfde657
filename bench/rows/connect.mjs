// Row `connect`: a connection a request, of a server.

import { timesLess } from '../harness/goals.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'
import { exchange } from './hello.mjs'

export const connect = {
  ...exchange,
  name: 'connect',
  title: 'connection a request, server',
  goals: [timesLess('node:http', 1, 1.1)],
  closes: true,
  request: { ...exchange.request, headers: { ...browserHeaders, Connection: 'close' } },
  bareAnswer: exchange.bareAnswer.replace('Connection: keep-alive\r\nKeep-Alive: timeout=5', 'Connection: close'),
}
