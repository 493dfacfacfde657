// Under which name an agent keeps its sockets: two requests of one name may share a connection. Pure.

export interface OriginOptions {
  host?: string | null
  port?: number | string | null
  localAddress?: string
  family?: number
  socketPath?: string
}

/** The name of `options` with what `over` has in their place, without bringing the two together. */
export function originNameOver(options: OriginOptions, over: OriginOptions): string {
  return originNameOf(
    'host' in over ? over.host : options.host,
    'port' in over ? over.port : options.port,
    'localAddress' in over ? over.localAddress : options.localAddress,
    'family' in over ? over.family : options.family,
    'socketPath' in over ? over.socketPath : options.socketPath,
  )
}

/** `host:port:localAddress[:family][:socketPath]` */
export function originName(options: OriginOptions = {}): string {
  return originNameOf(options.host, options.port, options.localAddress, options.family, options.socketPath)
}

function originNameOf(
  host: OriginOptions['host'],
  port: OriginOptions['port'],
  localAddress: OriginOptions['localAddress'],
  family: OriginOptions['family'],
  socketPath: OriginOptions['socketPath'],
): string {
  let name = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`
  if (family === 4 || family === 6) name += `:${family}`
  if (socketPath) name += `:${socketPath}`
  return name
}
