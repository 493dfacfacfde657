// Row `idle`: what 10 000 connections hold of memory when each was used once and waits.

import { atMost } from '../harness/goals.mjs'
import { exchange, helloListener } from './hello.mjs'

export const idle = {
  ...exchange,
  name: 'idle',
  title: '10 000 idle kept-alive connections, memory',
  kind: 'idle',
  unit: 'KiB/connection',
  figure: 'residentKiB',
  goals: [atMost('node:http', 1, 0.8)],
  connections: 10_000,
  warmUpConnections: 500,

  createServer(http, counter) {
    const server = http.createServer(helloListener(counter))
    server.keepAliveTimeout = 600_000
    return server
  },
}
