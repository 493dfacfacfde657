// http-proxy-middleware in an Express app: path rewriting, filters, changed answers, web sockets, errors.

import http from 'node:http'
import express from 'express'
import { createProxyMiddleware, fixRequestBody, responseInterceptor } from 'http-proxy-middleware'
import { program } from '../support/program.mjs'
import { askThrough, startBehind, talkThrough } from '../support/proxied-origin.mjs'
import { askOnce, close, listen, tell } from '../support/wire.mjs'

await program('http-proxy-middleware', async ({ lane }) => {
  const behind = await startBehind(lane('behind'))
  const target = `http://127.0.0.1:${behind.port}`
  const app = express()
  const chat = createProxyMiddleware({ target, ws: true, pathFilter: '/chat' })
  app.use(chat)
  app.use('/parsed', express.json(), createProxyMiddleware({ target, on: { proxyReq: fixRequestBody } }))
  app.use(
    '/changed',
    createProxyMiddleware({
      target,
      selfHandleResponse: true,
      on: { proxyRes: responseInterceptor(async (buffer) => buffer.toString().toUpperCase()) },
    }),
  )
  app.use('/nobody', createProxyMiddleware({ target: 'http://127.0.0.1:1' }))
  app.use(
    '/api',
    createProxyMiddleware({
      target,
      changeOrigin: true,
      xfwd: true,
      pathRewrite: { '^/page': '/v2/page' },
      router: { 'other.test': target },
    }),
  )
  const server = http.createServer(app)
  server.on('upgrade', chat.upgrade)
  const port = await listen(server)
  const say = lane('client')
  await askThrough(port, say, '/api')
  tell(say, await askOnce(port, 'GET', '/changed/page'))
  tell(say, await askOnce(port, 'POST', '/parsed/echo', { 'Content-Type': 'application/json' }, '{"a": 1}'))
  tell(say, await askOnce(port, 'GET', '/nobody/'))
  await talkThrough(port, lane('web socket'), '/chat')
  await close(server)
  await close(behind.server)
})
