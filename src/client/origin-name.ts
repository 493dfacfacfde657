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

/**
 * The origin named last: most requests of a program go where the one before went. A name that was just put together is
 * a key that objects find slowly (bench row `client`, without sockets: a seventh).
 */
let last: OriginOptions & { name: string } = { host: '', name: 'localhost::' }

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
  if (
    host === last.host &&
    port === last.port &&
    localAddress === last.localAddress &&
    family === last.family &&
    socketPath === last.socketPath
  )
    return last.name
  let name = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`
  if (family === 4 || family === 6) name += `:${family}`
  if (socketPath) name += `:${socketPath}`
  last = { host, port, localAddress, family, socketPath, name }
  return name
}
