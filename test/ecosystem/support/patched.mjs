// What a program with a patched http is asked: through the names that it imported, and through others' hands.

import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'

/** Makes a request of the usual kind, and puts on the lane which of its events came, in their order. */
export function ask(say, what, url, { body, ...options } = {}) {
  return new Promise((resolve) => {
    const module = url.startsWith('https') ? https : http
    const request = module.request(url, options)
    for (const name of ['socket', 'finish', 'response', 'abort', 'timeout', 'close']) {
      request.on(name, () => say(`  · ${name}`))
    }
    request.on('close', resolve)
    request.on('error', (error) => say(`${what} failed:`, error))
    request.on('response', async (response) => {
      const answer = await text(response).catch((error) => `body: ${error.code}`)
      say(what, response.statusCode, response.rawHeaders, answer.slice(0, 100), response.complete)
    })
    request.end(body)
  })
}
