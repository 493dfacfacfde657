// http-terminator: it ends a server, letting requests under way finish, by `socket._httpMessage` and `headersSent`.

import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createHttpTerminator } from 'http-terminator'
import { program } from '../support/program.mjs'
import { connect, listen, tell } from '../support/wire.mjs'

const fixture = (name) => readFileSync(new URL(`../../fixtures/localhost-${name}.pem`, import.meta.url))

function handle(req, res) {
  if (req.url === '/quick') return res.end('quick')
  if (req.url === '/begun') res.write('begun, ')
  setTimeout(() => res.end('finished'), req.url === '/stuck' ? 5000 : 250).unref()
}

async function terminate(say, server, options = {}) {
  const port = await listen(server)
  const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: 600 })
  const idle = await connect(port, options)
  tell(say, await idle.ask('GET', '/quick'))
  const silent = await connect(port, options)
  const running = await connect(port, options)
  const running2 = await connect(port, options)
  const stuck = await connect(port, options)
  const answer = running.ask('GET', '/late')
  const answer2 = running2.ask('GET', '/begun')
  stuck.send('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const startedAtMs = performance.now()
  const ended = terminator.terminate()
  tell(say, await answer)
  tell(say, await answer2)
  await ended
  const tookMs = performance.now() - startedAtMs
  say('waited for the stuck one', tookMs > 500 && tookMs < 2000, 'listening', server.listening)
  for (const wire of [idle, silent, running, running2, stuck]) say('rest', (await wire.rest()).toString(), wire.isEnded)
}

await program('http-terminator', async ({ lane }) => {
  await terminate(lane('http'), http.createServer(handle))
  const options = { key: fixture('key'), cert: fixture('cert') }
  await terminate(lane('https'), https.createServer(options, handle), { tls: { ca: fixture('cert') } })
})
