// Malformed and odd messages on the wire, by table: the status answered, the code of the error, and how many
// requests the listener saw.
import assert from 'node:assert/strict'
import type http from 'node:http'
import test from 'node:test'
import { record, scenario } from '../support/differential.ts'
import type { Log } from '../support/log.ts'
import { isBuiltIn, type Modules, tested } from '../support/modules.ts'
import { HEAD_END, listen, origin, seen } from '../support/peers.ts'
import { END, exchange } from '../support/raw.ts'
import { requests, responses, type WireRequest } from '../support/wire-tables.ts'

async function sendRequest({ http }: Modules, log: Log, bytes: string, listened: boolean): Promise<void> {
  const seenRequests: string[] = []
  const server = http.createServer((req, res) => {
    seenRequests.push(`${req.method} ${req.url?.slice(0, 20)}`)
    let body = 0
    req.on('data', (chunk: Buffer) => {
      body += chunk.length
    })
    req.on('error', (error) => log.lane('request error')((error as NodeJS.ErrnoException).code ?? error.message))
    req.on('end', () => {
      log.lane('body')(`${body} bytes`)
      res.end('fine')
    })
  })
  if (listened) {
    server.on('clientError', (error, socket) => {
      log('clientError', (error as NodeJS.ErrnoException).code)
      socket.destroy()
    })
  }
  const { text } = await exchange(await listen(server, log), [bytes, END])
  if (!listened) log('answers', text.match(/^HTTP\/1\.1 \d+/gm) ?? 'none')
  log('requests', seenRequests.length, ...seenRequests)
}

function expectRequest({ name, bytes, differs }: WireRequest): void {
  const title = `a request on the wire: ${name}`
  if (differs === undefined) {
    scenario(title, async (modules, log) => {
      await sendRequest(modules, log, bytes, false)
      await sendRequest(modules, log, bytes, true)
    })
    return
  }
  const { reason, status, requests: count } = differs
  test(`${title} (${reason})`, { skip: isBuiltIn && 'nethttp is the built-in here' }, async () => {
    const lines = await record(tested, (modules, log) => sendRequest(modules, log, bytes, false), {})
    const answers = lines.find((line) => line.startsWith('answers')) ?? ''
    const told = status.length === 0 ? "'none'" : `\\[ 'HTTP/1.1 (${status.join('|')})' \\]`
    assert.match(answers, new RegExp(`^answers ${told}$`), lines.join('\n'))
    assert.match(lines.join('\n'), new RegExp(`^requests ${count}\\b`, 'm'))
  })
}

for (const request of requests) expectRequest(request)

async function sendResponse({ http }: Modules, log: Log, bytes: string): Promise<void> {
  const { port } = await origin(log, async (connection) => {
    await connection.expect(HEAD_END)
    connection.end(bytes)
  })
  const req = http.get({ host: '127.0.0.1', port, agent: false })
  req.on('error', (error) => log('error', error.name, (error as NodeJS.ErrnoException).code))
  req.on('response', (res: http.IncomingMessage) => {
    log('response', res.statusCode, res.statusMessage?.slice(0, 20), res.httpVersion)
    log('fields', Object.keys(res.headers))
    let body = ''
    res.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1')
    })
    res.on('error', (error) => log('response error', error.name, (error as NodeJS.ErrnoException).code))
    res.on('close', () => log('body', body, 'complete', res.complete, { ...res.trailers }))
  })
  await seen(req, 'close')
}

for (const { name, bytes, refused } of responses) {
  const title = `a response on the wire: ${name}`
  if (refused === undefined) {
    scenario(title, (modules, log) => sendResponse(modules, log, bytes))
    continue
  }
  test(`${title} (${refused})`, { skip: isBuiltIn && 'nethttp is the built-in here' }, async () => {
    const lines = await record(tested, (modules, log) => sendResponse(modules, log, bytes), {})
    assert.match(lines.join('\n'), /^error 'Error' 'HPE_\w+'$/)
  })
}
