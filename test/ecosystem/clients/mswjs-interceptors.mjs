// @mswjs/interceptors: requests answered by hand, seen and let through, aborted; the patch lifted again.

import http from 'node:http'
import https from 'node:https'
import { ClientRequestInterceptor } from '@mswjs/interceptors/ClientRequest'
import { certificate, startOrigin } from '../support/origin.mjs'
import { ask } from '../support/patched.mjs'
import { program } from '../support/program.mjs'

await program('@mswjs/interceptors', async ({ lane }) => {
  const say = lane('client')
  const seen = lane('interceptor')
  const before = [http.request, http.get, https.request, https.get]
  const origin = await startOrigin(lane('origin'))
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  const interceptor = new ClientRequestInterceptor()
  interceptor.on('request', async ({ request, controller }) => {
    const { pathname, hostname } = new URL(request.url)
    seen('request', request.method, hostname, pathname, await request.clone().text())
    if (pathname === '/mocked')
      controller.respondWith(Response.json({ mocked: true }, { status: 201, headers: { 'X-A': '1' } }))
    if (pathname === '/network-error') controller.respondWith(Response.error())
    if (pathname === '/error') controller.errorWith(Object.assign(new Error('mine'), { code: 'MINE' }))
  })
  interceptor.on('response', async ({ response, isMockedResponse }) => {
    seen('response', response.status, isMockedResponse, await response.clone().text())
  })
  interceptor.apply()
  await ask(say, 'mocked', 'http://api.test/mocked')
  await ask(say, 'posted', 'https://api.test/mocked', { method: 'POST', body: 'a body' })
  await ask(say, 'network error', 'http://api.test/network-error')
  await ask(say, 'error', 'http://api.test/error')
  await ask(say, 'through', `${origin.url}/json`)
  await ask(say, 'through with a body', `${origin.url}/echo`, { method: 'POST', body: 'sent' })
  await ask(say, 'stream', `${origin.url}/stream`)
  await ask(say, 'through https', `${secure.url}/json`, { ca: certificate })
  await ask(say, 'kept', `${origin.url}/json`, { agent: new http.Agent({ keepAlive: false }) })
  await ask(say, 'nobody', 'http://127.0.0.1:1/')
  interceptor.dispose()
  const after = [http.request, http.get, https.request, https.get]
  say(
    'lifted',
    after.map((one, at) => one === before[at]),
  )
  await ask(say, 'real again', `${origin.url}/mocked`)
  await origin.close()
  await secure.close()
})
