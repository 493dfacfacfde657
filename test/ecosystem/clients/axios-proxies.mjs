// axios and proxies: by its own option, by HTTP_PROXY in the environment, and where Node looks at that as well
// (NODE_USE_ENV_PROXY): axios reads the version of Node to know which of the two it is.

import { execFile } from 'node:child_process'
import https from 'node:https'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import axios from 'axios'
import { certificate } from '../support/origin.mjs'
import { program } from '../support/program.mjs'
import { startHttpProxy } from '../support/proxies.mjs'
import { withOrigins } from '../support/proxy-requests.mjs'

const file = fileURLToPath(new URL('../hooks/axios-get.mjs', import.meta.url))

async function inAProcess(url, env) {
  const args = [...process.execArgv, '--no-warnings', file, url]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ...env },
    timeout: 15_000,
  })
  return stdout.trim()
}

await program('axios', (tools) =>
  withOrigins(tools, async ({ lane }, { plain, secure }) => {
    const say = lane('client')
    const proxy = await startHttpProxy(lane('proxy'))
    const option = { protocol: 'http', host: '127.0.0.1', port: proxy.port }
    say('option', (await axios.get(`${plain.url}/json`, { proxy: option })).data)
    const httpsAgent = new https.Agent({ ca: certificate })
    say('option, https', (await axios.get(`${secure.url}/json`, { proxy: option, httpsAgent })).data)
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`
    say('environment', await inAProcess(`${plain.url}/json`, { HTTP_PROXY }))
    say('and Node', await inAProcess(`${plain.url}/json`, { HTTP_PROXY, NODE_USE_ENV_PROXY: '1' }))
    say(
      'not for this host',
      await inAProcess(`${plain.url}/json`, { HTTP_PROXY, NO_PROXY: 'localhost', NODE_USE_ENV_PROXY: '1' }),
    )
    await proxy.close()
  }),
)
