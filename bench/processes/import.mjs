// A program that imports the module under test and says how many milliseconds it waited: `import.mjs <variant>`.

import { readFileSync } from 'node:fs'

const [variant] = process.argv.slice(2)
const target = variant === 'node:http' ? variant : fileOf(variant)

/** What `import 'nethttp'` is of a checkout. */
function fileOf(checkout) {
  const folder =
    checkout === 'before' ? new URL(`file://${process.env.BENCH_BEFORE}/`) : new URL('../../', import.meta.url)
  const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  return new URL(exports['.'].import.default, folder)
}

const startedMs = performance.now()
await import(target)
console.log(performance.now() - startedMs)
