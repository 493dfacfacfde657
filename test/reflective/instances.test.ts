// The default values of fresh instances of nethttp against those of the running Node, string key by string key.
// Values are compared by `instance[key]`, whether they are its own or come from a prototype; keys which are
// symbols are Node's private business.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'
import { duplexPair } from '../support/duplex-pair.ts'
import { builtIn, type Modules, tested } from '../support/modules.ts'

/** Keys that are not compared, each with its reason. */
const IGNORED: Record<string, string> = {
  _events: "the emitter's own bookkeeping, which depends on internal listeners",
  _eventsCount: "the emitter's own bookkeeping, which depends on internal listeners",
  _maxListeners: "the emitter's own bookkeeping",
  _readableState: "the stream's own bookkeeping; a message without a body makes it late",
  _handle: 'belongs to net',
  _sharedCreds: 'belongs to tls: an object for each server',
  _contexts: 'belongs to tls',
  sessionIdContext: 'random in one process, made by tls',
  highWaterMark: 'the default of streams, which differs among generations',
}

/** Differences that are meant to be, by instance and key, with the reason. */
const ALLOWED: Record<string, string> = {}

const fakeRequest = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} }

const instances: Record<string, (modules: Modules) => object> = {
  'new OutgoingMessage()': ({ http }) => new http.OutgoingMessage(),
  'new ServerResponse(request)': ({ http }) => new http.ServerResponse(fakeRequest as never),
  'new IncomingMessage(undefined)': ({ http }) => new http.IncomingMessage(undefined as never),
  'new Agent()': ({ http }) => new http.Agent(),
  'new Agent({ keepAlive, timeout, … })': ({ http }) =>
    new http.Agent({
      keepAlive: true,
      keepAliveMsecs: 5,
      maxSockets: 2,
      maxFreeSockets: 3,
      timeout: 4,
      scheduling: 'fifo',
    }),
  globalAgent: ({ http }) => http.globalAgent,
  'https.globalAgent': ({ https }) => https.globalAgent,
  'new https.Agent()': ({ https }) => new https.Agent(),
  'createServer()': ({ http }) => http.createServer(),
  'createServer(listener)': ({ http }) => http.createServer(() => {}),
  'https.createServer()': ({ https }) => https.createServer(),
  'request() before it is sent': ({ http }) => madeRequest({ http }, {}),
  'request() with options': ({ http }) =>
    madeRequest({ http }, { method: 'POST', path: '/p', host: 'h.example', timeout: 9, joinDuplicateHeaders: true }),
}

function madeRequest({ http }: Pick<Modules, 'http'>, options: object): object {
  const req = http.request({ ...options, createConnection: () => duplexPair()[0] })
  req.on('error', () => {})
  setImmediate(() => req.destroy())
  return req
}

/** What differs of a property: of a plain object, what Node's has, for nethttp's may have more. */
function difference(key: string, own: unknown, node: unknown): string[] {
  if (isPlainObject(own) && isPlainObject(node)) {
    const sameChain = Object.getPrototypeOf(own) === Object.getPrototypeOf(node)
    const inner = Object.keys(node).flatMap((name) => difference(`${key}.${name}`, own[name], node[name]))
    return sameChain ? inner : [...inner, `${key}: of another prototype`]
  }
  return shown(own) === shown(node) ? [] : [`${key}: ${shown(own)}, in Node ${shown(node)}`]
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** A value in a form two implementations can be compared by: functions and instances by their kind. */
function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return inspect(value)
  if (Array.isArray(value)) return inspect(value, { depth: 2 })
  return `an instance of ${value.constructor.name}`
}

for (const [name, make] of Object.entries(instances)) {
  test(`${name}: its properties have the built-in's defaults`, () => {
    const expected = make(builtIn)
    const actual = make(tested)
    const differences: string[] = []
    for (const key of Object.getOwnPropertyNames(expected)) {
      if (key in IGNORED || `${name} ${key}` in ALLOWED) continue
      differences.push(...difference(key, Reflect.get(actual, key), Reflect.get(expected, key)))
    }
    assert.deepEqual(differences, [])
  })

  test(`${name}: the accessors of its prototypes answer as the built-in's`, () => {
    const expected = make(builtIn)
    const actual = make(tested)
    const differences: string[] = []
    for (const key of accessorsOf(expected)) {
      if (key in IGNORED || `${name} ${key}` in ALLOWED || /HighWaterMark$/.test(key)) continue
      differences.push(...difference(key, Reflect.get(actual, key), Reflect.get(expected, key)))
    }
    assert.deepEqual(differences, [])
  })
}

function accessorsOf(instance: object): Set<string> {
  const keys = new Set<string>()
  for (
    let next: object | null = instance;
    next !== null && next !== Object.prototype;
    next = Object.getPrototypeOf(next)
  ) {
    for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(next))) {
      if (get !== undefined) keys.add(key)
    }
  }
  return keys
}
