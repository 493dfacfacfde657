// follow-redirects, in the place of http: it wraps http.request and passes its events on.

import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import followRedirects from 'follow-redirects'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

const { http, https } = followRedirects
const EVENTS = ['abort', 'aborted', 'connect', 'error', 'socket', 'timeout', 'finish', 'close']

function ask(say, what, module, url, options, body, more = () => {}) {
  return new Promise((resolve) => {
    const request = module.request(url, options, async (response) => {
      say(what, response.statusCode, new URL(response.responseUrl).pathname, response.redirects.length)
      say('  ', await text(response).catch((error) => `body: ${error.code}`))
      resolve()
    })
    for (const name of EVENTS) {
      request.on(name, (value) => {
        say(`  · ${name}`, value instanceof Error ? value : '')
        if (name === 'error') resolve()
      })
    }
    more(request)
    request.end(body)
  })
}

await program('follow-redirects', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const at = (target) => `${origin.url}${target}`
  await ask(say, 'plain', http, at('/json'), {})
  await ask(say, 'redirect', http, at('/old'), { headers: { Authorization: 'Basic x' } })
  await ask(say, '303', http, at('/see-other'), { method: 'POST', headers: { 'Content-Type': 'text/plain' } }, 'gone')
  await ask(say, '307', http, at('/keep-method'), { method: 'POST' }, 'again')
  await ask(say, 'circle', http, at('/circle'), { maxRedirects: 3 })
  await ask(say, 'not followed', http, at('/old'), { followRedirects: false })
  await ask(say, 'too much', http, at('/echo'), { method: 'POST', maxBodyLength: 10 }, 'more than ten bytes')
  await ask(say, 'tracked', http, at('/old'), {
    trackRedirects: true,
    beforeRedirect: (options, { statusCode }) => say('  before', options.path, statusCode),
  })
  await ask(say, 'timeout', http, at('/slow'), {}, undefined, (request) => {
    request.setTimeout(200, () => request.destroy(new Error('too slow')))
  })
  await ask(say, 'reset', http, at('/reset'), {})
  await ask(say, 'cut', http, at('/cut'), {})
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  await ask(say, 'https', https, `${secure.url}/old`, { ca: certificate })
  await secure.close()
  const wrapped = followRedirects.wrap({ http: createRequire(import.meta.url)('node:http') })
  say(Object.keys(wrapped).sort())
})
