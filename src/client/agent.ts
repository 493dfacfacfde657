// `http.Agent`: keeps connections from request to request, origin by origin, and queues requests that must wait.
//
//   addRequest ─┬─ a free socket of the origin ─▶ reuse
//               ├─ room for another ────────────▶ createSocket
//               └─ else ─▶ requests[origin] ─────▶ when a socket comes free or one closes
//
// Knows sockets as Duplex and requests by `onSocket`; must not know what is sent.

import { EventEmitter } from 'node:events'
import { createConnection, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { callableClass } from '../node/callable-class.ts'
import { nowMs } from '../node/clock.ts'
import { validateNumber, validateOneOf } from '../node/validators.ts'
import { LIMITS } from '../protocol/limits.ts'
import { kContext, kOwnCheck, kProxyConfig, kSendAgain, kTunnel } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { addTo, announcedMs, type ByOrigin, canKeep, removeFrom, takeFreeSocket } from './free-sockets.ts'
import { type OriginOptions, originName, originNameOver } from './origin-name.ts'
import {
  adoptSocket,
  connectOptionsOfSocket,
  freeSocketOnError,
  kUsableUntilMs,
  type PooledSocket,
} from './pooled-socket.ts'
import { type ProxyConfig, type ProxyEnv, proxyConfigFrom } from './proxy-config.ts'
import { connectToProxy } from './proxy-connection.ts'
import type { TunnelSocket } from './proxy-tunnel.ts'
import { connectReading } from './read-buffers.ts'
import { checkHostHeader, type SocketCallback, serverName } from './request-options.ts'
import { awaitTunnel } from './request-socket.ts'

const kKeylogListener = Symbol('nethttp.keylogListener')
const kWaiting: unique symbol = Symbol('nethttp.waiting')

export interface AgentOptions {
  keepAlive?: boolean
  keepAliveMsecs?: number
  maxSockets?: number
  maxTotalSockets?: number
  maxFreeSockets?: number
  scheduling?: 'fifo' | 'lifo'
  timeout?: number
  noDelay?: boolean
  path?: string | null
  defaultPort?: number
  protocol?: string
  agentKeepAliveTimeoutBuffer?: number
  /** Whether a request that can be repeated is, when its kept connection turns out to be closed already. */
  retryOnStaleSocket?: boolean
  proxyEnv?: ProxyEnv | null | undefined
  [option: string]: unknown
}

interface ConnectOptions extends OriginOptions {
  socketPath?: string
  path?: string | null
  servername?: string
  encoding?: null
  _agentKey?: string
  keepAlive?: boolean
  keepAliveInitialDelay?: number
  timeout?: number
}

/** What a queued request waits with. */
interface WaitingRequest extends ClientRequest {
  [kWaiting]?: ConnectOptions | undefined
}

class AgentBody extends EventEmitter {
  declare options: AgentOptions
  declare defaultPort: number
  declare protocol: string
  declare requests: ByOrigin<WaitingRequest>
  declare sockets: ByOrigin<PooledSocket>
  declare freeSockets: ByOrigin<PooledSocket>
  declare keepAliveMsecs: number
  declare keepAlive: boolean
  declare maxSockets: number
  declare maxFreeSockets: number
  declare scheduling: 'fifo' | 'lifo'
  declare maxTotalSockets: number
  declare totalSocketCount: number
  declare agentKeepAliveTimeoutBuffer: number
  declare [kKeylogListener]: ((line: Buffer) => void) | undefined
  declare [kProxyConfig]: ProxyConfig | null
  declare [kSendAgain]: typeof sendAgain | null

  createConnection(...args: unknown[]): Duplex | null | undefined {
    const proxy = this[kProxyConfig]
    if (proxy) {
      const [options, callback] = args as [ConnectOptions, SocketCallback | undefined]
      if (isProxied(this, proxy, options)) return connectToProxy(proxy, options, callback)
    }
    const connect = createConnection as (...args: unknown[]) => Duplex
    // For one exchange it costs more than it saves (bench row `client-connect`: a fiftieth).
    return this.keepAlive ? connectReading(connect, args) : connect(...args)
  }

  getName(options: OriginOptions = {}): string {
    return originName(options)
  }

  /** Finds a socket for a request: now, or when its turn comes. Ends in `request.onSocket`. */
  addRequest(request: WaitingRequest, options: ConnectOptions | string, port?: number, localAddress?: string): void {
    const given =
      typeof options === 'string'
        ? { host: options, port: port as number, localAddress: localAddress as string }
        : options
    const name = nameFor(this, request, given)
    this.sockets[name] ??= []
    const mayShare = this[kOwnCheck](given) === undefined
    if (mayShare && reuseFreeSocket(this, request, name)) return
    const freeCount = this.freeSockets[name]?.length ?? 0
    if (hasRoom(this, name, freeCount)) {
      this.createSocket(request, connectOptionsOf(this, request, given), (error, created) => {
        if (error) request.onSocket(created as PooledSocket | undefined, error)
        else giveSocket(this, request, created as PooledSocket)
      })
    } else {
      request[kWaiting] = given
      addTo(this.requests, name, request)
      // None of the free sockets is for this request, and they take its room.
      if (!mayShare) this.freeSockets[name]?.[0]?.destroy()
    }
  }

  createSocket(request: WaitingRequest, options: ConnectOptions, callback: SocketCallback): void {
    const connectOptions = connectOptionsOf(this, request, options)
    const name = this.getName(connectOptions)
    connectOptions._agentKey = name
    connectOptions.encoding = null
    if (this.keepAlive) {
      connectOptions.keepAlive = this.keepAlive
      connectOptions.keepAliveInitialDelay = this.keepAliveMsecs
    }
    // A tunnel takes time before there is a socket that could have the request's own timeout.
    if (this[kProxyConfig] && request.timeout) connectOptions.timeout = request.timeout
    let isSettled = false
    const settle: SocketCallback = (error, socket) => {
      if (isSettled) return
      isSettled = true
      if (error) {
        callback(error, socket)
        return
      }
      const created = socket as PooledSocket
      addTo(this.sockets, name, created)
      this.totalSocketCount++
      adoptSocket(this, created, connectOptions)
      if (this[kKeylogListener]) created.on('keylog', this[kKeylogListener])
      callback(null, created)
    }
    const socket = this.createConnection(connectOptions, settle)
    if (!socket) return
    const tunnel = (socket as TunnelSocket)[kTunnel]
    if (tunnel) awaitTunnel(request, tunnel)
    else settle(null, socket)
  }

  /** A socket leaves; a request that waited for room may have a new one. */
  removeSocket(socket: PooledSocket, options: OriginOptions): void {
    const name = this.getName(options)
    removeFrom(this.sockets, name, socket)
    if (!socket.writable) removeFrom(this.freeSockets, name, socket)
    connectForWaiting(this, name)
  }

  /** Prepares a socket for the pool. A falsy answer closes it. */
  keepSocketAlive(socket: PooledSocket): boolean {
    const netSocket = socket as Partial<Socket>
    netSocket.setKeepAlive?.(true, this.keepAliveMsecs)
    netSocket.unref?.()
    const usableMs = announcedMs(this, socket._httpMessage?.res?.headers['keep-alive'] as string | undefined)
    if (usableMs <= 0) return false
    // Without a time of the agent's there is no timer: it is enough not to use the socket any more.
    socket[kUsableUntilMs] = nowMs() + usableMs
    const timeoutMs = Math.min(usableMs, this.options.timeout || 0)
    if (socket.timeout !== timeoutMs) socket.setTimeout?.(timeoutMs)
    return true
  }

  reuseSocket(socket: PooledSocket, request: ClientRequest): void {
    request.reusedSocket = true
    // While the socket waited its time may have been shorter, by what the server announced.
    if (socket.timeout) restoreTimeout(this, socket)
    socket.ref?.()
  }

  /** What a connection of these options is checked by that others are not (https): it serves no other requests. */
  [kOwnCheck](_options: object): unknown {
    return undefined
  }

  /** Closes every socket, in use or free. */
  destroy(): void {
    for (const set of [this.freeSockets, this.sockets]) {
      for (const sockets of Object.values(set)) for (const socket of [...(sockets ?? [])]) socket.destroy()
    }
  }
}

/** A connection for the request that waits longest; one that cannot be made is told to its request alone. */
function connectForWaiting(agent: AgentBody, name: string): void {
  const request = agent.requests[name]?.[0] ?? firstWaiting(agent)
  const waiting = request?.[kWaiting]
  if (request === undefined || waiting === undefined) return
  agent.createSocket(request, connectOptionsOf(agent, request, waiting), (error, created) => {
    if (!error) {
      ;(created as PooledSocket).emit('free')
      return
    }
    for (const [origin, queue] of Object.entries(agent.requests)) if (queue?.[0] === request) stopWaiting(agent, origin)
    request.onSocket(created as PooledSocket | undefined, error)
    connectForWaiting(agent, name)
  })
}

/** The request that waits longest for this origin waits no more. */
function stopWaiting(agent: AgentBody, name: string): void {
  const queue = agent.requests[name]
  const request = queue?.shift()
  if (request !== undefined) request[kWaiting] = undefined
  if (queue?.length === 0) delete agent.requests[name]
}

/** The time that the agent's sockets have in use. */
function restoreTimeout(agent: AgentBody, socket: PooledSocket): void {
  const timeoutMs = agent.options.timeout || 0
  if (socket.timeout !== timeoutMs) socket.setTimeout?.(timeoutMs)
}

function hasRoom(agent: AgentBody, name: string, freeCount: number): boolean {
  const count = freeCount + (agent.sockets[name]?.length ?? 0)
  return count < agent.maxSockets && agent.totalSocketCount < agent.maxTotalSockets
}

/** Sends a request anew: it is the first in line when the socket that failed it has left and made room. */
function sendAgain(this: AgentBody, request: WaitingRequest, socket: PooledSocket): void {
  const options = connectOptionsOfSocket(socket) as ConnectOptions
  const name = this.getName(options)
  request[kWaiting] = options
  this.requests[name] ??= []
  this.requests[name].unshift(request)
}

/** The options of a connection: the request's, and over them the agent's. */
function connectOptionsOf(agent: AgentBody, request: ClientRequest, options: ConnectOptions): ConnectOptions {
  const merged: ConnectOptions = { __proto__: null, ...options, ...agent.options } as ConnectOptions
  if (merged.socketPath) merged.path = merged.socketPath
  if (!merged.servername && merged.servername !== '') {
    merged.servername = serverName(merged.host, request.getHeader('host'), isIP)
  }
  return merged
}

export interface AgentConstructor {
  new (options?: AgentOptions): AgentBody
  (options?: AgentOptions): AgentBody
  prototype: AgentBody
  defaultMaxSockets: number
}

function construct(this: unknown, options?: AgentOptions): unknown {
  if (!(this instanceof Agent)) return new Agent(options)
  EventEmitter.call(this as never)
  const agent = this as AgentBody
  agent.options = { __proto__: null, ...options } as unknown as AgentOptions
  const { options: settings } = agent
  settings.noDelay ??= true
  // A path would make `net` connect to a pipe; it is the request's, not the agent's.
  settings.path = null
  agent.defaultPort = settings.defaultPort || 80
  agent.protocol = settings.protocol || 'http:'
  agent.requests = Object.create(null)
  agent.sockets = Object.create(null)
  agent.freeSockets = Object.create(null)
  agent.keepAliveMsecs = settings.keepAliveMsecs || LIMITS.agentKeepAliveMs.value
  agent.keepAlive = settings.keepAlive || false
  agent.maxSockets = settings.maxSockets || Agent.defaultMaxSockets
  agent.maxFreeSockets = settings.maxFreeSockets || LIMITS.agentMaxFreeSockets.value
  agent.scheduling = settings.scheduling || 'lifo'
  agent.maxTotalSockets = settings.maxTotalSockets as number
  agent.totalSocketCount = 0
  agent.agentKeepAliveTimeoutBuffer = isDuration(settings.agentKeepAliveTimeoutBuffer)
    ? settings.agentKeepAliveTimeoutBuffer
    : LIMITS.agentKeepAliveTimeoutBufferMs.value
  agent[kKeylogListener] = undefined
  // Subclasses have accessors for `protocol` that do not work before their own constructor (agent-base).
  agent[kProxyConfig] = settings.proxyEnv ? proxyConfigFrom(settings.proxyEnv, agent.protocol) : null
  agent[kSendAgain] = settings.retryOnStaleSocket ? sendAgain : null
  validateOneOf(agent.scheduling, 'scheduling', ['fifo', 'lifo'])
  if (agent.maxTotalSockets === undefined) agent.maxTotalSockets = Number.POSITIVE_INFINITY
  else validateNumber(agent.maxTotalSockets, 'maxTotalSockets', 1)
  agent.on('free', agentOnFree)
  agent.on('newListener', agentOnNewListener)
  return undefined
}

/** `new Agent(options)`. Events: `free`, `keylog`. */
export const Agent = callableClass<AgentConstructor>('Agent', construct, AgentBody)
export type Agent = AgentBody
Agent.defaultMaxSockets = Number.POSITIVE_INFINITY

function isProxied(agent: AgentBody, proxy: ProxyConfig, options: ConnectOptions | null | undefined): boolean {
  if (agent.protocol !== 'http:' || typeof options !== 'object' || options === null) return false
  return !options.socketPath && proxy.isFor(options.host, options.port)
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value)
}

