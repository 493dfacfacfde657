// @elastic/transport with its HttpConnection, the one on node:http: requests, bulk bodies, packed answers, retries,
// timeouts, aborts, its events.

import { HttpConnection, Transport, WeightedConnectionPool } from '@elastic/transport'
import { startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, asking) {
  try {
    const { statusCode, headers, body, meta, warnings } = await asking
    say(what, statusCode, headers, body, meta.attempts, meta.aborted, warnings)
  } catch (error) {
    say(what, 'failed:', error, error.meta?.statusCode ?? '')
  }
}

await program('@elastic/transport', async ({ lane }) => {
  const say = lane('client')
  const events = lane('events')
  const origin = await startOrigin(lane('origin'))
  const pool = new WeightedConnectionPool({ Connection: HttpConnection })
  pool.addConnection(origin.url)
  const transport = new Transport({ connectionPool: pool, maxRetries: 2, requestTimeout: 5000, compression: true })
  for (const name of ['serialization', 'request', 'deserialization', 'response']) {
    transport.diagnostic.on(name, (error, result) => events(name, result?.meta.request.params?.path, error?.name ?? ''))
  }
  const ask = (what, params, options) => tell(say, what, transport.request(params, { meta: true, ...options }))
  await ask('get', { method: 'GET', path: '/json', querystring: { pretty: true } })
  await ask('search', { method: 'POST', path: '/_search', body: { query: { match_all: {} } } })
  await ask('bulk', { method: 'POST', path: '/_bulk', bulkBody: [{ index: {} }, { a: 1 }, { index: {} }, { b: 2 }] })
  await ask('head', { method: 'HEAD', path: '/json' })
  await ask('missing', { method: 'GET', path: '/missing' })
  await ask('ignored', { method: 'GET', path: '/missing' }, { ignore: [404] })
  await ask('packed', { method: 'GET', path: '/packed' })
  await ask('stream', { method: 'GET', path: '/stream' })
  await ask('retried', { method: 'GET', path: '/flaky' })
  await ask('timeout', { method: 'GET', path: '/slow' }, { requestTimeout: 200, maxRetries: 0 })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  await ask('aborted', { method: 'GET', path: '/slow' }, { signal: controller.signal })
  await ask('reset', { method: 'GET', path: '/reset' }, { maxRetries: 1 })
  await ask('cut', { method: 'GET', path: '/cut' }, { maxRetries: 0 })
  say('connections', origin.connections())
  await pool.empty()
  await origin.close()
})
