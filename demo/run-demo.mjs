// The demo from beginning to end: a server, some requests to it, then the page until a signal comes.
// Knows the order of things; what is asked stands in exchanges/, what is answered in server/.

import { readFileSync } from 'node:fs'
import http from 'nethttp'
import { exchanges } from './exchanges/index.mjs'
import { listen } from './listen.mjs'
import { formatExchange } from './report/format-exchange.mjs'
import { styleFor } from './report/style-for.mjs'
import { createDemoServer } from './server/create-demo-server.mjs'
import { onStopSignal } from './stop-signal.mjs'
import { trackSockets } from './track-sockets.mjs'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** @throws when the port cannot be had */
export async function runDemo({ env = process.env, output = process.stdout } = {}) {
  const style = styleFor(output, env)
  const print = (text) => output.write(`${text}\n`)
  const server = createDemoServer()
  const sockets = trackSockets(server)
  const port = await listen(server, env.PORT)
  const agent = new http.Agent({ keepAlive: true })

  const stopped = onStopSignal(output)
  stopped.addEventListener('abort', () => {
    server.close()
    agent.destroy()
    sockets.destroyAll()
  })

  print(`\n${style.bold(`nethttp ${version}`)} on Node ${process.versions.node}`)
  const failures = await showExchanges({ server, port, agent }, { print, style, stopped })
  if (failures > 0) process.exitCode = 1
  if (stopped.aborted) return
  print(`\n${style.bold(`http://127.0.0.1:${port}/`)} is yours to try; Ctrl-C ends it.`)
  await closeOf(server)
  print(`\nended by ${stopped.reason}: the server is closed, no connection is open`)
}

/** Runs one exchange after the other. One that fails is shown as failed and does not keep the next from running. */
async function showExchanges(context, { print, style, stopped }) {
  let failures = 0
  for (const [index, exchange] of exchanges.entries()) {
    print(`\n${style.bold(`${index + 1}  ${exchange.title}`)}`)
    try {
      print(formatExchange(await exchange.run(context), style))
    } catch (error) {
      if (stopped.aborted) return failures
      failures++
      print(`   ${style.red('✗ failed:')} ${error.message}${error.code ? ` (${error.code})` : ''}`)
    }
  }
  return failures
}

function closeOf(server) {
  return new Promise((resolve) => server.once('close', resolve))
}
