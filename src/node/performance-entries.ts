// Performance entries of type `http`, for programs that observe them with `PerformanceObserver`.
//
// Entries of this type cannot be made from outside of Node: `performance.mark` and `measure` make their own types
// only. So the observers that ask for `http` are noted as they ask, and entries are put where they take theirs from.
// Where a Node has no such place, there are no entries and nothing breaks.

import { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { nowMs } from './clock.ts'

type Put = (this: PerformanceObserver, entry: unknown) => void

interface ObserveOptions {
  type?: string
  entryTypes?: readonly string[]
}

/** Of a process: a second copy of the package, as each file of a test runner may load one, finds those of the first. */
const kHttpObservers = Symbol.for('nethttp.httpObservers')
type Watched = typeof PerformanceObserver & { [kHttpObservers]?: Set<PerformanceObserver> }

const put = findPut()
const observers = (PerformanceObserver as Watched)[kHttpObservers] ?? new Set<PerformanceObserver>()
if (put !== undefined && (PerformanceObserver as Watched)[kHttpObservers] === undefined) watchObservers()

/** Looked at on the hot path: whether anybody wants entries. */
export function isPerformanceObserved(): boolean {
  return observers.size > 0
}

/**
 * @param name `HttpRequest` for what a server answered, `HttpClient` for what a client asked
 * @param startTime in ms of `performance.now()`
 * @param detail `{ req, res }`
 */
export function addPerformanceEntry(name: string, startTime: number, detail: object): void {
  const entry = new HttpPerformanceEntry(name, startTime, nowMs() - startTime, detail)
  for (const observer of observers) put?.call(observer, entry)
}

class HttpPerformanceEntry {
  readonly name: string
  readonly entryType = 'http'
  readonly startTime: number
  readonly duration: number
  readonly detail: object

  constructor(name: string, startTime: number, duration: number, detail: object) {
    this.name = name
    this.startTime = startTime
    this.duration = duration
    this.detail = detail
  }

  toJSON(): object {
    return { ...this }
  }
}
// For `instanceof`; the getters of PerformanceEntry work on Node's own entries only.
Object.setPrototypeOf(HttpPerformanceEntry.prototype, PerformanceEntry.prototype)
for (const name of ['name', 'entryType', 'startTime', 'duration']) {
  Object.defineProperty(HttpPerformanceEntry.prototype, name, { value: undefined, writable: true, configurable: true })
}

function findPut(): Put | undefined {
  const prototype = PerformanceObserver.prototype as unknown as Record<symbol, unknown>
  const key = Object.getOwnPropertySymbols(prototype).find((symbol) => symbol.description === 'kMaybeBuffer')
  return key === undefined ? undefined : (prototype[key] as Put)
}

function watchObservers(): void {
  Object.defineProperty(PerformanceObserver, kHttpObservers, { value: observers })
  const { observe, disconnect } = PerformanceObserver.prototype
  PerformanceObserver.prototype.observe = function (options) {
    observe.call(this, options)
    const { type, entryTypes } = options as ObserveOptions
    if (type === 'http' || entryTypes?.includes('http')) observers.add(this)
    else if (entryTypes !== undefined) observers.delete(this)
  }
  PerformanceObserver.prototype.disconnect = function () {
    observers.delete(this)
    disconnect.call(this)
  }
}
