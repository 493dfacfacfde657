// got: its events and timings, redirects, cookies, retries, timeouts at each phase, streams, agents, https.

import http from 'node:http'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import got from 'got'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, asking) {
  try {
    const { statusCode, headers, body, redirectUrls = [], retryCount, timings } = await asking
    const { phases } = timings
    const known = Object.keys(phases).filter((name) => phases[name] !== undefined)
    say(what, statusCode, headers, typeof body === 'string' ? body.slice(0, 60) : body, redirectUrls.length, retryCount)
    say('  phases', known.join(' '))
  } catch (error) {
    say(what, 'failed:', error, error.response?.statusCode ?? '')
  }
}

async function streams(client, say) {
  let text = ''
  const collect = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  const source = client.stream('stream')
  for (const name of ['request', 'response', 'end', 'close', 'redirect']) source.on(name, () => say('stream ·', name))
  await pipeline(source, collect)
  say('stream', text)
  const up = client.stream.put('echo')
  let answer = ''
  await pipeline(Readable.from(['a'.repeat(1000), 'b'.repeat(1000)]), up, async (chunks) => {
    for await (const chunk of chunks) answer += chunk
  })
  say('up', answer, up.uploadProgress.percent, up.downloadProgress.percent)
}

await program('got', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const agent = { http: new http.Agent({ keepAlive: true, maxSockets: 1 }) }
  const client = got.extend({ prefixUrl: origin.url, agent, retry: { limit: 0 } })
  for (const target of ['json', 'old', 'packed', 'missing', 'empty', 'stream', 'close', 'large', 'broken-packed']) {
    await tell(say, target, client.get(target))
  }
  await tell(say, 'json back', client.post('echo', { json: { name: 'Ada' }, responseType: 'json' }))
  await tell(say, 'form', client.post('echo', { form: { a: 1, b: 'x y' } }))
  await tell(say, '303', client.post('see-other', { body: 'gone' }))
  await tell(say, '307', client.post('keep-method', { body: 'again' }))
  await tell(say, 'auth', client.get('auth', { username: 'me', password: 'secret' }))
  await tell(
    say,
    'retries',
    client.get('flaky', { retry: { limit: 4, calculateDelay: ({ computedValue }) => computedValue && 1 } }),
  )
  say('connections', origin.connections())
  await streams(client, say)
  await tell(say, 'response timeout', client.get('slow', { timeout: { response: 200 } }))
  await tell(say, 'request timeout', client.get('slow-body', { timeout: { request: 200 } }))
  await tell(say, 'read timeout', client.get('slow-body', { timeout: { socket: 200 } }))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  await tell(say, 'aborted', client.get('slow', { signal: controller.signal }))
  await tell(say, 'cut', client.get('cut'))
  await tell(say, 'reset', client.get('reset'))
  await tell(say, 'nobody', got('http://127.0.0.1:1/', { retry: { limit: 0 } }))
  agent.http.destroy()
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  await tell(say, 'https', got(`${secure.url}/json`, { https: { certificateAuthority: certificate } }))
  await tell(say, 'not trusted', got(`${secure.url}/json`, { retry: { limit: 0 } }))
  await secure.close()
})
