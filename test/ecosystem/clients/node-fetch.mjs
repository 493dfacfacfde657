// node-fetch 3: bodies of all kinds, redirects by mode, streams with their ends cut off, aborts, agents by URL.

import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import fetch, { Blob, FormData } from 'node-fetch'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, asking) {
  try {
    const response = await asking
    const text = await response.text()
    say(what, response.status, response.statusText, response.redirected, [...response.headers])
    say('  ', text.length > 300 ? text.length : text)
  } catch (error) {
    say(what, 'failed:', error, error.type)
  }
}

await program('node-fetch', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const agent = new http.Agent({ keepAlive: true })
  const get = (target, options) => tell(say, target, fetch(`${origin.url}${target}`, { agent, ...options }))
  for (const target of ['/json', '/old', '/packed', '/missing', '/empty', '/stream', '/cookie', '/large', '/close']) {
    await get(target)
  }
  await get('/echo', { method: 'POST', body: 'text ü' })
  await get('/echo', { method: 'POST', body: new URLSearchParams({ a: '1' }) })
  await get('/echo', { method: 'PATCH', body: Readable.from(['one ', 'two']), headers: { 'X-Two': ['a', 'b'] } })
  const form = new FormData()
  form.set('title', 'a picture')
  form.set('file', new Blob(['p'.repeat(50_000)], { type: 'image/png' }), 'p.png')
  await get('/echo', { method: 'POST', body: form })
  await get('/see-other', { method: 'POST', body: 'x' })
  await get('/keep-method', { method: 'POST', body: 'again' })
  await get('/old', { redirect: 'manual' })
  await get('/old', { redirect: 'error' })
  await get('/circle', { follow: 2 })
  await get('/broken-packed')
  await get('/cut')
  await get('/reset')
  await get('/slow', { signal: AbortSignal.timeout(200) })
  const controller = new AbortController()
  const response = await fetch(`${origin.url}/slow-body`, { signal: controller.signal })
  setTimeout(() => controller.abort(), 200)
  await tell(say, 'aborted in the body', Promise.resolve(response))
  await tell(say, 'nobody', fetch('http://127.0.0.1:1/'))
  say('connections', origin.connections())
  agent.destroy()
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  const byUrl = ({ protocol }) => (protocol === 'https:' ? new https.Agent({ ca: certificate }) : undefined)
  await tell(say, 'https', fetch(`${secure.url}/json`, { agent: byUrl }))
  await tell(say, 'not trusted', fetch(`${secure.url}/json`))
  await secure.close()
})
