// The TLS sessions an agent remembers for quicker handshakes, the oldest let go first. Knows keys and sessions only.

export interface SessionCache {
  map: Record<string, Buffer | undefined>
  list: string[]
}

export function cacheSession(cache: SessionCache, key: string, session: Buffer, mostSessions: number): void {
  if (mostSessions === 0) return
  if (cache.map[key] === undefined) {
    if (cache.list.length >= mostSessions) delete cache.map[cache.list.shift() as string]
    cache.list.push(key)
  }
  cache.map[key] = session
}

export function evictSession(cache: SessionCache, key: string): void {
  const at = cache.list.indexOf(key)
  if (at === -1) return
  cache.list.splice(at, 1)
  delete cache.map[key]
}
