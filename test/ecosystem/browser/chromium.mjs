// A real browser, headless Chromium, with an Express application over http and https: many parts over kept
// connections, a large upload with progress, server-sent events, a web socket, a cancelled fetch, a reload in the
// middle of an answer. CHROMIUM names the browser when it is not Debian's; without one, this says that it skipped.

import { existsSync, readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { chromium } from 'playwright-core'
import { addWebSocket, makeBrowserApp } from '../support/browser-app.mjs'
import { program } from '../support/program.mjs'
import { close, listen } from '../support/wire.mjs'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const QUIET = 'gpu quic background-networking component-update sync'.split(' ').map((name) => `--disable-${name}`)
const args = ['--no-sandbox', '--no-first-run', '--ignore-certificate-errors', ...QUIET]
const fixture = (name) => readFileSync(new URL(`../../fixtures/localhost-${name}.pem`, import.meta.url))

async function loadParts(page, url, { seen, PARTS }, connections, say) {
  await page.goto(url)
  say('parts', await page.textContent('#count'), 'of', PARTS, 'asked for', seen.parts)
  say('over six connections at most', connections.size <= 6, 'kept', connections.size < PARTS)
  await page.reload()
  say('again', await page.textContent('#count'), 'unchanged', seen.unchanged)
}

/** What the page's own script does: it has what a browser gives it. */
async function inThePage() {
  const upload = () =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest()
      const steps = []
      request.upload.onprogress = ({ loaded, total }) => steps.push([loaded, total])
      request.onload = () => {
        const isRising = steps.every(([loaded], at) => at === 0 || loaded >= steps[at - 1][0])
        const [loaded, total] = steps.at(-1)
        resolve([request.status, request.responseText, steps.length > 1, isRising, loaded === total])
      }
      request.open('POST', '/upload')
      request.setRequestHeader('Content-Type', 'application/x-large')
      request.send(new Blob([new Uint8Array(12_000_000)]))
    })
  const events = () =>
    new Promise((resolve) => {
      const told = []
      const source = new EventSource('/events')
      source.onmessage = ({ data, lastEventId }) => {
        told.push(`${lastEventId} ${data}`)
        if (told.length < 4) return
        source.close()
        resolve(told)
      }
    })
  const chat = () =>
    new Promise((resolve) => {
      const told = []
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/chat`)
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => socket.send('hello')
      socket.onmessage = ({ data }) => {
        told.push(typeof data === 'string' ? data : data.byteLength)
        if (told.length === 1) socket.send(new Uint8Array(300_000))
        else socket.close(4000, 'enough')
      }
      socket.onclose = ({ code, reason, wasClean }) => resolve([...told, code, reason, wasClean])
    })
  const cancelled = async () => {
    const controller = new AbortController()
    const response = await fetch('/endless', { signal: controller.signal })
    const reader = response.body.getReader()
    await reader.read()
    controller.abort()
    return reader.read().catch((error) => error.name)
  }
  return [await upload(), await events(), await chat(), await cancelled(), (await fetch('/nowhere')).status]
}

async function exercise(browser, tools, scheme) {
  const say = tools.lane(`${scheme} browser`)
  const made = makeBrowserApp(tools, scheme)
  const options = { key: fixture('key'), cert: fixture('cert') }
  const server = scheme === 'https' ? https.createServer(options, made.app) : http.createServer(made.app)
  const connections = new Set()
  server.on('request', ({ socket }) => connections.add(socket))
  addWebSocket(server, tools.lane(`${scheme} web socket`))
  const url = `${scheme}://localhost:${await listen(server)}`
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  page.on('pageerror', (error) => say('error in the page', error))
  await loadParts(page, url, made, connections, say)
  for (const told of await page.evaluate(inThePage)) say(told)
  await page.goto(`${url}/half`, { waitUntil: 'commit' })
  await page.waitForSelector('text=first half')
  await page.reload()
  say(await page.textContent('body'))
  await context.close()
  const closed = close(server)
  server.closeAllConnections()
  await closed
}

await program('playwright-core', async (tools) => {
  if (!existsSync(executablePath)) return tools.skip(`no browser at ${executablePath}`)
  const browser = await chromium.launch({ executablePath, args })
  try {
    for (const scheme of ['http', 'https']) await exercise(browser, tools, scheme)
  } finally {
    await browser.close()
  }
})
