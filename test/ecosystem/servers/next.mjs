// Next.js in production behind a server of one's own: pages made before and on request, streamed pages, routes,
// static files packed and cached, redirects.

import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { program } from '../support/program.mjs'
import { askOnce, close, connect, listen, tell } from '../support/wire.mjs'

process.env.NODE_ENV = 'production'
process.env.NEXT_TELEMETRY_DISABLED = '1'

await program('next', async ({ lane }) => {
  const { default: next } = await import('next')
  const app = next({ dev: false, dir: fileURLToPath(new URL('../apps/next', import.meta.url)) })
  await app.prepare()
  const server = http.createServer(app.getRequestHandler())
  const port = await listen(server)
  const say = lane('client')
  const ask = async (...request) => {
    const answer = await askOnce(port, ...request)
    const text = answer.body.toString()
    tell(say, answer, /<h1>.*?<\/h1>|<p>late<\/p>/.exec(text)?.[0] ?? text.slice(0, 60))
    return answer
  }
  const home = await ask('GET', '/')
  await ask('GET', '/', { 'If-None-Match': home.field('etag') })
  await ask('HEAD', '/')
  await ask('GET', '/users/7', { Cookie: 'who=Ada' })
  await ask('GET', '/users/7', { RSC: '1' })
  for (const target of ['/slow', '/old', '/nowhere', '/api/stream', '/_next/static/none.js']) await ask('GET', target)
  await ask('POST', '/api/echo', { 'Content-Type': 'application/json' }, '{"name":"ü"}')
  await ask('POST', '/api/echo', { 'Content-Type': 'application/json' }, '{"broken"')
  await ask('GET', '/api/echo')
  const [script] = /\/_next\/static\/[^"]+\.js/.exec(home.body.toString())
  const packed = await askOnce(port, 'GET', script, { 'Accept-Encoding': 'gzip' })
  tell(say, packed, `${gunzipSync(packed.body).length} bytes unpacked`)
  await ask('GET', script, { Range: 'bytes=0-9' })
  const kept = await connect(port)
  for (const target of ['/', '/users/1', '/api/stream']) say((await kept.ask('GET', target)).start)
  kept.destroy()
  const leaving = await connect(port)
  leaving.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await leaving.until('\r\n\r\n')
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
  await close(server)
  await app.close()
})
