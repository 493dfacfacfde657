// The free sockets of an agent: which may stay and how long, and which is taken. Decides; the agent acts.

import { nowMs } from '../node/clock.ts'
import type { Agent } from './agent.ts'
import { kUsableUntilMs, type PooledSocket } from './pooled-socket.ts'

/** Lists by the name of an origin; an empty one is taken out. */
export type ByOrigin<T> = Record<string, T[] | undefined>

/** Whether a socket whose exchange is over may wait for another request. */
export function canKeep(agent: Agent, socket: PooledSocket, name: string): boolean {
  const request = socket._httpMessage
  if (!request?.shouldKeepAlive || !agent.keepAlive) return false
  const freeCount = agent.freeSockets[name]?.length ?? 0
  const count = freeCount + (agent.sockets[name]?.length ?? 0)
  return (
    agent.totalSocketCount <= agent.maxTotalSockets && count <= agent.maxSockets && freeCount < agent.maxFreeSockets
  )
}

/**
 * How long the server says that it keeps an idle connection (`Keep-Alive: timeout=`, RFC 2068 §19.7.1), less the
 * agent's buffer: it must not close just when a request is on its way. Infinity when it says nothing.
 */
export function announcedMs(agent: Agent, hint: string | undefined): number {
  const seconds = hint === undefined ? undefined : /^timeout=(\d+)/.exec(hint)?.[1]
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000 - agent.agentKeepAliveTimeoutBuffer
}

/** The one that is used next, taken out; those found closed on the way are destroyed. */
export function takeFreeSocket(agent: Agent, name: string): PooledSocket | undefined {
  const free = agent.freeSockets[name]
  if (free === undefined) return undefined
  let socket = takeOne(agent, free)
  for (; socket !== undefined && !isUsable(socket); socket = takeOne(agent, free)) socket.destroy()
  if (free.length === 0) delete agent.freeSockets[name]
  return socket
}

function takeOne(agent: Agent, free: PooledSocket[]): PooledSocket | undefined {
  return agent.scheduling === 'fifo' ? free.shift() : free.pop()
}

/** Not one whose end was seen, though its `close` is yet to come; nor one that its server may be closing just now. */
function isUsable(socket: PooledSocket): boolean {
  const isStale = (socket[kUsableUntilMs] as number) < nowMs()
  return !isStale && !socket.destroyed && socket.writable && !socket.readableEnded
}

/** A list made with its first entry has room for that; one that it is pushed into, for seventeen. */
export function addTo<T>(set: ByOrigin<T>, name: string, entry: T): void {
  const list = set[name]
  if (list === undefined) set[name] = [entry]
  else list.push(entry)
}

export function removeFrom(set: ByOrigin<PooledSocket>, name: string, socket: PooledSocket): void {
  const sockets = set[name]
  const at = sockets?.indexOf(socket) ?? -1
  if (sockets === undefined || at === -1) return
  sockets.splice(at, 1)
  if (sockets.length === 0) delete set[name]
}
