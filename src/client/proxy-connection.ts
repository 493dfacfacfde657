// The connection to the proxy itself. Knows where it is and how it is spoken to; must not know what is sent.

import { connect, isIP, type TcpNetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import type { ProxyConfig } from './proxy-config.ts'
import { type SocketCallback, serverName } from './request-options.ts'

/** Of the options of a connection those that hold whoever is at its other end. */
interface SocketOptions {
  keepAlive?: boolean
  keepAliveInitialDelay?: number
  noDelay?: boolean
  timeout?: number
}

type ProxyConnectOptions = TcpNetConnectOpts & ConnectionOptions

/**
 * How to connect to a proxy. Address, family, lookup and everything of TLS in `options` are about the origin: its
 * authorities do not vouch for a proxy, and a client's certificate for it is nobody else's business.
 */
export function proxyConnectOptions(proxy: ProxyConfig, options: SocketOptions): ProxyConnectOptions {
  const { keepAlive, keepAliveInitialDelay, noDelay, timeout } = options
  const { host, port, isSecure } = proxy
  const connectOptions: ProxyConnectOptions = { host, port, keepAlive, keepAliveInitialDelay, noDelay, timeout }
  if (isSecure) connectOptions.servername = serverName(host, undefined, isIP)
  return connectOptions
}

/**
 * Connects to a proxy for requests of plain http. To one behind TLS it comes by the callback, since node:tls is
 * loaded by the programs that need it only.
 */
export function connectToProxy(
  proxy: ProxyConfig,
  options: SocketOptions,
  callback: SocketCallback | undefined,
): Duplex | undefined {
  const connectOptions = proxyConnectOptions(proxy, options)
  if (!proxy.isSecure) return connect(connectOptions)
  import('node:tls').then((tls) => callback?.(null, tls.connect(connectOptions)), callback)
  return undefined
}
