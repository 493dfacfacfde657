// Peers that leave, and what they may leave behind: the four faults, every byte at which they strike, and the counting of
// sockets, timers, listeners and objects afterwards. Knows sockets and servers in general; must not know one exchange.

import type { EventEmitter } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export const FAULTS = ['close', 'reset', 'half-close', 'stall'] as const
export type Fault = (typeof FAULTS)[number]

/** How many peers are busy at a time. */
export const AT_ONCE = 40
/** How long a peer that fell silent keeps its socket. */
const STALL_MS = 15
/** And one that half-closed: it waits for what is due, on a busy machine as well. */
const HALF_CLOSED_MS = 200
const SETTLE_MS = 3000

setFlagsFromString('--expose-gc')
export const collect = runInNewContext('gc') as () => void

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

/** Works through the items, some at a time. */
export async function inTurn<T>(
  items: readonly T[],
  work: (item: T, lane: number) => Promise<void>,
  lanes = AT_ONCE,
): Promise<void> {
  const queue = [...items]
  const worker = async (_: unknown, lane: number) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, lane)
  }
  await Promise.all(Array.from({ length: lanes }, worker))
}

/** A TLS connection over a TCP socket that is there beneath it, to be reset. */
export function connectSecurely(options: net.NetConnectOpts, begin: () => void): tls.TLSSocket {
  const raw = net.connect(options)
  raw.on('error', () => {})
  return tls.connect({ socket: raw, rejectUnauthorized: false }, begin)
}

/** TLS has no reset: it is that of the TCP socket beneath, which Node keeps as the parent. */
function reset(socket: net.Socket): void {
  if (!(socket instanceof tls.TLSSocket)) return void socket.resetAndDestroy()
  const { _parent: raw } = socket as tls.TLSSocket & { _parent?: net.Socket }
  if (raw === undefined) throw new Error('a TLS socket without one beneath cannot be reset')
  raw.resetAndDestroy()
}

/** The peer leaves. */
export function play(socket: net.Socket, fault: Fault): void {
  if (fault === 'close') socket.destroy()
  else if (fault === 'reset') reset(socket)
  else if (fault === 'half-close') socket.end()
  setTimeout(() => socket.destroy(), fault === 'half-close' ? HALF_CLOSED_MS : STALL_MS)
}

export interface Strike {
  at: number
  fault: Fault
}

/** Every position of the bytes with every fault. */
export function strikes(bytes: string, faults: readonly Fault[] = FAULTS): Strike[] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => at).flatMap((at) => faults.map((fault) => ({ at, fault })))
}

/** Asks again and again, until `isSo` or the time is over. */
export async function until(isSo: () => boolean | Promise<boolean>, ms = SETTLE_MS): Promise<boolean> {
  const deadline = performance.now() + ms
  while (!(await isSo())) {
    if (performance.now() > deadline) return false
    await pause(5)
  }
  return true
}

export function connectionsOf(server: net.Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)))
}

/** How many connections a server has when no more of them go. */
export async function leftOpen(server: net.Server): Promise<number> {
  await until(async () => (await connectionsOf(server)) === 0)
  return connectionsOf(server)
}

/** What keeps the process running, by its kind: sockets, timers, servers, requests to the system. */
export function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** What keeps the process running beyond what did `before`, when no more of it goes. */
export async function resourcesLeft(before: Record<string, number>): Promise<Record<string, number>> {
  const left = () => {
    const more = Object.entries(resources()).map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const)
    return Object.fromEntries(more.filter(([, count]) => count > 0))
  }
  await until(() => Object.keys(left()).length === 0)
  return left()
}

/** Every listener on an emitter, by event. */
export function listenersOf(emitter: EventEmitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]))
}

/** Counts how often each event comes. */
export function countEvents(emitter: EventEmitter, names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) {
    emitter.on(name, () => {
      counts[name] = (counts[name] ?? 0) + 1
    })
  }
  return counts
}

/** Objects that must not outlive their exchange. */
export class Remains {
  private readonly references: WeakRef<object>[] = []

  note(...objects: object[]): void {
    for (const one of objects) this.references.push(new WeakRef(one))
  }

  get noted(): number {
    return this.references.length
  }

  /** How many are left when the collector finds no more: it is asked up to twenty times. */
  async left(allowed: number): Promise<number> {
    const count = () => this.references.filter((reference) => reference.deref() !== undefined).length
    for (let i = 0; i < 20; i++) {
      // References that were looked at are kept for the turn: a later one collects.
      await pause(10)
      collect()
      if (i > 1 && count() <= allowed) break
    }
    return count()
  }
}
