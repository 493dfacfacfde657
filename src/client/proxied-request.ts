// What a request of plain http looks like on its way to a proxy (RFC 9112 §3.2.2): its target is the whole URL, its
// Host says the same authority, and the proxy has fields of its own.
//
// A proxy goes by the target, the origin behind it perhaps by Host. Where a program names two different ones, the
// request is refused: nobody could say who will answer it. Must not know sockets.

import { apiError } from '../node/errors.ts'
import type { ClientRequest } from './client-request.ts'
import { type ProxyConfig, withoutCredentials } from './proxy-config.ts'
import { bracketed, type RequestOptions } from './request-options.ts'

type Pair = readonly [string, unknown]
type HeaderList = readonly unknown[]

/**
 * Fits a request whose fields are set for its proxy.
 * @returns the list of fields to send, when the program gave a list
 * @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_URL, ERR_SOCKET_BAD_PORT
 */
export function fitForProxy(
  request: ClientRequest,
  proxy: ProxyConfig,
  options: RequestOptions,
  port: unknown,
): HeaderList | undefined {
  // The targets of these two are no paths (RFC 9112 §3.2.3, §3.2.4).
  const isTargetKept = request.method === 'CONNECT' || (request.method === 'OPTIONS' && request.path === '*')
  if (!isTargetKept) {
    const authority = authorityOf(request.host, port)
    checkHostFields(options.headers, authority)
    request.path = absoluteTarget(request.path, authority)
    if (request.hasHeader('host') && request.getHeader('host') !== authority) request.setHeader('Host', authority)
  }
  if (proxy.authorization !== null) request.setHeader('proxy-authorization', proxy.authorization)
  request.setHeader('proxy-connection', request.shouldKeepAlive ? 'keep-alive' : 'close')
  return Array.isArray(options.headers) ? listForProxy(options.headers, proxy) : undefined
}

/**
 * The authority of a target, as a URL has it: in small letters, in ASCII, without the port that http implies.
 * @throws ERR_INVALID_URL, ERR_SOCKET_BAD_PORT
 */
export function authorityOf(host: string, port: unknown): string {
  checkPort(port)
  const url = new URL(`http://${bracketed(host)}`)
  url.port = String(port)
  return url.host
}

/** @throws ERR_SOCKET_BAD_PORT */
export function checkPort(port: unknown): void {
  const isNumeral = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')
  const value = Number(isNumeral ? port : Number.NaN)
  if (!Number.isInteger(value) || value < 0 || value > 0xffff)
    throw apiError('ERR_SOCKET_BAD_PORT', 'options.port', port)
}

/**
 * The absolute-form of a path or, if that is what it is already, of a URL with the right authority.
 * @throws ERR_INVALID_ARG_VALUE
 */
export function absoluteTarget(path: string, authority: string): string {
  if (path.startsWith('/')) return new URL(`http://${authority}${path}`).href
  if (!URL.canParse(path)) throw invalidPath(path, 'must be in absolute-form or start with /')
  const url = new URL(path)
  if (url.username !== '' || url.password !== '') {
    throw invalidPath(withoutCredentials(url), 'must not contain userinfo, use options.auth instead')
  }
  if (url.protocol !== 'http:') {
    throw invalidPath(url.protocol, 'must use http: scheme when specified as an absolute URL')
  }
  if (url.host !== authority) throw invalidPath(url, `must match the request authority (${authority})`)
  return url.href
}

function invalidPath(shown: unknown, reason: string): Error {
  return apiError('ERR_INVALID_ARG_VALUE', 'options.path', shown, reason)
}

/** @throws ERR_INVALID_ARG_VALUE when a program set Host to something else than the authority */
export function checkHostFields(headers: RequestOptions['headers'], authority: string): void {
  if (!headers) return
  if (Array.isArray(headers)) {
    // A list is sent to the letter, so its Host must be right to the letter.
    const host = hostOfList(headers)
    if (host !== undefined && String(host) !== authority) throw otherHost(String(host), authority)
    return
  }
  const record = headers as Record<string, unknown>
  const name = Object.keys(record).findLast((key) => key.toLowerCase() === 'host')
  if (name !== undefined && !namesAuthority(record[name], authority)) throw otherHost(record[name], authority)
}

function hostOfList(headers: HeaderList): unknown {
  const hosts = pairsOf(headers).filter(([name]) => String(name).toLowerCase() === 'host')
  if (hosts.length > 1) {
    throw apiError('ERR_INVALID_ARG_VALUE', 'options.headers', '(redacted)', 'must not contain duplicate Host headers')
  }
  return hosts.length === 1 ? String(hosts[0][1]) : undefined
}

/** Both kinds of lists: `[name, value, …]` and `[[name, value], …]`. */
function pairsOf(headers: HeaderList): Pair[] {
  if (Array.isArray(headers[0])) return headers.map(asPair)
  const pairs: Pair[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1]])
  return pairs
}

function asPair(entry: unknown, index: number): Pair {
  if (Array.isArray(entry)) return entry as unknown as Pair
  const reason = 'must be an array when headers is passed as an array of pairs'
  throw apiError('ERR_INVALID_ARG_VALUE', `options.headers[${index}]`, typeof entry, reason)
}

/** Whether a Host names the authority, written in whatever way. */
function namesAuthority(value: unknown, authority: string): boolean {
  const href = `http://${value}`
  if (!URL.canParse(href)) return false
  const url = new URL(href)
  const isBare = url.username === '' && url.password === '' && url.pathname === '/'
  return isBare && url.host === authority && url.search === '' && url.hash === ''
}

function otherHost(value: unknown, authority: string): Error {
  const reason = `must match the request authority (${authority})`
  return apiError('ERR_INVALID_ARG_VALUE', 'Host in options.headers', value, reason)
}

/** A list says everything but what only the agent knows: who it is to the proxy. */
function listForProxy(headers: HeaderList, { authorization }: ProxyConfig): HeaderList {
  if (authorization === null) return headers
  const isGiven = pairsOf(headers).some(([name]) => String(name).toLowerCase() === 'proxy-authorization')
  if (isGiven) return headers
  const pair = ['proxy-authorization', authorization]
  return Array.isArray(headers[0]) ? [...headers, pair] : [...headers, ...pair]
}
