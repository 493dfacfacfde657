// `http.request` and `http.get`, and the global agent of http.

import { LIMITS } from '../protocol/limits.ts'
import { Agent } from './agent.ts'
import { ClientRequest } from './client-request.ts'
import { httpGlobalAgent } from './global-agent.ts'
import type { RequestOptions, ResponseListener } from './request-options.ts'

httpGlobalAgent.makeWith((proxyEnv) => {
  const timeout = LIMITS.globalAgentTimeoutMs.value
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout, proxyEnv }) as never
})

/** @returns the request, to be written and ended */
export function request(
  url: string | URL | RequestOptions,
  options?: RequestOptions | ResponseListener,
  callback?: ResponseListener,
): ClientRequest {
  return new ClientRequest(url, options, callback)
}

/** A request without a body, ended already. */
export function get(
  url: string | URL | RequestOptions,
  options?: RequestOptions | ResponseListener,
  callback?: ResponseListener,
): ClientRequest {
  const made = request(url, options, callback)
  made.end()
  return made
}
