// The long run of the properties, one after the other, for as long as is asked; started by scripts/fuzz.mjs.
// Prints how many inputs each was given; on a failure the shrunk input, escaped, with the seed that makes it again.

import { inputOf } from './inputs.ts'
import { type Role, readsBackWhatWasWritten, sameAtAnyCuts, sameInSecondReading } from './properties.ts'

type Property = (text: string, seed: number, role: Role) => string | null

const PROPERTIES: [name: string, property: Property, role: Role][] = [
  ['requests are read alike at any cuts', sameAtAnyCuts, 'request'],
  ['responses are read alike at any cuts', sameAtAnyCuts, 'response'],
  ['requests are read alike by the second reading', sameInSecondReading, 'request'],
  ['responses are read alike by the second reading', sameInSecondReading, 'response'],
  ['what was written is read back', readsBackWhatWasWritten, 'response'],
]
const BATCH = 500
/** Between two looks at the clock a property gets this long. */
const TURN_MS = 2000

function check(property: Property, text: string, seed: number, role: Role): string | null {
  try {
    return property(text, seed, role)
  } catch (error) {
    return `thrown: ${(error as Error).stack}`
  }
}

/** Leaves out piece after piece, as long as what is left still fails. */
function shrink(property: Property, text: string, seed: number, role: Role): string {
  let shortest = text
  for (let size = Math.max(1, text.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let at = 0; at < shortest.length; ) {
      const tried = shortest.slice(0, at) + shortest.slice(at + size)
      if (check(property, tried, seed, role) !== null) shortest = tried
      else at += size
    }
  }
  return shortest
}

function report(name: string, property: Property, seed: number, role: Role): void {
  const shortest = shrink(property, inputOf(seed, role), seed, role)
  console.error(`\nFAILED: ${name}, seed of the input ${seed}`)
  console.error(JSON.stringify(shortest))
  console.error(check(property, shortest, seed, role))
}

export function fuzz(minutes: number, seed: number): boolean {
  const counts = PROPERTIES.map(() => 0)
  const end = performance.now() + minutes * 60_000
  console.log(`seed ${seed}, ${minutes} min`)
  let next = seed >>> 0
  while (performance.now() < end) {
    for (const [i, [name, property, role]] of PROPERTIES.entries()) {
      const turnEnd = Math.min(end, performance.now() + TURN_MS)
      while (performance.now() < turnEnd) {
        for (let n = 0; n < BATCH; n++) {
          next = (next + 0x9e3779b1) >>> 0
          if (check(property, inputOf(next, role), next, role) !== null) {
            report(name, property, next, role)
            return false
          }
        }
        counts[i] += BATCH
      }
    }
  }
  for (const [i, [name]] of PROPERTIES.entries()) console.log(`${counts[i].toString().padStart(12)}  ${name}`)
  console.log(
    `${counts
      .reduce((sum, count) => sum + count, 0)
      .toString()
      .padStart(12)}  in all, nothing open`,
  )
  return true
}
