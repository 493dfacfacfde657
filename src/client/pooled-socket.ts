// The agent's listeners on a socket of its pool: module-level functions that find the agent by the socket.

import type { Agent } from './agent.ts'
import type { ClientSocket } from './client-connection.ts'
import { kContext } from './client-internals.ts'

const kAgent: unique symbol = Symbol('nethttp.agent')
const kOptions: unique symbol = Symbol('nethttp.agentOptions')

/** When a free socket's server may close it, by its own words. */
export const kUsableUntilMs: unique symbol = Symbol('nethttp.usableUntilMs')

export type PooledSocket = ClientSocket & {
  [kAgent]?: Agent
  [kOptions]?: object
  [kUsableUntilMs]?: number
  ref?(): void
  unref?(): void
}

export function adoptSocket(agent: Agent, socket: PooledSocket, options: object): void {
  socket[kAgent] = agent
  socket[kOptions] = options
  socket.on('free', socketOnFree)
  socket.on('close', socketOnClose)
  socket.on('timeout', socketOnTimeout)
  socket.on('agentRemove', socketOnRemove)
}

/** What the socket was connected with. */
export function connectOptionsOfSocket(socket: PooledSocket): object {
  return socket[kOptions] as object
}

/**
 * Whether the socket, when it is free, goes to a request that waits and knows our listeners (the built-in's, with an
 * agent of ours, does not), and nobody but the agent looks at it on the way.
 */
export function isAwaited(socket: PooledSocket): boolean {
  const agent = socket[kAgent]
  if (agent === undefined || socket.listenerCount('free') > 1 || agent.listenerCount('free') > 1) return false
  const name = (socket[kOptions] as { _agentKey?: string })._agentKey
  return name !== undefined && agent.requests[name]?.[0]?.[kContext] !== undefined
}

function socketOnFree(this: PooledSocket): void {
  this[kAgent]?.emit('free', this, this[kOptions])
}

/** The one place where sockets leave the agent; every error of a socket ends here. */
function socketOnClose(this: PooledSocket): void {
  const agent = this[kAgent] as Agent
  agent.totalSocketCount--
  agent.removeSocket(this, this[kOptions] as object)
}

/** A free socket that has waited long enough is closed. One in use belongs to its request. */
function socketOnTimeout(this: PooledSocket): void {
  const { freeSockets } = this[kAgent] as Agent
  if (Object.values(freeSockets).some((sockets) => sockets?.includes(this))) this.destroy()
}

/** Somebody keeps the socket for good (upgrades do): it leaves the pool and stays open. */
function socketOnRemove(this: PooledSocket): void {
  const agent = this[kAgent] as Agent
  agent.totalSocketCount--
  agent.removeSocket(this, this[kOptions] as object)
  this.removeListener('close', socketOnClose)
  this.removeListener('free', socketOnFree)
  this.removeListener('timeout', socketOnTimeout)
  this.removeListener('agentRemove', socketOnRemove)
}

/** A free socket fails: it goes, and nobody else is concerned. */
export function freeSocketOnError(this: PooledSocket): void {
  this.destroy()
  this.emit('agentRemove')
}
