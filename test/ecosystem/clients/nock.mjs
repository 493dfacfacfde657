// nock: it takes http's place while it is active, lets through what it may, and puts everything back.

import http from 'node:http'
import axios from 'axios'
import got from 'got'
import nock from 'nock'
import { startOrigin } from '../support/origin.mjs'
import { ask } from '../support/patched.mjs'
import { program } from '../support/program.mjs'

await program('nock', async ({ lane }) => {
  const say = lane('client')
  const before = { request: http.request, get: http.get, ClientRequest: http.ClientRequest }
  const origin = await startOrigin(lane('origin'))
  nock.disableNetConnect()
  nock('http://api.test').get('/users/1').reply(200, { id: 1 }, { 'X-Mocked': 'yes' })
  await ask(say, 'mocked', 'http://api.test/users/1')
  nock('http://api.test', { reqheaders: { authorization: /^Bearer/ } })
    .post('/users', { name: 'Ada' })
    .query({ full: 1 })
    .reply(201, (uri, body) => ({ uri, body }))
  await ask(say, 'posted', 'http://api.test/users?full=1', {
    method: 'POST',
    headers: { Authorization: 'Bearer x', 'Content-Type': 'application/json' },
    body: '{"name":"Ada"}',
  })
  nock('https://safe.test').get('/').reply(302, undefined, { Location: '/there' }).get('/there').reply(200, 'there')
  say('axios', (await axios.get('https://safe.test/', { adapter: 'http' })).data)
  nock('http://api.test').get('/').times(2).reply(503).get('/').reply(200, 'third')
  const retried = await got('http://api.test/', {
    retry: { limit: 3, calculateDelay: ({ computedValue }) => computedValue && 1 },
  })
  say('got', retried.body, retried.retryCount)
  nock('http://api.test')
    .get('/error')
    .replyWithError(Object.assign(new Error('pulled'), { code: 'ECONNRESET' }))
  await ask(say, 'error', 'http://api.test/error')
  await ask(say, 'not mocked', 'http://api.test/other')
  await ask(say, 'forbidden', `${origin.url}/json`)
  nock.enableNetConnect('localhost')
  await ask(say, 'let through', `${origin.url}/json`)
  nock('http://api.test').get('/late').delay(30).reply(200, 'late')
  await ask(say, 'late', 'http://api.test/late')
  const scope = nock('http://api.test').get('/never').reply(200)
  say('pending', scope.isDone(), nock.pendingMocks())
  nock.cleanAll()
  nock.restore()
  say(
    'lifted',
    Object.keys(before).filter((name) => http[name] === before[name]),
  )
  await ask(say, 'real again', `${origin.url}/stream`)
  await origin.close()
})
