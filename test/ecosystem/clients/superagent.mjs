// superagent: its chain of calls, an agent with cookies, uploads, redirects, retries, timeouts, piping, abort.

import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import superagent from 'superagent'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, asking) {
  try {
    const response = await asking
    const { status, type, headers, redirects, body } = response
    const seen = Buffer.isBuffer(body) ? body.length : body
    say(what, status, type, headers, redirects, seen, response.text?.slice(0, 80))
  } catch (error) {
    say(what, 'failed:', error, error.status ?? '', error.timeout ?? '')
  }
}

await program('superagent', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const at = (target) => `${origin.url}${target}`
  await tell(say, 'query', superagent.get(at('/json')).query({ q: 'a b', n: 1 }).set('X-Mine', 'yes'))
  for (const target of ['/old', '/packed', '/missing', '/fails', '/empty', '/stream', '/large', '/close']) {
    await tell(say, target, superagent.get(at(target)))
  }
  await tell(say, 'json', superagent.post(at('/echo')).send({ name: 'Ada' }).send({ age: 36 }))
  await tell(say, 'form', superagent.post(at('/echo')).type('form').send({ a: 1 }))
  await tell(say, 'see other', superagent.post(at('/see-other')).send({ a: 1 }))
  await tell(say, 'head', superagent.head(at('/json')))
  const upload = superagent.post(at('/echo')).field('title', 'a picture')
  await tell(say, 'upload', upload.attach('file', Buffer.alloc(50_000, 'p'), 'p.png'))
  await tell(say, 'auth', superagent.get(at('/auth')).auth('me', 'secret'))
  const agent = superagent.agent()
  await tell(say, 'cookie set', agent.get(at('/cookie')))
  await tell(say, 'cookie sent', agent.get(at('/cookie')))
  await tell(say, 'retried', superagent.get(at('/flaky')).retry(3))
  await tell(say, 'response timeout', superagent.get(at('/slow')).timeout({ response: 200 }))
  await tell(say, 'deadline', superagent.get(at('/slow-body')).timeout({ deadline: 200 }))
  await tell(say, 'cut', superagent.get(at('/cut')))
  await tell(say, 'reset', superagent.get(at('/reset')))
  await tell(say, 'circle', superagent.get(at('/circle')).redirects(2))
  const through = new PassThrough()
  superagent.get(at('/stream')).pipe(through)
  say('piped', await text(through))
  const aborted = superagent.get(at('/slow'))
  aborted.on('abort', () => say('abort event'))
  aborted.end(() => say('never called'))
  setTimeout(() => aborted.abort(), 200)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await tell(say, 'nobody', superagent.get('http://127.0.0.1:1/'))
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  await tell(say, 'https', superagent.get(`${secure.url}/json`).ca(certificate))
  await secure.close()
})
