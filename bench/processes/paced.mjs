// A load process at a fixed rate: `paced.mjs <row> <port> <requests a second>`. Over kept connections, one request at a
// time on each; notes how long after its due time each answer was there.

import net from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { rowNamed } from '../rows/index.mjs'
import { requestText } from '../wire/request-bytes.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, portText, rateText] = process.argv.slice(2)
const row = rowNamed(rowName)
const port = Number(portText)
const intervalMs = 1000 / Number(rateText)
const bytes = requestText(row.request, port)
const nsPerMs = 1e6

const free = []
const due = []
let histogram = null

function startLatencies() {
  histogram = createHistogram()
  return {}
}

function stopLatencies() {
  const [p50Ms, p99Ms, p999Ms] = [50, 99, 99.9].map((share) => histogram.percentile(share) / nsPerMs)
  return { p50Ms, p99Ms, p999Ms, answered: histogram.count }
}

function connect() {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => free.push(socket))
  socket.dueAtMs = 0
  socket.on('data', socketOnData)
  socket.on('close', () => {
    throw new Error('the server closed a connection')
  })
}

/** The answers are small: each comes in one piece. */
function socketOnData() {
  histogram?.record(Math.max(1, Math.round((performance.now() - this.dueAtMs) * nsPerMs)))
  const next = due.shift()
  if (next === undefined) free.push(this)
  else send(this, next)
}

function send(socket, dueAtMs) {
  socket.dueAtMs = dueAtMs
  socket.write(bytes, 'latin1')
}

let nextAtMs = performance.now()

/** Spins, for timers are too coarse: this process has a core of its own. */
function sendDue() {
  for (const now = performance.now(); nextAtMs <= now; nextAtMs += intervalMs) {
    const socket = free.pop()
    if (socket === undefined) due.push(nextAtMs)
    else send(socket, nextAtMs)
  }
  setImmediate(sendDue)
}

obeyOrders({ counter: { requests: 0 }, answers: { startLatencies, stopLatencies } })
for (let count = 0; count < row.connections; count += 1) connect()
setTimeout(() => {
  nextAtMs = performance.now()
  sendDue()
  announceReady()
}, 200)
