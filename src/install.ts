// Puts the package's exports in place of `node:http`'s and `node:https`'s, for the whole process; what
// `nethttp/register` does. NETHTTP=off in the environment leaves the built-in alone.

import { createRequire, syncBuiltinESMExports } from 'node:module'
import http from './http.ts'
import https from './https.ts'
import { legacyModules } from './legacy.ts'
import { VERSION } from './version.ts'

/** The built-in modules as somebody has them already. */
interface Builtins {
  http: object
  https: object
}

const PRELOAD = /^(?:-r|--require|--import)(?:=|$)/

/** Whether this package is all that the command line loads before the program: nobody can have hooked anything yet. */
export function isFirstPreload(): boolean {
  const words = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  return words.filter((word) => PRELOAD.test(word)).length === 1
}

/** Keeps its own: the native parsers of the built-in, which core's other users have, are counted by it. */
const LEFT_ALONE = new Set<PropertyKey>(['setMaxIdleHTTPParsers'])

function getBuiltin(name: string): object {
  return process.getBuiltinModule?.(name) ?? createRequire(__filename)(name)
}

function replaceExports(target: object, source: object): void {
  for (const name of Reflect.ownKeys(source)) {
    if (LEFT_ALONE.has(name)) continue
    const descriptor = Object.getOwnPropertyDescriptor(source, name) as PropertyDescriptor
    Object.defineProperty(target, name, { ...descriptor, enumerable: typeof name === 'string', configurable: true })
  }
}

/**
 * @param given the modules, where they can be had without asking for them: hooks that wrap a module when it is first
 *   asked for (OpenTelemetry's) must see nethttp then, and not what it is put in the place of
 */
export function install(given?: Builtins): { active: boolean; version: string } {
  const active = process.env.NETHTTP !== 'off'
  if (active) {
    replaceExports(given?.http ?? getBuiltin('node:http'), http)
    replaceExports(given?.https ?? getBuiltin('node:https'), https)
    for (const [name, source] of Object.entries(legacyModules)) replaceExports(getBuiltin(name), source)
    syncBuiltinESMExports()
  }
  return { active, version: VERSION }
}
