// `http.setGlobalProxyFromEnv`: sends the requests of both global agents by way of proxies.

import { validateObject } from '../node/validators.ts'
import { httpGlobalAgent, httpsGlobalAgent } from './global-agent.ts'
import { hasProxy, type ProxyEnv } from './proxy-config.ts'

/**
 * Acts on the agents of this package; `fetch` has settings of its own.
 * @param proxyEnv HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or small letters
 * @returns what brings back the agents of before
 * @throws ERR_INVALID_ARG_TYPE, ERR_PROXY_INVALID_CONFIG; nothing is changed then
 */
export function setGlobalProxyFromEnv(proxyEnv: ProxyEnv = process.env): () => void {
  validateObject(proxyEnv, 'proxyEnv')
  hasProxy(proxyEnv, 'https:')
  const restoreHttp = httpGlobalAgent.useProxy(proxyEnv)
  const restoreHttps = httpsGlobalAgent.useProxy(proxyEnv)
  return () => {
    restoreHttp()
    restoreHttps()
  }
}
