// axios with its node adapter: JSON, forms, uploads, redirects, packed bodies, timeouts, cancelling, agents, progress.

import http from 'node:http'
import https from 'node:https'
import axios from 'axios'
import FormData from 'form-data'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

/** What a user has in hand behind a request, be it a response or an error. */
async function tell(say, what, asking) {
  try {
    const { status, statusText, headers, data } = await asking
    say(what, status, statusText, { ...headers }, typeof data === 'string' && data.length > 500 ? data.length : data)
  } catch (error) {
    say(what, 'failed:', error, error.response?.status ?? '', error.response?.data ?? '')
  }
}

await program('axios', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
  const client = axios.create({ baseURL: origin.url, httpAgent: agent, adapter: 'http' })
  for (const target of ['/json', '/old', '/packed', '/missing', '/empty', '/stream', '/close', '/cookie', '/large']) {
    await tell(say, target, client.get(target, { params: target === '/json' ? { q: 'a b', list: [1, 2] } : {} }))
  }
  await tell(say, 'post', client.post('/echo', { name: 'Ada', tags: ['ü'] }))
  await tell(say, 'form', client.post('/echo', new URLSearchParams({ a: '1', b: 'x y' })))
  await tell(say, '307', client.post('/keep-method', { again: true }))
  await tell(say, 'auth', client.get('/auth', { auth: { username: 'me', password: 'secret' } }))
  await tell(say, 'head', client.head('/json'))
  say('connections', origin.connections())

  const form = new FormData()
  form.append('title', 'a picture')
  form.append('file', Buffer.alloc(100_000, 'p'), { filename: 'p.png' })
  let uploaded = 0
  await tell(
    say,
    'upload',
    client.put('/echo', form, {
      onUploadProgress: ({ loaded }) => {
        uploaded = loaded
      },
    }),
  )
  say('uploaded all', uploaded > 100_000)

  const { data: stream } = await client.get('/stream', { responseType: 'stream' })
  let text = ''
  for await (const chunk of stream) text += chunk
  say('stream', text)

  await tell(say, 'circle', client.get('/circle', { maxRedirects: 3 }))
  await tell(say, 'timeout', client.get('/slow', { timeout: 200 }))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  await tell(say, 'aborted', client.get('/slow', { signal: controller.signal }))
  await tell(say, 'cut', client.get('/cut'))
  await tell(say, 'reset', client.get('/reset'))
  await tell(say, 'too long', client.get('/large', { maxContentLength: 1000 }))
  await tell(say, 'nobody', axios.get('http://127.0.0.1:1/'))
  agent.destroy()
  await origin.close()

  const secure = await startOrigin(lane('secure origin'), { secure: true })
  await tell(say, 'https', axios.get(`${secure.url}/json`, { httpsAgent: new https.Agent({ ca: certificate }) }))
  await tell(say, 'not trusted', axios.get(`${secure.url}/json`))
  await secure.close()
})
