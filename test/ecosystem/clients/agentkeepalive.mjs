// agentkeepalive: it extends http.Agent and counts by its underscored members and its sockets' events.

import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import Agent from 'agentkeepalive'
import { certificate, startOrigin } from '../support/origin.mjs'
import { program } from '../support/program.mjs'

function get(url, agent, options = {}) {
  return new Promise((resolve) => {
    const request = (url.startsWith('https') ? https : http).get(url, { agent, ...options })
    request.on('error', (error) => resolve(`failed: ${error.code} ${error.message}`))
    request.on('response', async (response) => {
      const body = await text(response).catch((error) => error.code)
      resolve(`${response.statusCode} ${body} reused ${request.reusedSocket}`)
    })
  })
}

/** The counters, and whether sockets lie in the pool; names of origins hold ports, so only their number counts. */
function state(agent) {
  const { freeSockets, sockets, requests, ...counters } = agent.getCurrentStatus()
  const sum = (lists) => Object.values(lists).reduce((total, count) => total + count, 0)
  return { ...counters, free: sum(freeSockets), busy: sum(sockets), waiting: sum(requests) }
}

await program('agentkeepalive', async ({ lane }) => {
  const say = lane('client')
  const origin = await startOrigin(lane('origin'))
  const agent = new Agent({ maxSockets: 2, maxFreeSockets: 1, timeout: 500, freeSocketTimeout: 150 })
  for (let count = 0; count < 3; count += 1) say(await get(`${origin.url}/json`, agent), state(agent))
  const several = await Promise.all(Array.from({ length: 5 }, () => get(`${origin.url}/json`, agent)))
  say(several.sort(), 'connections', origin.connections())
  await sleep(20)
  say('idle', state(agent), agent.statusChanged, agent.statusChanged)
  await sleep(250)
  say('after the free socket timeout', state(agent))
  say('again', await get(`${origin.url}/json`, agent), state(agent))
  say('timeout', await get(`${origin.url}/slow`, agent, { timeout: 200 }), state(agent))
  say('reset', await get(`${origin.url}/reset`, agent), state(agent))
  say('close', await get(`${origin.url}/close`, agent))
  await sleep(20)
  say(state(agent))
  const short = new Agent({ socketActiveTTL: 60, timeout: 200 })
  say(await get(`${origin.url}/json`, short))
  await sleep(100)
  say('behind its lifetime', await get(`${origin.url}/json`, short), state(short))
  say('socket timeout', await get(`${origin.url}/slow`, short), state(short))
  agent.destroy()
  short.destroy()
  await origin.close()
  const secure = await startOrigin(lane('secure origin'), { secure: true })
  const safe = new Agent.HttpsAgent({ ca: certificate })
  for (let count = 0; count < 2; count += 1) say(await get(`${secure.url}/json`, safe), state(safe))
  safe.destroy()
  await secure.close()
})
