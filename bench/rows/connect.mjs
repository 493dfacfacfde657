// Row `connect`: a connection a request, of a server.

import { timesLess } from '../harness/goals.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'
import { hello } from './hello.mjs'

export const connect = {
  ...hello,
  name: 'connect',
  title: 'connection a request, server',
  goals: [timesLess('node:http', 1, 1.1)],
  closes: true,
  request: { ...hello.request, headers: { ...browserHeaders, Connection: 'close' } },
  bareAnswer: hello.bareAnswer.replace('Connection: keep-alive\r\nKeep-Alive: timeout=5', 'Connection: close'),
}
