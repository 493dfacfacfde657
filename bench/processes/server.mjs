// A server process: `server.mjs <row> <variant>`. Serves the row's program until it is told to stop.

import { rowNamed } from '../rows/index.mjs'
import { createBareServer } from '../subjects/bare-server.mjs'
import { loadHttp } from './module-under-test.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, variant] = process.argv.slice(2)
const row = rowNamed(rowName)
const counter = { requests: 0 }

async function createServer() {
  if (variant === 'net') return (row.createBareServer ?? createBareServer)(row, counter)
  // Under `register` a program asks for the built-in and gets nethttp.
  return row.createServer(loadHttp(row.isRegistered ? 'node:http' : variant, row.isSecure), counter)
}

const server = await createServer()
obeyOrders({ counter })
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => announceReady({ port: server.address().port }))
