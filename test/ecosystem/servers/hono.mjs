// @hono/node-server: web requests and responses made of http's; streams, errors, aborts, server-sent events.

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { stream, streamSSE } from 'hono/streaming'
import { program } from '../support/program.mjs'
import { askRoutes } from '../support/route-requests.mjs'
import { askOnce, close, connect, multipart, tell } from '../support/wire.mjs'

function makeApp(say) {
  const app = new Hono()
  app.get('/users/:id', (c) => c.json({ id: c.req.param('id'), query: c.req.query() }))
  app.post('/users', async (c) => c.json(await c.req.json(), 201))
  app.get('/old', (c) => c.redirect('/users/1'))
  app.get('/stream', (c) =>
    stream(c, async (out) => {
      for (const part of ['one ', 'two']) {
        await out.write(part)
        await out.sleep(5)
      }
    }),
  )
  app.get('/events', (c) => streamSSE(c, (out) => out.writeSSE({ data: 'hello', event: 'greeting', id: '1' })))
  app.get('/cookie', (c) => {
    setCookie(c, 'seen', 'yes', { httpOnly: true })
    return c.json(getCookie(c))
  })
  app.get('/throws', () => {
    throw new Error('a secret reason')
  })
  app.post('/upload', async (c) => {
    const { file } = await c.req.parseBody()
    return c.text(`${file.name} ${file.size}`)
  })
  app.post('/echo', (c) => new Response(c.req.raw.body, { headers: { 'X-Incoming': c.env.incoming.httpVersion } }))
  app.get('/waits', (c) => {
    c.req.raw.signal.addEventListener('abort', () => say('aborted'))
    return stream(c, async (out) => {
      out.onAbort(() => say('stream aborted'))
      await out.write('wait')
      await out.sleep(100)
    })
  })
  app.onError((error, c) => {
    say('onError', error.name)
    return c.text('failed', 500)
  })
  return app
}

await program('@hono/node-server', async ({ lane }) => {
  const say = lane('server')
  const server = await new Promise((resolve) => {
    const made = serve({ fetch: makeApp(say).fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made))
  })
  const { port } = server.address()
  await askRoutes(port, lane('client'))
  const more = lane('more')
  tell(more, await askOnce(port, 'GET', '/events'))
  const { type, body } = multipart([{ name: 'file', file: 'p.png', value: 'p'.repeat(50_000) }])
  tell(more, await askOnce(port, 'POST', '/upload', { 'Content-Type': type }, body))
  tell(more, await askOnce(port, 'POST', '/echo', {}, 'x'.repeat(100_000)))
  const leaving = await connect(port)
  leaving.send('GET /waits HTTP/1.1\r\nHost: a\r\n\r\n')
  await leaving.until('wait')
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
  await close(server)
})
