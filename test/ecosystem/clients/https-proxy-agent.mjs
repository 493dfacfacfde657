// https-proxy-agent: tunnels, with TLS inside, refused, kept, to nobody.

import { HttpsProxyAgent } from 'https-proxy-agent'
import { program } from '../support/program.mjs'
import { startHttpProxy } from '../support/proxies.mjs'
import { get, withOrigins } from '../support/proxy-requests.mjs'

await program('https-proxy-agent', (tools) =>
  withOrigins(tools, async ({ lane }, { plain, secure }) => {
    const proxy = await startHttpProxy(lane('proxy'), { secret: 'me:secret' })
    const say = lane('client')
    const agent = new HttpsProxyAgent(`http://me:secret@127.0.0.1:${proxy.port}`)
    agent.on('proxyConnect', ({ statusCode }) => say('proxyConnect', statusCode))
    for (const target of ['/json', '/stream', '/cut']) await get(say, `${secure.url}${target}`, { agent })
    await get(say, `${plain.url}/json`, { agent })
    const kept = new HttpsProxyAgent(`http://me:secret@127.0.0.1:${proxy.port}`, { keepAlive: true })
    for (let count = 0; count < 3; count += 1) await get(say, `${secure.url}/json`, { agent: kept })
    say('connections', secure.connections())
    kept.destroy()
    await get(say, `${secure.url}/json`, { agent: new HttpsProxyAgent(`http://127.0.0.1:${proxy.port}`) })
    await get(say, `${secure.url}/json`, { agent, ca: undefined })
    await get(say, `${secure.url}/json`, { agent: new HttpsProxyAgent('http://127.0.0.1:1') })
    await get(say, 'https://127.0.0.1:1/', { agent })
    await proxy.close()
  }),
)
