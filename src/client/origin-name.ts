// Under which name an agent keeps its sockets: two requests of one name may share a connection. Pure.

export interface OriginOptions {
  host?: string | null
  port?: number | string | null
  localAddress?: string
  family?: number
  socketPath?: string
}

/** `host:port:localAddress[:family][:socketPath]` */
export function originName(options: OriginOptions = {}): string {
  let name = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`
  if (options.family === 4 || options.family === 6) name += `:${options.family}`
  if (options.socketPath) name += `:${options.socketPath}`
  return name
}
