// The many ways to say what to request: a string, a URL, an object, two of them; checked with Node's errors.
// Knows options; must not know sockets or agents beyond their shape.

import type { Duplex } from 'node:stream'
import { urlToHttpOptions } from 'node:url'
import type { HeaderValue } from '../message/header-store.ts'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { apiError } from '../node/errors.ts'
import { hasInvalidTargetCharacter, isToken } from '../protocol/characters.ts'
import type { kProxyConfig, kSendAgain } from './client-internals.ts'
import type { ProxyConfig } from './proxy-config.ts'

export type ResponseListener = (response: IncomingMessage) => void
export type SocketCallback = (error: Error | null, socket?: Duplex) => void

export interface RequestOptions {
  _defaultAgent?: AgentLike
  agent?: AgentLike | false | null
  auth?: string | null
  createConnection?: (options: object, callback: SocketCallback) => Duplex | null | undefined
  defaultPort?: number | string
  family?: number
  headers?: Record<string, HeaderValue | undefined> | readonly string[] | readonly [string, HeaderValue][]
  highWaterMark?: number
  hints?: number
  host?: string | null
  hostname?: string | null
  httpValidation?: string
  insecureHTTPParser?: boolean
  joinDuplicateHeaders?: boolean
  localAddress?: string
  localPort?: number
  lookup?: unknown
  maxHeaderSize?: number
  method?: string | null
  path?: string | null
  port?: number | string | null
  protocol?: string | null
  setDefaultHeaders?: boolean
  setHost?: boolean
  signal?: AbortSignal
  socketPath?: string
  timeout?: number
  uniqueHeaders?: readonly (string | readonly string[])[]
  servername?: string
}

/** What a request needs of an agent: programs bring their own. */
export interface AgentLike {
  protocol?: string
  defaultPort?: number
  keepAlive?: boolean
  maxSockets?: number
  options?: { timeout?: number; socketPath?: string }
  [kProxyConfig]?: ProxyConfig | null
  [kSendAgain]?: ((request: never, socket: never) => void) | null
  addRequest(request: unknown, options: object): void
}

export interface RequestArguments {
  options: RequestOptions
  callback: ResponseListener | undefined
}

/**
 * Brings `(url[, options][, callback])` and `(options[, callback])` into one shape. What is given is not changed.
 * @throws ERR_INVALID_URL
 */
export function requestArguments(input: unknown, options: unknown, callback: unknown): RequestArguments {
  let base: object | null = null
  let given = options
  let listener = callback
  if (typeof input === 'string') base = urlToHttpOptions(new URL(input))
  else if (isUrl(input)) base = urlToHttpOptions(input)
  else {
    listener = options
    given = input
  }
  if (typeof given === 'function') {
    listener = given
    given = null
  }
  // One spread copies the shape as well (bench row `client`).
  const copied = base === null ? { ...(given as object | null) } : { ...base, ...(given as object | null) }
  return { options: copied, callback: listener as ResponseListener | undefined }
}

/** A URL of this or another realm: told by what a URL has and the result of the older `url.parse` has not. */
function isUrl(value: unknown): value is URL {
  if (value instanceof URL) return true
  const url = value as Partial<URL & { auth: unknown; path: unknown }> | null
  return Boolean(url?.href && url.protocol && url.auth === undefined && url.path === undefined)
}

/** @throws ERR_UNESCAPED_CHARACTERS */
export function checkPath(path: unknown): void {
  if (path && hasInvalidTargetCharacter(String(path))) throw apiError('ERR_UNESCAPED_CHARACTERS', 'Request path')
}

/** The method in capitals. @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN */
export function resolveMethod(method: unknown): string {
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw apiError('ERR_INVALID_ARG_TYPE', 'options.method', 'string', method)
  }
  if (!method) return 'GET'
  if (!isToken(method)) throw apiError('ERR_INVALID_HTTP_TOKEN', 'Method', method)
  return method.toUpperCase()
}

/** @throws ERR_INVALID_ARG_TYPE */
export function resolveHost(options: RequestOptions): string {
  return hostOption(options.hostname, 'hostname') || hostOption(options.host, 'host') || 'localhost'
}

function hostOption(host: unknown, name: string): string | null | undefined {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw apiError('ERR_INVALID_ARG_TYPE', `options.${name}`, ['string', 'undefined', 'null'], host)
  }
  return host as string | null | undefined
}

/** The authority named last: most requests of a program go where the one before went. */
let last: { host: string; port: unknown; defaultPort: unknown; field: string } = {
  host: 'localhost',
  port: 80,
  defaultPort: 80,
  field: 'localhost',
}

/** RFC 9112 §3.2: the authority without the port that the scheme implies; IPv6 in brackets (RFC 3986 §3.2.2). */
export function hostField(host: string, port: number | string | null | undefined, defaultPort: unknown): string {
  if (host !== last.host || port !== last.port || defaultPort !== last.defaultPort) {
    const name = bracketed(host)
    const field = port && Number(port) !== defaultPort ? `${name}:${port}` : name
    last = { host, port, defaultPort, field }
  }
  return last.field
}

/** An address of IPv6 as an authority has it. */
export function bracketed(host: string): string {
  const isIpv6 = host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[')
  return isIpv6 ? `[${host}]` : host
}

/** @throws ERR_INVALID_ARG_TYPE */
export function checkHostHeader(hostHeader: unknown): asserts hostHeader is string {
  if (hostHeader && typeof hostHeader !== 'string') {
    throw apiError('ERR_INVALID_ARG_TYPE', 'options.headers.host', 'string', hostHeader)
  }
}

/**
 * The name for the TLS handshake: that of the Host field, or the host; none for an address (RFC 6066 §3).
 * @throws ERR_INVALID_ARG_TYPE
 */
export function serverName(
  host: string | null | undefined,
  hostHeader: unknown,
  isIP: (text: string) => number,
): string {
  let name = host ?? ''
  if (hostHeader) {
    checkHostHeader(hostHeader)
    if (hostHeader.startsWith('[')) {
      const close = hostHeader.indexOf(']')
      name = close === -1 ? hostHeader : hostHeader.slice(1, close)
    } else name = hostHeader.split(':', 1)[0]
  }
  return isIP(name) !== 0 ? '' : name
}
