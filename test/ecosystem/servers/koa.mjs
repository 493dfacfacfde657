// Koa with its router: middleware around each other, streams, errors, cookies, its own respond handling.

import http from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import Router from '@koa/router'
import Koa from 'koa'
import { program } from '../support/program.mjs'
import { askOnce, close, connect, listen, tell } from '../support/wire.mjs'

function makeApp(say, watch) {
  const app = new Koa({ keys: ['a secret'] })
  const router = new Router()
  app.on('error', (error) => say('app error', error))
  app.use(async (ctx, next) => {
    say(`${ctx.method} ${ctx.url} ${ctx.host} ${ctx.ip}`)
    watch(ctx.res, ['finish', 'close'], say)
    await next()
    ctx.set('X-Answer', `${ctx.status} ${ctx.length}`)
  })
  router.get('/users/:id', (ctx) => {
    ctx.body = { id: ctx.params.id, query: { ...ctx.query } }
  })
  router.get('/empty', (ctx) => {
    ctx.status = 204
  })
  router.get('/cookie', (ctx) => {
    ctx.cookies.set('seen', 'yes', { signed: true })
    ctx.body = ctx.cookies.get('who') ?? 'nobody'
  })
  router.get('/old', (ctx) => ctx.redirect('/users/1'))
  router.get('/stream', (ctx) => {
    ctx.type = 'text'
    ctx.body = Readable.from(['a', 'b', 'c'])
  })
  router.get('/broken-stream', (ctx) => {
    ctx.body = new Readable({
      read() {
        this.push('x')
        setTimeout(() => this.destroy(new Error('the disk is gone')), 10)
        this._read = () => {}
      },
    })
  })
  router.get('/throws', (ctx) => ctx.throw(400, 'not like that', { expose: true }))
  router.get('/fails', () => {
    throw new Error('a secret reason')
  })
  router.get('/raw', (ctx) => {
    ctx.respond = false
    ctx.res.writeHead(200, 'Fine', { 'X-By': 'hand' })
    ctx.res.end('by hand')
  })
  router.get('/response', (ctx) => {
    ctx.body = new Response('a web response', { status: 203, headers: { 'x-web': '1' } })
  })
  router.post('/echo', async (ctx) => {
    const chunks = []
    for await (const chunk of ctx.req) chunks.push(chunk)
    ctx.body = Buffer.concat(chunks)
    ctx.type = ctx.get('content-type')
  })
  return app.use(router.routes()).use(router.allowedMethods())
}

await program('koa', async ({ lane, watch }) => {
  const server = http.createServer(makeApp(lane('server'), watch).callback())
  const port = await listen(server)
  const say = lane('client')
  for (const target of [
    '/users/7?a=1&a=2',
    '/empty',
    '/old',
    '/stream',
    '/throws',
    '/fails',
    '/raw',
    '/response',
    '/no',
  ]) {
    tell(say, await askOnce(port, 'GET', target))
  }
  tell(say, await askOnce(port, 'GET', '/cookie', { Cookie: 'who=Ada' }))
  tell(say, await askOnce(port, 'HEAD', '/users/7'))
  tell(say, await askOnce(port, 'PATCH', '/users/7'))
  tell(say, await askOnce(port, 'POST', '/echo', { 'Content-Type': 'text/csv' }, 'a,b\n'.repeat(1000)))
  await askOnce(port, 'GET', '/broken-stream').catch((error) => say(error.message.replace(/\\r\\nDate.*$/, '')))
  const kept = await connect(port)
  for (const target of ['/users/1', '/stream', '/empty', '/users/2']) tell(say, await kept.ask('GET', target))
  kept.destroy()
  await sleep(150)
  await close(server)
})
