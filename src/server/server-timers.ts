// When a server's timers end: no timer outlives a closed server and the last of its connections.

import { clearInterval } from '../node/timers.ts'
import type { HttpServer } from './http-server.ts'
import { kCheckTimer, kConnections, kIdle, kIsChecking, kLingering, kRefusals } from './server-internals.ts'

export function stopChecking(server: HttpServer): void {
  // Programs look whether it was destroyed: it stays where it is.
  if (server[kCheckTimer] !== undefined) clearInterval(server[kCheckTimer])
  server[kIsChecking] = false
}

/** Called when a connection leaves, and when the server stops listening. */
export function stopTimers(server: HttpServer): void {
  if (server.listening || server[kConnections].size > 0) return
  if (server[kIsChecking]) stopChecking(server)
  for (const deadlines of [server[kIdle], server[kRefusals], server[kLingering]]) deadlines.rest()
}
