// The log a scenario keeps: what happened, in order, in a form two runs can be compared by.
// It has lanes: lines of one lane are compared in order, those of different lanes (say, a client's and a
// server's) are not ordered against each other, for between two ends of a wire there is no order to hold to.
import type { EventEmitter } from 'node:events'
import { inspect } from 'node:util'
import { joinChunks } from './chunks.ts'

export type Lane = (event: string, ...values: unknown[]) => void

export interface Log extends Lane {
  lane(name: string): Lane
  /** Text, a line of the log for each of its lines: bytes on the wire, however their chunks are cut. */
  text(label: string, text: string, lane?: string): void
  /** Shows `secret` as `name` wherever it turns up: ports, paths and the like differ from run to run. */
  hide(secret: string | number, name: string): void
  /** Runs when the scenario is over, whatever became of it. */
  defer(cleanup: () => unknown): void
}

export interface Recording {
  log: Log
  /** The lines, lane after lane, normalised. */
  lines(): string[]
  cleanUp(): Promise<void>
}

const DATE = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g
const CLEANUP_LIMIT = 1000

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error)
  const { code } = error as NodeJS.ErrnoException
  return `${error.name}${code === undefined ? '' : ` [${code}]`}: ${error.message}`
}

function describe(value: unknown): string {
  if (value instanceof Error) return describeError(value)
  if (Buffer.isBuffer(value)) return `bytes ${inspect(value.toString('latin1'))}`
  return inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, compact: true, maxStringLength: 2000 })
}

export function startRecording(): Recording {
  const lanes = new Map<string, string[]>()
  const secrets: [RegExp, string][] = [[DATE, '<date>']]
  const cleanups: (() => unknown)[] = []

  const lane = (name: string): Lane => {
    return (event, ...values) => {
      const lines = lanes.get(name) ?? []
      lanes.set(name, lines)
      lines.push([event, ...values.map(describe)].join(' '))
    }
  }
  const main = lane('')
  const log: Log = Object.assign((event: string, ...values: unknown[]) => main(event, ...values), {
    lane,
    text(label: string, text: string, name = '') {
      const write = lane(name)
      for (const line of joinChunks(text).split('\r\n')) write(`${label} ${describe(line)}`)
    },
    hide(secret: string | number, name: string) {
      const literal = String(secret).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      secrets.push([typeof secret === 'number' ? new RegExp(`\\b${literal}\\b`, 'g') : new RegExp(literal, 'g'), name])
    },
    defer(cleanup: () => unknown) {
      cleanups.push(cleanup)
    },
  })

  return {
    log,
    lines() {
      const all: string[] = []
      for (const [name, lines] of [...lanes].sort(([a], [b]) => (a < b ? -1 : 1))) {
        for (const line of lines) all.push(name === '' ? line : `${name}: ${line}`)
      }
      return all.map((line) => secrets.reduce((text, [secret, name]) => text.replace(secret, name), line))
    },
    async cleanUp() {
      for (const cleanup of cleanups.reverse()) await withLimit(cleanup, CLEANUP_LIMIT)
    },
  }
}

async function withLimit(action: () => unknown, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([Promise.resolve(action()).catch(() => {}), limit])
  clearTimeout(timer)
}

/** Logs the named events of an emitter as they come; of their arguments only errors and booleans are told. */
export function watch(lane: Lane, emitter: Pick<EventEmitter, 'on'>, label: string, ...events: string[]): void {
  for (const event of events) {
    emitter.on(event, (...values: unknown[]) => {
      const telling = values.filter((value) => value instanceof Error || typeof value === 'boolean')
      lane(`${label} ${event}`, ...telling)
    })
  }
}

/** Calls, and logs what came back or what was thrown. */
export function attempt<T>(lane: Lane, label: string, action: () => T): T | undefined {
  try {
    const value = action()
    lane(label, isPlain(value) ? value : typeof value)
    return value
  } catch (error) {
    lane(`${label} throws`, error)
    return undefined
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function'
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Array.isArray(value)
}

/** Calls a method the types do not tell of (as yet). */
export function call(target: object, method: string, ...values: unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, method) as (...values: unknown[]) => unknown, target, values)
}
