// `https.Agent`: the agent on TLS connections. Adds the TLS options to the name of an origin and remembers sessions.

import { connect as connectTcp, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type AgentOptions, Agent as HttpAgent } from '../client/agent.ts'
import { kOwnCheck, kProxyConfig } from '../client/client-internals.ts'
import { type OriginOptions, originName } from '../client/origin-name.ts'
import { connectOptionsOfSocket, type PooledSocket } from '../client/pooled-socket.ts'
import type { ProxyConfig } from '../client/proxy-config.ts'
import { proxyConnectOptions } from '../client/proxy-connection.ts'
import { ProxyTunnel, type TunnelPlan, type TunnelSocket, tunnelAuthority } from '../client/proxy-tunnel.ts'
import { type SocketCallback, serverName } from '../client/request-options.ts'
import { callableClass } from '../node/callable-class.ts'
import { LIMITS } from '../protocol/limits.ts'
import { cacheSession, evictSession, type SessionCache } from './session-cache.ts'

type TlsConnectOptions = ConnectionOptions & { _agentKey?: string; socketPath?: string }

/** What tells TLS connections to one address apart, in the order of the name. */
const NAMED_OPTIONS = [
  'ca',
  'cert',
  'clientCertEngine',
  'ciphers',
  'key',
  'pfx',
  'rejectUnauthorized',
  'servername',
  'minVersion',
  'maxVersion',
  'secureProtocol',
  'crl',
  'honorCipherOrder',
  'ecdhCurve',
  'dhparam',
  'secureOptions',
  'sessionIdContext',
  'sigalgs',
  'privateKeyIdentifier',
  'privateKeyEngine',
] as const

const NAMED_WHEN_SET = new Set(['rejectUnauthorized', 'honorCipherOrder', 'secureOptions'])

class HttpsAgentBody extends HttpAgent {
  declare maxCachedSessions: number
  declare _sessionCache: SessionCache

  /** `(options)`, `(port[, host][, options])`, with a callback behind or not. */
  override createConnection(...args: unknown[]): Duplex {
    const options = connectArguments(args)
    const proxy = this[kProxyConfig]
    if (proxy && isTunnelled(this, proxy, options)) return openTunnel(this, proxy, options, callbackOf(args))
    return connectTls(this, options)
  }

  override getName(options: OriginOptions & Record<string, unknown> = {}): string {
    let name = originName(options)
    for (const option of NAMED_OPTIONS) name += `:${namePart(option, options)}`
    return name
  }

  /** A request's own check of identity; one of the agent's goes before it, and is everybody's. */
  override [kOwnCheck](options: { checkServerIdentity?: unknown }): unknown {
    return 'checkServerIdentity' in this.options ? undefined : options.checkServerIdentity
  }

  /** A connection that was made under a request's own check is not for other requests. */
  override keepSocketAlive(socket: PooledSocket): boolean {
    if (this[kOwnCheck](connectOptionsOfSocket(socket) ?? {}) !== undefined) return false
    return super.keepSocketAlive(socket)
  }

  _getSession(key: string): Buffer | undefined {
    return this._sessionCache.map[key]
  }

  _cacheSession(key: string, session: Buffer): void {
    cacheSession(this._sessionCache, key, session, this.maxCachedSessions)
  }

  _evictSession(key: string): void {
    evictSession(this._sessionCache, key)
  }
}

function connectTls(agent: HttpsAgentBody, options: TlsConnectOptions): TLSSocket {
  const { _agentKey: key } = options
  return key && agent[kOwnCheck](options) === undefined ? connectWithSession(agent, options, key) : connect(options)
}

/**
 * Of a resumed session nobody checks the identity again: only connections that were checked in the agent's own way
 * give sessions and get them (CVE-2026-58040).
 */
