// The Express application that the browser loads: a page with many parts, uploads, server-sent events, answers that
// never end, and a web socket beside it.

import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { WebSocketServer } from 'ws'

const PARTS = 40
const PAGE = `<!doctype html><meta charset="utf-8"><title>parts</title><link rel="icon" href="data:,">
<script>window.loaded = 0</script>
${Array.from({ length: PARTS }, (_, at) => `<script src="/part/${at}.js"></script>`).join('\n')}
<p id="count"></p><script>document.getElementById('count').textContent = loaded</script>`

/** @param {{ lane: Function }} tools @param {string} scheme */
export function makeBrowserApp({ lane }, scheme) {
  // A lane for each: the server hears of a connection's end when it comes, maybe behind the browser's next request.
  const [say, sayEndless, sayHalf] = ['events', 'endless', 'half'].map((name) => lane(`${scheme} ${name}`))
  const app = express()
  const seen = { parts: 0, unchanged: 0, halves: 0 }
  app.get('/', (_req, res) => res.send(PAGE))
  app.get('/part/:name', (req, res) => {
    seen.parts += 1
    res
      .type('js')
      .set('Cache-Control', 'no-cache')
      .send(`loaded += 1 // ${req.params.name} ${'.'.repeat(3000)}`)
    if (res.statusCode === 304) seen.unchanged += 1
  })
  app.post('/upload', async (req, res) => {
    let length = 0
    let isSlow = true
    for await (const chunk of req) {
      length += chunk.length
      if (isSlow && length > 1e6) {
        // Long enough for the browser to tell of its progress more than once.
        isSlow = false
        await sleep(200)
      }
    }
    res.json({ length, type: req.get('content-type') })
  })
  app.get('/events', (req, res) => {
    const last = Number(req.get('last-event-id') ?? 0)
    say('events from', last)
    res.set('Content-Type', 'text/event-stream').write('retry: 20\n\n')
    for (const id of [last + 1, last + 2]) res.write(`id: ${id}\ndata: event ${id}\n\n`)
    if (last === 0) res.end()
    else res.on('close', () => say('events left', res.writableFinished))
  })
  app.get('/endless', (_req, res) => {
    const timer = setInterval(() => res.write('more '), 10)
    res.on('close', () => {
      clearInterval(timer)
      sayEndless('endless left', res.writableFinished)
    })
  })
  app.get('/half', (_req, res) => {
    seen.halves += 1
    res.type('html').write('<!doctype html><title>half</title><link rel="icon" href="data:,"><p>first half</p>')
    if (seen.halves > 1) return res.end('<p>second half</p>')
    res.on('close', () => sayHalf('half left', res.writableFinished))
  })
  return { app, seen, PARTS }
}

/** Echoes; tells how each socket was closed. */
export function addWebSocket(server, say) {
  const sockets = new WebSocketServer({ server, path: '/chat' })
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('close', (code, reason) => say('web socket closed', code, reason.toString()))
  })
}
