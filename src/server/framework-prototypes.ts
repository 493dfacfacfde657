// Frameworks that build their request and response on the prototypes of `node:http`.
//
// Express gives each request a prototype of its own, made at its loading from `http.IncomingMessage.prototype`:
//
//   request ─▶ app.request ─▶ express.request ─▶ node:http's prototype
//
// Given to `nethttp.createServer`, an application would so take our methods from our objects and put Node's in their
// place, which find nothing of theirs there. A bridge goes between the framework's object and Node's:
//
//   request ─▶ app.request ─▶ express.request ─▶ bridge ─▶ node:http's prototype
//
// On our objects the bridge answers with our members, on all others with Node's; the same framework can serve both.
// Under `nethttp/register` none of this is needed: there the framework was built on our classes.

import { Module } from 'node:module'
import { Readable, Stream } from 'node:stream'
import { IncomingMessage } from '../message/incoming-message.ts'
import { kSink, kSource } from '../message/internals.ts'
import { ServerResponse } from './server-response.ts'

/** What a framework shows of itself: the prototypes it gives to requests and responses. */
interface Framework {
  request?: unknown
  response?: unknown
}

/** One of our classes, as the bridge needs to know it. */
interface Side {
  name: string
  prototype: object
  /** Where our classes end and the streams begin that both sides share. */
  end: object
  /** A field that every object of ours has of its own, whatever prototype it was given. */
  brand: symbol
}

const INCOMING: Side = {
  name: 'IncomingMessage',
  prototype: IncomingMessage.prototype,
  end: Readable.prototype,
  brand: kSource,
}
const RESPONSE: Side = {
  name: 'ServerResponse',
  prototype: ServerResponse.prototype,
  end: Stream.prototype,
  brand: kSink,
}

const bridges = new WeakMap<object, object>()
const seen = new WeakSet<object>()
let wereModulesSearched = false

/** Called as connections come: looks at listeners of `request` that were not looked at yet. */
export function adoptFrameworks(listeners: readonly unknown[]): void {
  for (const listener of listeners) adoptFramework(listener)
  if (wereModulesSearched) return
  wereModulesSearched = true
  // The application may stand behind a listener of the program's own; the framework's module is found all the same.
  const loaded = (Module as unknown as { _cache: Record<string, { exports?: unknown } | undefined> })._cache
  for (const path of Object.keys(loaded)) {
    if (path.includes('express')) adoptFramework(loaded[path]?.exports)
  }
}

function adoptFramework(value: unknown): void {
  if ((typeof value !== 'function' && typeof value !== 'object') || value === null || seen.has(value)) return
  seen.add(value)
  const { request, response } = value as Framework
  if (isPrototypeLike(request)) buildBridge(request, INCOMING)
  if (isPrototypeLike(response)) buildBridge(response, RESPONSE)
}

function isPrototypeLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Puts the bridge under the last object that is the framework's. */
function buildBridge(framework: object, side: Side): void {
  let last = framework
  for (let next = Object.getPrototypeOf(last); next !== null; next = Object.getPrototypeOf(next)) {
    if (next === side.prototype) return
    if (Object.hasOwn(next, 'constructor') && next.constructor.name === side.name) {
      if (bridges.get(next) !== last) Object.setPrototypeOf(last, bridgeTo(next, side))
      return
    }
    last = next
  }
}

function bridgeTo(theirs: object, side: Side): object {
  const present = bridges.get(theirs)
  if (present !== undefined) return present
  const bridge = Object.create(theirs)
  // Nearest first: what a class overrides is not taken from its parent.
  for (let level = side.prototype; level !== side.end; level = Object.getPrototypeOf(level)) {
    for (const key of Reflect.ownKeys(level)) {
      if (key === 'constructor' || Object.hasOwn(bridge, key)) continue
      const member = Object.getOwnPropertyDescriptor(level, key) as PropertyDescriptor
      Object.defineProperty(bridge, key, bridgedMember(key, member, theirs, side.brand))
    }
  }
  bridges.set(theirs, bridge)
  return bridge
}

function bridgedMember(
  key: PropertyKey,
  member: PropertyDescriptor,
  theirs: object,
  brand: symbol,
): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: member.enumerable,
    get(this: object) {
      if (!(brand in this)) return Reflect.get(theirs, key, this)
      return member.get === undefined ? member.value : member.get.call(this)
    },
    set(this: object, value: unknown) {
      if (!(brand in this)) Reflect.set(theirs, key, value, this)
      else if (member.set !== undefined) member.set.call(this, value)
      // As on an object whose prototype has a plain member: the value becomes its own.
      else Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true })
    },
  }
}
