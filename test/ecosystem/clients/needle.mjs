// needle: promises, callbacks and streams; redirects, packed bodies, cookies, digest challenges, multipart, timeouts.

import http from 'node:http'
import { text } from 'node:stream/consumers'
import needle from 'needle'
import { startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, asking) {
  try {
    const { statusCode, statusMessage, headers, body, cookies } = await asking
    const seen = Buffer.isBuffer(body) ? (body.length > 300 ? body.length : body.toString()) : body
    say(what, statusCode, statusMessage, headers, cookies ?? '', seen)
  } catch (error) {
    say(what, 'failed:', error)
  }
}

await program('needle', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const agent = new http.Agent({ keepAlive: true })
  const ask = (method, target, data, options) =>
    tell(say, `${method} ${target}`, needle(method, `${origin.url}${target}`, data, { agent, ...options }))
  for (const target of ['/json', '/packed', '/missing', '/empty', '/stream', '/cookie', '/large', '/close', '/old']) {
    await ask('get', target, null, { compressed: true })
  }
  await ask('get', '/json', { q: 'a b' }, {})
  await ask('get', '/old', null, { follow_max: 2, follow_set_cookies: true })
  await ask('get', '/circle', null, { follow_max: 2 })
  await ask('post', '/echo', { name: 'Ada' }, { json: true })
  await ask('post', '/echo', 'a=1&b=2', {})
  await ask('put', '/echo', Buffer.alloc(2000, 'x'), { content_type: 'application/x' })
  const file = { buffer: Buffer.alloc(1000, 'p'), filename: 'p.png', content_type: 'image/png' }
  await ask('post', '/echo', { title: 'a picture', file }, { multipart: true })
  await ask('head', '/json', null, {})
  await ask('get', '/auth', null, { username: 'me', password: 'secret' })
  await ask('get', '/auth', null, { username: 'me', password: 'secret', auth: 'auto' })
  await ask('get', '/cookie', null, { cookies: { a: '1' } })
  await ask('get', '/slow', null, { response_timeout: 200 })
  await ask('get', '/slow-body', null, { read_timeout: 200 })
  // needle itself never calls back when an answer is cut off; only its stream tells.
  await ask('get', '/reset', null, {})
  const stream = needle.get(`${origin.url}/stream`, { agent })
  for (const name of ['header', 'headers', 'done', 'response']) stream.on(name, () => say('stream ·', name))
  say('stream', await text(stream))
  await tell(say, 'nobody', needle('get', 'http://127.0.0.1:1/'))
  say('connections', origin.connections())
  agent.destroy()
  await origin.close()
})
