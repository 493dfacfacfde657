// Which proxy requests go by, out of settings as the environment has them: HTTP_PROXY, HTTPS_PROXY and NO_PROXY,
// in capitals or small letters, the small ones first. Pure: knows settings; must not know requests or sockets.

import { apiError } from '../node/errors.ts'
import { NoProxyList } from './no-proxy.ts'

/** As `process.env`, of which only the settings of proxies are looked at. */
export type ProxyEnv = Record<string, string | undefined>

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 }
const NAMES: Record<string, string> = { 'http:': 'http_proxy', 'https:': 'https_proxy' }

/** A proxy, and who is reached without it. */
export class ProxyConfig {
  /** The URL for messages: without credentials. */
  readonly href: string
  /** Whether the proxy itself is spoken to over TLS. */
  readonly isSecure: boolean
  readonly host: string
  readonly port: number
  /** What Proxy-Authorization says (RFC 7617), or null. */
  readonly authorization: string | null
  private readonly noProxy: NoProxyList | null

  /** @throws ERR_PROXY_INVALID_CONFIG */
  constructor(href: string, noProxy: NoProxyList | null) {
    if (!URL.canParse(href)) throw invalidUrl(href)
    const url = new URL(href)
    this.isSecure = url.protocol === 'https:'
    // An address of IPv6 has brackets in a URL and none elsewhere.
    this.host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    this.port = Number(url.port) || DEFAULT_PORTS[url.protocol]
    this.authorization = authorizationOf(url, href)
    this.noProxy = noProxy
    this.href = this.authorization === null ? href : withoutCredentials(url)
  }

  /** Whether a request for this host is for the proxy itself, as of programs that proxy on their own (axios). */
  isItself(host: string, port: number | string | null | undefined): boolean {
    return host === this.host && Number(port) === this.port
  }

  /** Whether what is meant for this host goes by way of the proxy. */
  isFor(host: string | null | undefined, port: number | string | null | undefined): boolean {
    return this.noProxy === null || !this.noProxy.has(host || 'localhost', port ?? '')
  }
}

/**
 * The proxy for requests of `protocol`, or null. A setting that is no URL of http or https is not one of ours.
 * @param env what a program gave as `proxyEnv`
 * @throws ERR_PROXY_INVALID_CONFIG
 */
export function proxyConfigFrom(env: unknown, protocol: string): ProxyConfig | null {
  if (env === null || typeof env !== 'object') return null
  const href = proxySetting(env as ProxyEnv, protocol)
  if (href === null) return null
  // Some parsers drop line ends, and what they make of the rest is another URL than the one that was checked.
  if (/[\r\n]/.test(href)) throw invalidUrl(href)
  if (!/^https?:\/\//.test(href)) return null
  const noProxy = setting(env as ProxyEnv, 'no_proxy')
  return new ProxyConfig(href, noProxy === null ? null : new NoProxyList(noProxy))
}

/**
 * Whether there is a proxy for requests of `protocol`. For settings that a whole process obeys: one that means
 * nothing is an error here, since nobody would notice that requests go out directly.
 * @throws ERR_PROXY_INVALID_CONFIG
 */
export function hasProxy(env: ProxyEnv, protocol: string): boolean {
  const href = proxySetting(env, protocol)
  if (href === null) return false
  if (proxyConfigFrom(env, protocol) === null) throw invalidUrl(href)
  return true
}

function proxySetting(env: ProxyEnv, protocol: string): string | null {
  const name = NAMES[protocol]
  return name === undefined ? null : setting(env, name)
}

function setting(env: ProxyEnv, name: string): string | null {
  const value: unknown = env[name] || env[name.toUpperCase()]
  if (!value) return null
  if (typeof value !== 'string') {
    throw apiError('ERR_PROXY_INVALID_CONFIG', `Invalid ${name}: it must be a string, not of type ${typeof value}`)
  }
  return value
}

function authorizationOf({ username, password }: URL, href: string): string | null {
  if (username === '' && password === '') return null
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(credentials).toString('base64')}`
  } catch {
    throw invalidUrl(href)
  }
}

export function withoutCredentials(url: URL): string {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain.href
}

/** What is no URL has no parts to leave out: what stands before the last `@` may hold a password. */
function invalidUrl(href: string): Error {
  const start = /^https?:\/\//.exec(href)?.[0].length ?? 0
  const end = href.lastIndexOf('@')
  const hasPassword = href.slice(start, Math.max(start, end)).includes(':')
  const shown = hasPassword ? `${href.slice(0, start)}***${href.slice(end)}` : href
  return apiError('ERR_PROXY_INVALID_CONFIG', `Invalid proxy URL: ${shown}`)
}