function connectWithSession(agent: HttpsAgentBody, options: TlsConnectOptions, key: string): TLSSocket {
  const session = agent._getSession(key)
  const socket = connect(session ? { session, ...options } : options)
  socket.on('session', (fresh: Buffer) => agent._cacheSession(key, fresh))
  // A session behind a connection that failed is not used again.
  socket.once('close', (hadError: boolean) => {
    if (hadError) agent._evictSession(key)
  })
  return socket
}

function isTunnelled(agent: HttpsAgentBody, proxy: ProxyConfig, options: TlsConnectOptions): boolean {
  return agent.protocol === 'https:' && !options.socketPath && proxy.isFor(options.host, options.port)
}

/** @returns the connection to the proxy; the one to the origin comes by the callback, when its handshake is over */
function openTunnel(
  agent: HttpsAgentBody,
  proxy: ProxyConfig,
  options: TlsConnectOptions,
  callback: SocketCallback,
): Duplex {
  const servername = serverName(options.host, undefined, isIP)
  const plan: TunnelPlan = {
    proxy,
    authority: tunnelAuthority(options.host, options.port ?? agent.defaultPort),
    mayBeKept: agent.keepAlive || Number.isFinite(agent.maxSockets),
    timeoutMs: options.timeout || 0,
    secure: (socket) => connectTls(agent, { servername, ...options, socket }),
    callback,
  }
  const connectOptions = proxyConnectOptions(proxy, { ...options, timeout: 0 })
  const socket: TunnelSocket = proxy.isSecure ? connect(connectOptions) : connectTcp(connectOptions)
  new ProxyTunnel(socket, plan)
  return socket
}

function callbackOf(args: unknown[]): SocketCallback {
  return (args.find((arg) => typeof arg === 'function') as SocketCallback | undefined) ?? (() => {})
}

function namePart(option: (typeof NAMED_OPTIONS)[number], options: OriginOptions & Record<string, unknown>): string {
  const value = options[option]
  if (NAMED_WHEN_SET.has(option)) return value === undefined ? '' : String(value)
  if (!value || (option === 'servername' && value === options.host)) return ''
  return option === 'sigalgs' ? JSON.stringify(value) : contentOf(value)
}

/** What a value holds: objects such as `{ pem, passphrase }` would all go by one name (CVE-2026-56850). */
function contentOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(contentOf).join()
  if (typeof value !== 'object' || value === null) return String(value)
  // Bytes of DER are no text: in UTF-8 different ones would look alike.
  if (Buffer.isBuffer(value)) return value.toString('latin1')
  if (ArrayBuffer.isView(value)) return String(value)
  const entries = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${contentOf(part)}`)
  return entries.length === 0 ? String(value) : `{${entries.join()}}`
}

function connectArguments(args: unknown[]): TlsConnectOptions {
  const options: TlsConnectOptions = {}
  const [first, second] = args
  const given = args.find((arg) => arg !== null && typeof arg === 'object')
  if (given) Object.assign(options, given)
  if (typeof first === 'number' || typeof first === 'string') options.port = Number(first)
  if (typeof second === 'string') options.host = second
  return options
}

export interface HttpsAgentConstructor {
  new (options?: AgentOptions): HttpsAgentBody
  (options?: AgentOptions): HttpsAgentBody
  prototype: HttpsAgentBody
}

function construct(this: unknown, options?: AgentOptions & { maxCachedSessions?: number }): unknown {
  if (!(this instanceof Agent)) return new Agent(options)
  const agent = this as HttpsAgentBody
  ;(HttpAgent as (this: object, options: AgentOptions) => void).call(agent, {
    defaultPort: 443,
    protocol: 'https:',
    ...options,
  })
  agent.maxCachedSessions = agent.options.maxCachedSessions as number
  agent.maxCachedSessions ??= LIMITS.maxCachedSessions.value
  agent._sessionCache = { map: {}, list: [] }
  return undefined
}

/** `new https.Agent(options)`: options of `http.Agent` and of `tls.connect`, and `maxCachedSessions`. */
export const Agent = callableClass<HttpsAgentConstructor>('Agent', construct, HttpsAgentBody)
export type Agent = HttpsAgentBody
