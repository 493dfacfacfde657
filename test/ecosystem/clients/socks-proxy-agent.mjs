// socks-proxy-agent: names and addresses over SOCKS 5, with and without TLS inside, kept connections.

import { SocksProxyAgent } from 'socks-proxy-agent'
import { program } from '../support/program.mjs'
import { startSocksProxy } from '../support/proxies.mjs'
import { get, withOrigins } from '../support/proxy-requests.mjs'

await program('socks-proxy-agent', (tools) =>
  withOrigins(tools, async ({ lane }, { plain, secure }) => {
    const proxy = await startSocksProxy(lane('proxy'))
    const say = lane('client')
    const agent = new SocksProxyAgent(`socks5h://127.0.0.1:${proxy.port}`)
    await get(say, `${plain.url.replace('localhost', '127.0.0.1')}/json`, { agent })
    for (const target of ['/json', '/stream', '/reset']) await get(say, `${secure.url}${target}`, { agent })
    const kept = new SocksProxyAgent(`socks5h://127.0.0.1:${proxy.port}`, { keepAlive: true })
    for (let count = 0; count < 2; count += 1) await get(say, `${plain.url}/json`, { agent: kept })
    kept.destroy()
    await get(say, 'http://127.0.0.1:1/', { agent })
    await get(say, `${plain.url}/json`, { agent: new SocksProxyAgent('socks5h://127.0.0.1:1') })
    await proxy.close()
  }),
)
