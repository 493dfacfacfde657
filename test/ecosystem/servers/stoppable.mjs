// stoppable: it counts requests by the server's own events and ends idle connections when it is told to stop.

import http from 'node:http'
import stoppable from 'stoppable'
import { program } from '../support/program.mjs'
import { connect, listen, tell } from '../support/wire.mjs'

await program('stoppable', async ({ lane }) => {
  const say = lane('client')
  const server = stoppable(
    http.createServer((req, res) => {
      if (req.url === '/quick') res.end('quick')
      else setTimeout(() => res.end('finished'), req.url === '/stuck' ? 5000 : 250).unref()
    }),
    600,
  )
  const port = await listen(server)
  const idle = await connect(port)
  tell(say, await idle.ask('GET', '/quick'))
  tell(say, await idle.ask('GET', '/quick'))
  const running = await connect(port)
  const answer = running.ask('GET', '/late')
  const stuck = await connect(port)
  stuck.send('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const stopped = new Promise((resolve) => server.stop((error, isGraceful) => resolve([error, isGraceful])))
  await idle.rest()
  say('the idle one ended at once', idle.isEnded, 'the others go on', running.isEnded, stuck.isEnded)
  tell(say, await answer)
  say('stopped', await stopped)
  for (const wire of [running, stuck]) say('rest', (await wire.rest()).toString(), wire.isEnded)
})
