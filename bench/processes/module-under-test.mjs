// Knows where the module under test comes from: a built-in name is the one of this Node; `nethttp` is this checkout, by
// its own name and so through its `exports`; `before` is another checkout, whose folder the environment names; `unchecked`
// is the shape of the API with nothing in it.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as unchecked from '../subjects/unchecked-http.mjs'

const thisCheckout = fileURLToPath(new URL('../../', import.meta.url))

/** @param isSecure the https face */
export function loadHttp(variant, isSecure = false) {
  if (variant === 'node:http') return createRequire(import.meta.url)(isSecure ? 'node:https' : 'node:http')
  if (variant === 'unchecked') return unchecked
  const require = createRequire(join(folderOf(variant, process.env.BENCH_BEFORE), 'package.json'))
  return require(isSecure ? 'nethttp/https' : 'nethttp')
}

/** What starts a program under `register`, or nothing for the built-in. */
export function registerOptions(variant, before) {
  if (variant === 'node:http') return []
  return ['--import', pathToFileURL(join(folderOf(variant, before), 'dist/register.mjs')).href]
}

function folderOf(variant, before) {
  return variant === 'before' ? before : thisCheckout
}
