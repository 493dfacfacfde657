// `nethttp/register`: puts the package's exports in place of `node:http`'s and `node:https`'s, for the whole process.
//   node --import nethttp/register app.js
// NETHTTP=off in the environment leaves the built-in alone.

import { createRequire, syncBuiltinESMExports } from 'node:module'
import http from './http.ts'
import https from './https.ts'
import { legacyModules } from './legacy.ts'

function getBuiltin(name: string): object {
  return process.getBuiltinModule?.(name) ?? createRequire(__filename)(name)
}

function replaceExports(target: object, source: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(source))) {
    if (LEFT_ALONE.has(name)) continue
    Object.defineProperty(target, name, { ...descriptor, enumerable: true, configurable: true })
  }
}

/** Keeps its own: the native parsers of the built-in, which core's other users have, are counted by it. */
const LEFT_ALONE = new Set(['setMaxIdleHTTPParsers'])

if (process.env.NETHTTP !== 'off') {
  replaceExports(getBuiltin('node:http'), http)
  replaceExports(getBuiltin('node:https'), https)
  for (const [name, source] of Object.entries(legacyModules)) replaceExports(getBuiltin(name), source)
  syncBuiltinESMExports()
}
export default {}
