// http-proxy-agent: it rewrites the path and the head of requests that are already made (`_header`, `outputData`).

import { HttpProxyAgent } from 'http-proxy-agent'
import { program } from '../support/program.mjs'
import { startHttpProxy } from '../support/proxies.mjs'
import { get, withOrigins } from '../support/proxy-requests.mjs'

await program('http-proxy-agent', (tools) =>
  withOrigins(tools, async ({ lane }, { plain }) => {
    const proxy = await startHttpProxy(lane('proxy'), { secret: 'me:secret' })
    const say = lane('client')
    const agent = new HttpProxyAgent(`http://me:secret@127.0.0.1:${proxy.port}`, { headers: { 'X-Through': 'proxy' } })
    for (const target of ['/json?a=b', '/stream', '/missing']) await get(say, `${plain.url}${target}`, { agent })
    await get(say, `${plain.url}/json`, { agent, method: 'POST', headers: { 'Content-Length': 0 } })
    const kept = new HttpProxyAgent(`http://me:secret@127.0.0.1:${proxy.port}`, { keepAlive: true })
    for (let count = 0; count < 2; count += 1) await get(say, `${plain.url}/json`, { agent: kept })
    kept.destroy()
    await get(say, `${plain.url}/json`, { agent: new HttpProxyAgent(`http://127.0.0.1:${proxy.port}`) })
    await get(say, `${plain.url}/json`, { agent: new HttpProxyAgent('http://127.0.0.1:1') })
    await proxy.close()
  }),
)