/** A socket is free: for who waits longest, for the pool, or for nobody. */
function agentOnFree(this: AgentBody, socket: PooledSocket, options: OriginOptions): void {
  const name = this.getName(options)
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const next = this.requests[name]?.[0]
  if (next !== undefined) {
    if (this[kOwnCheck](options) !== this[kOwnCheck](next[kWaiting] ?? {})) {
      // Its close makes room for a connection of the next one's own.
      socket.destroy()
      return
    }
    stopWaiting(this, name)
    if (socket._httpMessage) restoreTimeout(this, socket)
    // In the context of who asked, and not of whose socket it was. Requests of other classes have none.
    if (next[kContext]) next[kContext].runInAsyncScope(giveSocket, undefined, this, next, socket)
    else giveSocket(this, next, socket)
    return
  }
  if (!canKeep(this, socket, name) || !this.keepSocketAlive(socket)) {
    socket.destroy()
    return
  }
  socket._httpMessage = null
  this.freeSockets[name] ??= []
  const free = this.freeSockets[name]
  this.removeSocket(socket, options)
  socket.on('error', freeSocketOnError)
  free.push(socket)
}

/**
 * The name of a request's origin. While the class's own way of naming is in force, the options need not be brought
 * together for it: only a new connection needs them (bench row `client`, without sockets: a fifth).
 */
