// `npm run soak -- --minutes N`: mixed traffic over http and https, aborts with it, for as long as is asked. A line every
// ten seconds; exit code 1 when memory, collected, or the number of open handles has grown from the second quarter to the
// last.

import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ensureReady } from './setup.mjs'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  console.error('npm run soak -- --minutes N')
  process.exit(1)
}
await ensureReady()
const { default: http } = await import('nethttp')
const { default: https } = await import('nethttp/https')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const LINE_MS = 10_000
const SAMPLE_MS = 1000
/** What collected memory may differ by between two quarters: exchanges that are under way, code that was made faster. */
const ALLOWED_HEAP_BYTES = 2e6
/** What the process may take more of the system: pages that were used once are kept for a while. */
const ALLOWED_RSS_BYTES = 40e6
const WORKERS = 16

const read = (name) => readFileSync(new URL(`../demo/certificate/localhost-only.${name}.pem`, import.meta.url))
const key = read('key')
const cert = read('cert')
const counts = { answered: 0, aborted: 0, refused: 0, upgraded: 0, failed: 0 }

function listener(request, response) {
  request.on('error', () => {})
  response.on('error', () => {})
  const kind = request.url.slice(1)
  if (kind === 'hang') return
  if (kind === 'chunks') {
    response.write('a'.repeat(3000))
    response.write('b'.repeat(3000))
    response.end('c')
  } else if (kind === 'echo') request.pipe(response)
  else response.end('hello')
}

function serverOnUpgrade(_request, socket) {
  socket.on('error', () => {})
  socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: soak\r\n\r\n')
}

const server = http.createServer(listener)
const secure = https.createServer({ key, cert }, listener)
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
const secureAgent = new https.Agent({ keepAlive: true, maxSockets: 4, ca: cert })
for (const one of [server, secure]) one.on('upgrade', serverOnUpgrade)
for (const one of [server, secure]) await new Promise((resolve) => one.listen(0, '127.0.0.1', resolve))

function ask(isSecure, path, body, abortMs) {
  const options = { port: (isSecure ? secure : server).address().port, host: 'localhost', family: 4, path: `/${path}` }
  const client = isSecure ? https : http
  return new Promise((resolve) => {
    const method = body === null ? 'GET' : 'POST'
    const request = client.request({ ...options, method, agent: isSecure ? secureAgent : agent }, (response) => {
      response.on('error', () => {})
      response.resume().on('end', () => counts.answered++)
    })
    request.on('error', () => {
      if (abortMs === null) counts.failed++
      else counts.aborted++
    })
    request.on('close', resolve)
    request.end(body ?? undefined)
    if (abortMs !== null) setTimeout(() => request.destroy(), abortMs)
  })
}

/** Two requests in one write, and behind them what is none: two answers and a refusal. */
function askBadly() {
  const get = 'GET /hello HTTP/1.1\r\nHost: a\r\n\r\n'
  return new Promise((resolve) => {
    let answers = ''
    const socket = net.connect(server.address().port, '127.0.0.1', () =>
      socket.write(`${get}${get}GET\t/ HTTP/1.1\r\n\r\n`),
    )
    socket.on('data', (bytes) => (answers += bytes))
    socket.on('error', () => {})
    socket.on('close', () => {
      const statuses = answers
        .match(/HTTP\/1\.1 \d+/g)
        ?.map((line) => line.slice(9))
        .join()
      counts[statuses === '200,200,400' ? 'refused' : 'failed']++
      resolve()
    })
  })
}

function upgrade(isSecure) {
  const headers = { Connection: 'Upgrade', Upgrade: 'soak' }
  const options = { port: (isSecure ? secure : server).address().port, host: 'localhost', family: 4, headers }
  return new Promise((resolve) => {
    const request = (isSecure ? https : http).request({ ...options, agent: isSecure ? secureAgent : agent })
    request.on('error', () => counts.failed++)
    request.on('upgrade', (_response, socket) => {
      counts.upgraded++
      socket.on('error', () => {})
      socket.resume().on('close', resolve).end()
    })
    request.end()
  })
}

let isOver = false
async function work(index) {
  for (let i = index; !isOver; i++) {
    const isSecure = i % 4 === 3
    if (i % 11 === 0) await (i % 2 === 0 ? askBadly() : upgrade(isSecure))
    else if (i % 7 === 0) await ask(isSecure, 'hang', null, i % 5)
    else if (i % 5 === 0) await ask(isSecure, 'echo', 'x'.repeat((i * 37) % 20_000), i % 25 === 0 ? 1 : null)
    else await ask(isSecure, i % 3 === 0 ? 'chunks' : 'hello', null, null)
  }
}

function average(samples, from, to, name) {
  const part = samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))
  return part.reduce((sum, sample) => sum + sample[name], 0) / part.length
}

/** Between two turns of the exchanges, collected: what is counted is held by something. */
function sample() {
  collect()
  const { external, heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss, handles: process.getActiveResourcesInfo().length }
}

const workers = Array.from({ length: WORKERS }, (_, i) => work(i))
const begun = performance.now()
const samples = []
let lineAt = begun + LINE_MS
while (performance.now() - begun < minutes * 60_000) {
  await pause(SAMPLE_MS)
  samples.push(sample())
  if (performance.now() < lineAt) continue
  lineAt += LINE_MS
  const { heap, handles, rss } = samples.at(-1)
  const seconds = Math.round((performance.now() - begun) / 1000)
  const [heapMb, rssMb] = [heap, rss].map((bytes) => (bytes / 1e6).toFixed(1))
  console.log(`${seconds} s  ${JSON.stringify(counts)}  heap ${heapMb} MB  process ${rssMb} MB  handles ${handles}`)
}
isOver = true
await Promise.all(workers)
agent.destroy()
secureAgent.destroy()
for (const one of [server, secure]) {
  one.closeAllConnections()
  one.close()
}
const [early, late] = [0.25, 0.75].map((from) => ({
  heap: average(samples, from, from + 0.25, 'heap'),
  rss: average(samples, from, from + 0.25, 'rss'),
  handles: average(samples, from, from + 0.25, 'handles'),
}))
const hasGrown =
  late.heap > early.heap + ALLOWED_HEAP_BYTES ||
  late.rss > early.rss + ALLOWED_RSS_BYTES ||
  late.handles > early.handles * 1.5 + 10
const between = (name, unit) => `${(early[name] / unit).toFixed(1)} → ${(late[name] / unit).toFixed(1)}`
console.log(`heap ${between('heap', 1e6)} MB, process ${between('rss', 1e6)} MB, handles ${between('handles', 1)}`)
if (counts.failed > 0) console.error(`${counts.failed} requests failed that nobody had aborted`)
if (hasGrown) console.error('it grows')
process.exitCode = hasGrown || counts.failed > 0 ? 1 : 0
