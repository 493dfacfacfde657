// Requests that get no socket, of the built-in module or of ours: what they are before anything is sent.
import type http from 'node:http'
import type { RequestOptions } from '../../src/client/request-options.ts'
import nethttp from '../../src/http.ts'

/** Our module, as the built-in is declared. */
export const here = nethttp as unknown as typeof http

/** Members that are not in the declarations. */
interface Inside {
  _header: string | null
  _implicitHeader(): void
  _last: boolean
  _ended: boolean
  timeoutCb: unknown
  upgradeOrConnect: boolean
  parser: unknown
}

export type SocketlessRequest = http.ClientRequest & Inside

/** A request that gets no socket. */
export function socketlessRequest(
  module: typeof http,
  options: RequestOptions,
  agent?: http.AgentOptions,
): SocketlessRequest {
  let given: object = { createConnection: () => undefined, ...options }
  if (agent !== undefined) {
    const its = new module.Agent(agent)
    its.createConnection = (() => undefined) as never
    given = { ...options, agent: its }
  }
  const request = module.request(given as http.RequestOptions) as SocketlessRequest
  return request.on('error', () => {}) as SocketlessRequest
}
