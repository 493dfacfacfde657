// `nethttp/https`: what `node:https` exports. Re-exports and nothing else.

import { Agent } from './tls/https-agent.ts'
import { get, getGlobalAgent, request, setGlobalAgent } from './tls/https-requests.ts'
import { createServer, Server } from './tls/https-server.ts'

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
export default https
