// The long run of the properties, a little of each in turn, for as long as is asked; started by scripts/fuzz.mjs.
// Prints how many inputs each was given; on a failure the shrunk input, escaped, with the seed that makes it again.

import { DIFFERENTIALS, type Differential, MODES } from './differentials.ts'
import { inputOf } from './inputs.ts'
import { type Role, readsBackRequests, readsBackResponses, sameAtAnyCuts, sameInSecondReading } from './properties.ts'

interface Property {
  name: string
  input(seed: number): string
  /** What is wrong with the input, or null. */
  check(text: string, seed: number): string | null | Promise<string | null>
  /** How many inputs are looked at together. */
  atOnce: number
}

type Plain = (text: string, seed: number, role: Role) => string | null

function plain(name: string, property: Plain, role: Role): Property {
  return { name, input: (seed) => inputOf(seed, role), check: (text, seed) => property(text, seed, role), atOnce: 500 }
}

const compared = (differential: Differential) =>
  MODES.map(
    (mode): Property => ({
      name: `${differential.name}, reading ${mode}`,
      input: differential.input,
      check: async (text, seed) => (await differential.compare(text, mode, seed)).fault,
      atOnce: 100,
    }),
  )

const PROPERTIES: readonly Property[] = [
  plain('requests are read alike at any cuts', sameAtAnyCuts, 'request'),
  plain('responses are read alike at any cuts', sameAtAnyCuts, 'response'),
  plain('requests are read alike by the second reading', sameInSecondReading, 'request'),
  plain('responses are read alike by the second reading', sameInSecondReading, 'response'),
  plain('responses that were written are read back', readsBackResponses, 'response'),
  plain('requests that were written are read back', readsBackRequests, 'request'),
  ...DIFFERENTIALS.flatMap(compared),
]
/** A turn is as short as one batch: every property has its share of a short run. */
const TURN_MS = 100

async function check({ check }: Property, text: string, seed: number): Promise<string | null> {
  try {
    return await check(text, seed)
  } catch (error) {
    return `thrown: ${(error as Error).stack}`
  }
}

/** Leaves out piece after piece, as long as what is left still fails. */
async function shrink(property: Property, text: string, seed: number): Promise<string> {
  let shortest = text
  for (let size = Math.max(1, text.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let at = 0; at < shortest.length; ) {
      const tried = shortest.slice(0, at) + shortest.slice(at + size)
      if ((await check(property, tried, seed)) !== null) shortest = tried
      else at += size
    }
  }
  return shortest
}

/** Whether it fails when it is looked at alone: in a busy process a stream may end late. */
async function report(property: Property, seed: number): Promise<boolean> {
  const text = property.input(seed)
  const fault = await check(property, text, seed)
  if (fault === null) return false
  const shortest = await shrink(property, text, seed)
  console.error(`\nFAILED: ${property.name}, seed of the input ${seed}`)
  console.error(JSON.stringify(shortest))
  console.error((await check(property, shortest, seed)) ?? `not so again; at first\n${fault}`)
  return true
}

export async function fuzz(minutes: number, seed: number): Promise<boolean> {
  const counts = PROPERTIES.map(() => 0)
  const end = performance.now() + minutes * 60_000
  console.log(`seed ${seed}, ${minutes} min`)
  let next = seed >>> 0
  while (performance.now() < end) {
    for (const [i, property] of PROPERTIES.entries()) {
      const turnEnd = performance.now() + TURN_MS
      do {
        const seeds = Array.from({ length: property.atOnce }, () => {
          next = (next + 0x9e3779b1) >>> 0
          return next
        })
        const results = await Promise.all(seeds.map((one) => check(property, property.input(one), one)))
        for (const [n, fault] of results.entries())
          if (fault !== null && (await report(property, seeds[n]))) return false
        counts[i] += property.atOnce
      } while (performance.now() < turnEnd)
    }
  }
  for (const [i, { name }] of PROPERTIES.entries()) console.log(`${counts[i].toString().padStart(12)}  ${name}`)
  const all = counts.reduce((sum, count) => sum + count, 0)
  console.log(`${all.toString().padStart(12)}  in all, nothing open`)
  return true
}
