// Vite's dev server: pages, modules changed on the way, not-modified answers, a proxy, and the web socket over which
// it tells of changed files (hot module replacement).

import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { WebSocket } from 'ws'
import { program } from '../support/program.mjs'
import { askOnce, close, connect, listen, tell } from '../support/wire.mjs'

const PAGE = '<!doctype html><title>app</title><script type="module" src="/main.js"></script>'
const MAIN = "import { name } from './name.js'\nimport './style.css'\nimport.meta.hot.accept()\ndocument.title = name\n"

async function waitFor(socket, say, type) {
  for (;;) {
    const [text] = await once(socket, 'message')
    const message = JSON.parse(text)
    if (message.type !== type) continue
    say(
      type,
      (message.updates ?? []).map((update) => `${update.type} ${update.path}`),
    )
    return
  }
}

await program('vite', async ({ lane }) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ecosystem-')))
  const put = (name, text) => writeFileSync(join(folder, name), text)
  put('index.html', PAGE)
  put('main.js', MAIN)
  put('name.js', "export const name = 'first'\n")
  put('style.css', 'h1 { color: red }\n')
  const behind = http.createServer((req, res) => res.end(`behind ${req.url} ${req.headers.host}`))
  const target = `http://127.0.0.1:${await listen(behind)}`
  const vite = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    cacheDir: join(folder, '.cache'),
    server: {
      port: 0,
      host: '127.0.0.1',
      proxy: { '/api': { target, changeOrigin: true } },
      watch: { usePolling: true, interval: 20 },
    },
  })
  await vite.listen()
  const { port } = vite.httpServer.address()
  const say = lane('client')
  const kept = await connect(port)
  for (const target of ['/', '/main.js', '/name.js', '/style.css', '/nowhere.js']) {
    const answer = await kept.ask('GET', target, { Host: 'localhost', Accept: target === '/' ? 'text/html' : '*/*' })
    // The modules' addresses hold the time of their last change, and so do their tags and lengths.
    const lines = answer.lines.filter((line) => !/^(?:etag|content-length):/i.test(line))
    tell(
      say,
      { ...answer, lines },
      answer.body
        .toString()
        .split('\n')[0]
        .replace(/\?t=\d+/, ''),
    )
  }
  const { field } = await kept.ask('GET', '/name.js', { Host: 'localhost' })
  say('again', (await kept.ask('GET', '/name.js', { Host: 'localhost', 'If-None-Match': field('etag') })).start)
  kept.destroy()
  tell(say, await askOnce(port, 'GET', '/api/x', { Host: 'localhost' }))
  say('another host', (await askOnce(port, 'GET', '/', { Host: 'evil.test' })).start)

  const client = await askOnce(port, 'GET', '/@vite/client', { Host: 'localhost' })
  const [, token] = /wsToken = "([^"]+)"/.exec(client.body.toString())
  const hot = lane('hot')
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${token}`, 'vite-hmr')
  await waitFor(socket, hot, 'connected')
  const styled = waitFor(socket, hot, 'update')
  put('style.css', 'h1 { color: blue }\n')
  await styled
  const changed = waitFor(socket, hot, 'update')
  put('name.js', "export const name = 'second'\n")
  await changed
  hot((await askOnce(port, 'GET', '/name.js?t=1', { Host: 'localhost' })).body.toString().split('\n')[0])
  const reloaded = waitFor(socket, hot, 'full-reload')
  put('index.html', PAGE.replace('app', 'changed'))
  await reloaded
  const refused = new WebSocket(`ws://127.0.0.1:${port}/?token=wrong`, 'vite-hmr', { origin: 'http://evil.test' })
  hot('refused', ...(await once(refused, 'error')))
  socket.close()
  await vite.close()
  await close(behind)
  rmSync(folder, { recursive: true })
})
