// What the agents for proxies are asked to do: plain and secure requests, one refused, one to nobody.

import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { certificate, startOrigin } from './origin.mjs'

export function get(say, url, options) {
  return new Promise((resolve) => {
    const request = (url.startsWith('https') ? https : http).get(url, { ca: certificate, ...options })
    request.on('close', () => say('  · close'))
    request.on('error', (error) => {
      say('failed:', error)
      resolve()
    })
    request.on('response', async (response) => {
      const body = await text(response).catch((error) => error.code)
      say(response.statusCode, response.rawHeaders, body, `reused ${request.reusedSocket}`)
      resolve()
    })
  })
}

/** @param {(tools: object, origins: { plain: object, secure: object }) => Promise<void>} run */
export async function withOrigins(tools, run) {
  const plain = await startOrigin(tools.lane('origin'))
  const secure = await startOrigin(tools.lane('secure origin'), { secure: true })
  try {
    await run(tools, { plain, secure })
  } finally {
    await plain.close()
    await secure.close()
  }
}
