// `https.request`, `https.get` and the global agent of https.

import { ClientRequest } from '../client/client-request.ts'
import { httpsGlobalAgent } from '../client/global-agent.ts'
import { type RequestOptions, type ResponseListener, requestArguments } from '../client/request-options.ts'
import { LIMITS } from '../protocol/limits.ts'
import { Agent } from './https-agent.ts'

httpsGlobalAgent.makeWith((proxyEnv) => {
  const timeout = LIMITS.globalAgentTimeoutMs.value
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout, proxyEnv }) as never
})

export function getGlobalAgent(): Agent {
  return httpsGlobalAgent.current as never
}

export function setGlobalAgent(agent: Agent): void {
  httpsGlobalAgent.current = agent as never
}

/**
 * Agents made with agent-base (http-proxy-agent, https-proxy-agent, socks-proxy-agent, …) are used for http and https
 * alike, and tell which it is by a line of the stack with `node:https:` in it: the name of this function.
 */
const named = {
  'node:https:request'(options: RequestOptions, callback: ResponseListener | undefined): ClientRequest {
    return new ClientRequest(options, callback)
  },
}

/** As `http.request`, by default with the global agent of https. */
export function request(...args: unknown[]): ClientRequest {
  const { options, callback } = requestArguments(args[0], args[1], args[2])
  options._defaultAgent = httpsGlobalAgent.current
  return named['node:https:request'](options, callback)
}

export function get(input: unknown, options?: unknown, callback?: unknown): ClientRequest {
  const made = request(input, options, callback)
  made.end()
  return made
}
