// A client process: `client.mjs <row> <variant> <port>`. Sends the row's request until it is told to stop.

import { rowNamed } from '../rows/index.mjs'
import { startBareClient } from '../subjects/bare-client.mjs'
import { startHttpClient } from '../subjects/http-client.mjs'
import { loadHttp } from './module-under-test.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, variant, portText] = process.argv.slice(2)
const row = rowNamed(rowName)
const port = Number(portText)
const counter = { requests: 0 }

obeyOrders({ counter })
if (variant === 'net') {
  startBareClient(row, port, counter)
} else if (variant === 'undici') {
  const { startUndiciClient } = await import('../subjects/undici-client.mjs')
  startUndiciClient(row, port, counter)
} else {
  startHttpClient(loadHttp(variant), row, port, counter)
}
announceReady()
