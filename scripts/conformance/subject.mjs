// What the tests are run on: Node's built-in modules, or nethttp put in their place by its register module.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './options.mjs'

export const builtin = { name: 'built-in', flags: [], nodeOptions: '' }

/** nethttp, through the register module of the checkout's dist (or through the one given). */
export function nethttp(checkout, registerFile) {
  const file = registerFile ?? join(checkout, 'dist', 'register.mjs')
  if (!existsSync(file)) throw new UsageError(`${file} does not exist: build first, or run with --builtin`)
  const flags = file.endsWith('.cjs') ? ['--require', file] : ['--import', pathToFileURL(file).href]
  return { name: 'nethttp', flags, nodeOptions: quoted(flags) }
}

function quoted(flags) {
  return flags.map((flag) => JSON.stringify(flag)).join(' ')
}
