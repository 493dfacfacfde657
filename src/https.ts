// `nethttp/https`: what `node:https` exports. Re-exports and nothing else.

import { Agent } from './tls/https-agent.ts'
import { get, getGlobalAgent, request, setGlobalAgent } from './tls/https-requests.ts'
import { createServer, Server } from './tls/https-server.ts'
import { kVersion, VERSION } from './version.ts'

const https = {
  Agent,
  get globalAgent() {
    return getGlobalAgent()
  },
  set globalAgent(agent) {
    setGlobalAgent(agent)
  },
  Server,
  createServer,
  get,
  request,
}
Object.defineProperty(https, kVersion, { value: VERSION })
export default https
