// Which agents serve requests that name none, one for each protocol. A program may replace them, or say by which
// proxies they go, also before their module is loaded. Must not know how agents work.

import { isEnvProxyUsed } from '../node/command-line.ts'
import { hasProxy, type ProxyEnv } from './proxy-config.ts'
import type { AgentLike } from './request-options.ts'

type AgentFactory = (proxyEnv: ProxyEnv | undefined) => AgentLike

export class GlobalAgent {
  /** There from when the module of the protocol is loaded. */
  current: AgentLike | undefined = undefined
  private readonly protocol: string
  private make: AgentFactory | undefined = undefined
  private proxyEnv: ProxyEnv | undefined = isEnvProxyUsed() ? process.env : undefined

  constructor(protocol: string) {
    this.protocol = protocol
  }

  /**
   * Told by the module of the protocol as it is loaded.
   * @throws ERR_PROXY_INVALID_CONFIG
   */
  makeWith(make: AgentFactory): void {
    if (this.proxyEnv !== undefined) hasProxy(this.proxyEnv, this.protocol)
    this.make = make
    this.current = make(this.proxyEnv)
  }

  /**
   * From now on an agent goes by these settings, if they name a proxy for the protocol.
   * @returns what brings back the agent of before
   */
  useProxy(proxyEnv: ProxyEnv): () => void {
    if (!hasProxy(proxyEnv, this.protocol)) return () => {}
    const { current: agentBefore, proxyEnv: envBefore } = this
    this.proxyEnv = proxyEnv
    this.current = this.make?.(proxyEnv)
    return () => {
      this.proxyEnv = envBefore
      // The module may have been loaded since.
      this.current = agentBefore ?? this.make?.(envBefore)
    }
  }
}

export const httpGlobalAgent = new GlobalAgent('http:')
export const httpsGlobalAgent = new GlobalAgent('https:')

export function getGlobalAgent(): AgentLike {
  return httpGlobalAgent.current as AgentLike
}

export function setGlobalAgent(agent: AgentLike): void {
  httpGlobalAgent.current = agent
}
