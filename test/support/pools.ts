// Agents whose connections are pairs of streams, answered by a script.
import type { Duplex } from 'node:stream'
import { Agent, type AgentOptions } from '../../src/client/agent.ts'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { RequestOptions } from '../../src/client/request-options.ts'
import { duplexPair } from './duplex-pair.ts'
import { RawConnection } from './raw.ts'

export interface Pool {
  agent: Agent
  /** The connections made, in order: what the client has, what the server sees, and what was asked for. */
  sockets: Duplex[]
  peers: RawConnection[]
  connectOptions: Record<string, unknown>[]
}

/** An agent with its connections in memory. */
export function poolOf(options: AgentOptions = {}): Pool {
  const agent = new Agent(options)
  const pool: Pool = { agent, sockets: [], peers: [], connectOptions: [] }
  agent.createConnection = (given) => {
    const [socket, far] = duplexPair()
    pool.sockets.push(socket)
    // Who is hung up on hangs up.
    far.once('end', () => far.end())
    pool.peers.push(new RawConnection(far))
    pool.connectOptions.push(given as Record<string, unknown>)
    return socket
  }
  return pool
}

/** A request of an agent, ended; its answer is read to the end. */
export function requestOf({ agent }: Pool, options: RequestOptions = {}): ClientRequest {
  const request = new ClientRequest({ host: 'a', agent: agent as never, ...options })
  request.on('response', (response) => response.resume())
  request.on('error', () => {})
  request.end()
  return request
}

/** How many sockets are in use, are free, and requests wait. */
export function countsOf({ agent }: Pool): { used: number; free: number; waiting: number; total: number } {
  const count = (set: Record<string, unknown[] | undefined>) =>
    Object.values(set).reduce((sum, list) => sum + (list?.length ?? 0), 0)
  return {
    used: count(agent.sockets),
    free: count(agent.freeSockets),
    waiting: count(agent.requests),
    total: agent.totalSocketCount,
  }
}
