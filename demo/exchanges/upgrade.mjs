// Leaving HTTP: the client asks for another protocol, the server agrees, and the socket is theirs.

import { once } from 'node:events'
import http from 'nethttp'
import { headOf } from '../report/head-of.mjs'
import { LIMIT_MS } from './ask.mjs'

export const upgrade = {
  title: 'An upgrade to another protocol',
  async run({ server, port }) {
    const seen = once(server, 'upgrade')
    const req = http.get({
      host: '127.0.0.1',
      port,
      path: '/shout',
      headers: { Connection: 'Upgrade', Upgrade: 'shout' },
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    const [res, socket] = await once(req, 'upgrade')
    const said = 'is anybody there?'
    socket.write(said)
    const [heard] = await once(socket, 'data')
    const ended = once(socket.resume(), 'close')
    socket.end()
    await ended
    const [received] = await seen
    return [
      { request: headOf(received) },
      { response: headOf(res) },
      {
        facts: [
          ['then, no HTTP', `→ ${said}`],
          ['', `← ${heard}`],
        ],
      },
    ]
  },
}
