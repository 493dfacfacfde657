// http-proxy: plain and web socket requests through it, its events, changes on the way, errors on both sides.

import http from 'node:http'
import httpProxy from 'http-proxy'
import { program } from '../support/program.mjs'
import { askThrough, startBehind, talkThrough } from '../support/proxied-origin.mjs'
import { askOnce, close, connect, listen, tell } from '../support/wire.mjs'

await program('http-proxy', async ({ lane }) => {
  const say = lane('proxy')
  const behind = await startBehind(lane('behind'))
  const target = `http://127.0.0.1:${behind.port}`
  const agent = new http.Agent({ keepAlive: true })
  const proxy = httpProxy.createProxyServer({
    target,
    ws: true,
    xfwd: true,
    autoRewrite: true,
    cookieDomainRewrite: 'app.test',
    agent,
  })
  proxy.on('proxyReq', (request, { url }) => {
    request.setHeader('X-Through', 'proxy')
    say('proxyReq', url)
  })
  proxy.on('proxyRes', (response, { url }) => say('proxyRes', url, response.statusCode))
  proxy.on('proxyReqWs', (_request, { url }) => say('proxyReqWs', url))
  proxy.on('error', (error, { url }, res) => {
    say('error', url, error)
    if (res.headersSent === false) res.writeHead(502, { 'Content-Type': 'text/plain' })
    res.end('Bad gateway')
  })
  const server = http.createServer((req, res) => {
    if (req.url === '/nobody') proxy.web(req, res, { target: 'http://127.0.0.1:1' })
    else if (req.url === '/ended') proxy.web(req, res, { headers: { 'X-Ended': 'yes' }, changeOrigin: true })
    else proxy.web(req, res)
  })
  server.on('upgrade', (req, socket, head) => proxy.ws(req, socket, head))
  const port = await listen(server)
  await askThrough(port, lane('client'))
  tell(lane('client'), await askOnce(port, 'GET', '/nobody'))
  tell(lane('client'), await askOnce(port, 'GET', '/ended'))
  await talkThrough(port, lane('web socket'), '/chat')
  const leaving = await connect(port)
  leaving.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this')
  await new Promise((resolve) => setTimeout(resolve, 150))
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
  proxy.close()
  agent.destroy()
  await close(server)
  await close(behind.server)
})
