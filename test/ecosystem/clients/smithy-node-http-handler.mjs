// @smithy/node-http-handler, through which the AWS SDK sends: requests, uploads with Expect: 100-continue, streams,
// timeouts, aborts, its own agents, https.

import https from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest } from '@smithy/protocol-http'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

async function tell(say, what, handler, request, options) {
  try {
    const { response } = await handler.handle(new HttpRequest(request), options)
    const body = await text(response.body).catch((error) => `body: ${error.code}`)
    say(what, response.statusCode, response.reason, response.headers, body.length > 300 ? body.length : body)
  } catch (error) {
    say(what, 'failed:', error)
  }
}

await program('@smithy/node-http-handler', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const at = (path, rest) => ({ protocol: 'http:', hostname: '127.0.0.1', port: origin.port, path, ...rest })
  const handler = new NodeHttpHandler({ httpAgent: { maxSockets: 2 }, connectionTimeout: 1000, requestTimeout: 0 })
  await tell(say, 'get', handler, at('/json', { query: { a: 'b c', list: ['1', '2'] } }))
  for (const path of ['/packed', '/missing', '/empty', '/stream', '/large', '/close', '/cookie']) {
    await tell(say, path, handler, at(path))
  }
  const put = { method: 'PUT', headers: { 'content-length': '4' } }
  await tell(say, 'text', handler, at('/object', { ...put, body: 'text' }))
  await tell(say, 'bytes', handler, at('/object', { ...put, body: new Uint8Array([65, 66, 67, 68]) }))
  await tell(say, 'stream', handler, at('/object', { method: 'PUT', body: Readable.from(['one ', 'two']) }))
  const expecting = { method: 'PUT', headers: { Expect: '100-continue', 'content-length': '10000' } }
  await tell(say, 'expect', handler, at('/object', { ...expecting, body: Buffer.alloc(10_000, 'x') }))
  await tell(say, 'several', handler, at('/json'))
  const both = Array.from({ length: 6 }, () => handler.handle(new HttpRequest(at('/json'))))
  const answers = await Promise.all(both.map(async (one) => text((await one).response.body)))
  say('at once', answers.length, new Set(answers).size, 'connections', origin.connections())
  const hasty = new NodeHttpHandler({ requestTimeout: 200, throwOnRequestTimeout: true })
  await tell(say, 'timeout', hasty, at('/slow'))
  await tell(say, 'socket timeout', new NodeHttpHandler({ socketTimeout: 200 }), at('/slow'))
  await tell(say, 'cut', handler, at('/cut'))
  await tell(say, 'reset', handler, at('/reset'))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  await tell(say, 'aborted', handler, at('/slow'), { abortSignal: controller.signal })
  await tell(say, 'nobody', handler, { protocol: 'http:', hostname: '127.0.0.1', port: 1, path: '/' })
  handler.destroy()
  hasty.destroy()
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  const safe = new NodeHttpHandler({ httpsAgent: new https.Agent({ keepAlive: true, ca: certificate }) })
  await tell(say, 'https', safe, { protocol: 'https:', hostname: 'localhost', port: secure.port, path: '/json' })
  safe.destroy()
  await secure.close()
})
