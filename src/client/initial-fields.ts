// The fields that a request begins with: those given, Host, Authorization, and what a proxy needs. Must not know sockets.

import type { HeaderStore } from '../message/header-store.ts'
import { kFields } from '../message/internals.ts'
import type { HeadersInput } from '../message/outgoing-head.ts'
import { kAuthority, kProxyConfig } from './client-internals.ts'
import type { ClientRequest } from './client-request.ts'
import { fitForProxy } from './proxied-request.ts'
import type { ProxyConfig } from './proxy-config.ts'
import type { RequestOptions } from './request-options.ts'

/** @param hasDefaultHeaders whether fields that nobody gave are added */
export function setInitialFields(
  request: ClientRequest,
  options: RequestOptions,
  host: string,
  hasDefaultHeaders: boolean,
): void {
  const { headers, port } = options
  const proxy = proxyOf(request, host, port)
  if (Array.isArray(headers)) {
    // A list is sent as it is: who gives one says everything.
    const list = proxy === null ? headers : fitForProxy(request, proxy, options, port)
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, list as HeadersInput)
    return
  }
  if (headers) {
    const record = headers as Record<string, never>
    for (const name of Object.keys(record)) request.setHeader(name, record[name])
  }
  const mustSetHost = options.setHost === undefined ? hasDefaultHeaders : Boolean(options.setHost)
  if (mustSetHost && host && !request.getHeader('host')) {
    // RFC 9112 §3.2.3: a tunnel is asked for by the authority of its end, and Host says the same.
    const isTunnel = request.method === 'CONNECT' && Boolean(options.path)
    request.setHeader('Host', isTunnel ? request.path : request[kAuthority])
  }
  if (options.auth && !request.getHeader('Authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`)
  }
  if (proxy !== null) fitForProxy(request, proxy, options, port)
  if (request.getHeader('expect')) {
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, request[kFields] as HeaderStore)
  }
}

/** The proxy that the request is sent to in place of its origin, or null. One of https makes tunnels. */
function proxyOf(request: ClientRequest, host: string, port: RequestOptions['port']): ProxyConfig | null {
  const proxy = request.agent?.[kProxyConfig]
  if (!proxy || request.protocol !== 'http:') return null
  const isLocal = request.socketPath || request.agent?.options?.socketPath
  const isProxiedAlready = proxy.isItself(host, port) && /^https?:\/\//i.test(request.path)
  return !isLocal && !isProxiedAlready && proxy.isFor(host, port) ? proxy : null
}
