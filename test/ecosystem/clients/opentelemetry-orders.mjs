// OpenTelemetry loaded by a flag, before and behind nethttp/register, for CommonJS and for ES modules: the spans are
// there whichever comes first.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { program } from '../support/program.mjs'

const at = (name) => fileURLToPath(new URL(`../hooks/${name}`, import.meta.url))
/** On nethttp this is `--import …/register.mjs`; nothing on the built-in. */
const own = process.execArgv

await program('@opentelemetry/instrumentation-http', async ({ lane }) => {
  const say = lane('programs')
  for (const hook of [
    ['--require', at('opentelemetry.cjs')],
    ['--import', at('opentelemetry.cjs')],
  ]) {
    for (const file of ['exchange.cjs', 'exchange.mjs']) {
      for (const [order, flags] of [
        ['behind', [...own, ...hook]],
        ['before', [...hook, ...own]],
      ]) {
        const options = { encoding: 'utf8', timeout: 15_000, stdio: ['ignore', 'pipe', 'ignore'] }
        say(hook[0], file, order, execFileSync(process.execPath, [...flags, at(file)], options).trim())
      }
    }
  }
})
