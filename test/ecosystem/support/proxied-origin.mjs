// What stands behind a proxy under test: pages, echoes, a redirect, cookies, a web socket; and what is asked of it.

import { once } from 'node:events'
import http from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { askOnce, connect, listen, tell } from './wire.mjs'

export async function startBehind(say) {
  const server = http.createServer((req, res) => {
    const fields = req.rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${req.rawHeaders[at + 1]}` : []))
    say(req.method, req.url, fields)
    if (req.url.endsWith('/old')) return res.writeHead(302, { Location: `http://${req.headers.host}/new` }).end()
    if (req.url.endsWith('/cookie')) res.setHeader('Set-Cookie', 'a=1; Domain=behind.test; Path=/')
    if (req.url.endsWith('/hints')) res.writeEarlyHints({ link: '</a.css>; rel=preload' })
    if (req.url.endsWith('/cut')) return res.write('half', () => res.destroy())
    if (req.url.endsWith('/waits')) {
      res.on('close', () => say('the one behind sees the end', res.writableFinished))
      return res.write('wait')
    }
    if (req.url.endsWith('/page')) return res.setHeader('Content-Type', 'text/html').end('<p>behind</p>')
    req.pipe(res)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, { url }) => socket.on('message', (text) => socket.send(`${url} says ${text}`)))
  return { server, port: await listen(server) }
}

export async function askThrough(port, say, prefix = '') {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  await ask('GET', `${prefix}/page?a=b`, { 'X-Mine': 'yes', 'Accept-Encoding': 'br' })
  await ask('HEAD', `${prefix}/page`)
  await ask('POST', `${prefix}/echo`, { 'Content-Type': 'text/plain' }, 'x'.repeat(100_000))
  await ask('PUT', `${prefix}/echo`, { 'Transfer-Encoding': 'chunked' }, '3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n')
  await ask('DELETE', `${prefix}/echo`)
  for (const target of ['/old', '/cookie']) await ask('GET', `${prefix}${target}`)
  const cut = await connect(port)
  cut.send(`GET ${prefix}/cut HTTP/1.1\r\nHost: a\r\n\r\n`)
  await cut.until('half')
  await new Promise((resolve) => setTimeout(resolve, 150))
  // http-proxy leaves the client waiting; so it is not the end that is asked for, but whether there is one.
  say('cut off behind the proxy, ended:', cut.isEnded)
  cut.destroy()
  let kept = await connect(port)
  for (let count = 0; count < 3; count += 1) {
    const answer = await kept.ask('GET', `${prefix}/page`)
    tell(say, answer)
    if (answer.field('connection') === 'close') kept = await connect(port)
  }
  kept.send(`GET ${prefix}/waits HTTP/1.1\r\nHost: a\r\n\r\n`)
  await kept.until('wait')
  kept.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
}

export async function talkThrough(port, say, path) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  await once(socket, 'open')
  for (const text of ['hello', 'x'.repeat(70_000)]) {
    socket.send(text)
    const [answer] = await once(socket, 'message')
    say(answer.toString().slice(0, 40), answer.length)
  }
  socket.close(1000)
  say(...(await once(socket, 'close')).slice(0, 1))
}