function nameFor(agent: AgentBody, request: ClientRequest, options: ConnectOptions): string {
  if (agent.getName !== AgentBody.prototype.getName) return agent.getName(connectOptionsOf(agent, request, options))
  checkHostHeader(request.getHeader('host'))
  return originNameOver(options, agent.options as OriginOptions)
}

/** Whether there was one. */
function reuseFreeSocket(agent: AgentBody, request: ClientRequest, name: string): boolean {
  const socket = takeFreeSocket(agent, name)
  if (socket === undefined) return false
  socket.removeListener('error', freeSocketOnError)
  agent.reuseSocket(socket, request)
  giveSocket(agent, request, socket)
  addTo(agent.sockets, name, socket)
  return true
}

function giveSocket(agent: AgentBody, request: ClientRequest, socket: PooledSocket): void {
  request.onSocket(socket)
  const agentTimeoutMs = agent.options.timeout || 0
  if (request.timeout === undefined || request.timeout === agentTimeoutMs) return
  socket.setTimeout?.(request.timeout)
}

/** A waiting request of any origin that has room. */
function firstWaiting(agent: AgentBody): WaitingRequest | undefined {
  for (const name of Object.keys(agent.requests)) {
    if ((agent.sockets[name]?.length ?? 0) < agent.maxSockets) return agent.requests[name]?.[0]
  }
  return undefined
}

/** Key material is only asked for when somebody wants it. */
function agentOnNewListener(this: AgentBody, event: string): void {
  if (event !== 'keylog') return
  this.removeListener('newListener', agentOnNewListener)
  const agent = this
  this[kKeylogListener] = function socketOnKeylog(this: unknown, line: Buffer) {
    agent.emit('keylog', line, this)
  }
  for (const sockets of Object.values(this.sockets))
    for (const socket of sockets ?? []) socket.on('keylog', this[kKeylogListener])
}
