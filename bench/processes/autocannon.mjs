// A load process: `autocannon.mjs <row> <port> <longest seconds>`. Reports what went wrong when it is told to stop.

import autocannon from 'autocannon'
import { rowNamed } from '../rows/index.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, portText, durationText] = process.argv.slice(2)
const { connections, isSecure, request } = rowNamed(rowName)

const run = autocannon({
  url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${portText}`,
  connections,
  duration: Number(durationText),
  requests: [{ ...request, body: request.body === '' ? undefined : request.body }],
})

async function finish() {
  run.stop()
  const { errors, timeouts, mismatches, non2xx } = await run
  const troubles = { errors, timeouts, mismatches, non2xx }
  return Object.values(troubles).every((count) => count === 0) ? null : JSON.stringify(troubles)
}

obeyOrders({ counter: { requests: 0 }, finish })
announceReady()
