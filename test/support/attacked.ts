// Starts the server that is attacked, asks it about itself, and measures how long an honest client waits for it.
// Knows raw sockets and the program beside it; must not know any one attack.

import { fork } from 'node:child_process'
import net from 'node:net'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import nethttp from 'nethttp'

const PROGRAM = fileURLToPath(new URL('./attacked-program.ts', import.meta.url))
const SAMPLES = 61

export interface State {
  rss: number
  heapUsed: number
  external: number
  connections: number
  /** Bytes that the source of `/endless` was asked for. */
  produced: number
  requests: number
  /** The longest turn of the event loop since the state was asked for last. */
  longestTurnMs: number
}

export interface Attacked {
  port: number
  state(): Promise<State>
}

export async function startAttacked(t: TestContext): Promise<Attacked> {
  const child = fork(PROGRAM, { execArgv: ['--expose-gc', '--import', 'tsx'] })
  t.after(() => child.disconnect())
  const waiting = new Map<number, (state: State) => void>()
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server has ended')))
    child.on('message', (message: { port?: number; id?: number; state?: State }) => {
      if (message.port !== undefined) resolve(message.port)
      else if (message.state !== undefined) waiting.get(message.id as number)?.(message.state)
    })
  })
  let asked = 0
  const state = () =>
    new Promise<State>((resolve) => {
      waiting.set(++asked, resolve)
      child.send(asked)
    })
  return { port, state }
}

/** Connections with an error listener, a few hundred at a time. */
export async function connectMany(port: number, count: number): Promise<net.Socket[]> {
  const sockets: net.Socket[] = []
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(200, count - sockets.length) }, () =>
      net.connect({ port, host: '127.0.0.1' }).on('error', () => {}),
    )
    await Promise.all(some.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    sockets.push(...some)
  }
  return sockets
}

export const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]

/** The median time from a request of an honest client to the end of its answer, on a connection of its own. */
export async function honestMs(port: number): Promise<number> {
  const agent = new nethttp.Agent({ keepAlive: true, maxSockets: 1 })
  const taken: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const begun = performance.now()
    await new Promise<void>((resolve, reject) => {
      const request = nethttp.get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().on('end', () => resolve())
      })
      request.on('error', reject)
    })
    taken.push(performance.now() - begun)
  }
  agent.destroy()
  return median(taken)
}

/** Bytes of the heap, and those it holds outside of it, that were taken since. */
export const growthMb = (before: State, after: State) =>
  (after.heapUsed + after.external - before.heapUsed - before.external) / 1e6

/** The best of six comparisons at most: a machine that does other things spoils some, an attack that works spoils all. */
export async function slowdown(port: number, begin: () => Promise<() => unknown>): Promise<number> {
  await honestMs(port)
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 6 && best > 2; i++) {
    const alone = await honestMs(port)
    const end = await begin()
    const among = await honestMs(port)
    await end()
    // A tenth of a millisecond is what two medians of the same thing differ by.
    best = Math.min(best, among / (alone + 0.1))
  }
  return best
}
