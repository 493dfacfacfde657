// Names that share one hash in V8's tables, for a seed that is known. Node 20 hashes strings one character after another
// into 32 bits, each step of which can be undone: so four characters are gone forward from the seed, five backward from
// the hash that is wanted, and where both meet there is a name. Newer Nodes hash otherwise, and these names fall apart.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const FORWARD = 4
const BACKWARD = 5
/** 1025 × this is 1, modulo 2³²: it undoes the addition of a number that was shifted by ten bits. */
const INVERSE_OF_1025 = 0xc00ffc01

function step(hash: number, code: number): number {
  const mixed = Math.imul(hash + code, 1025)
  return (mixed ^ (mixed >>> 6)) >>> 0
}

function stepBack(hash: number, code: number): number {
  const mixed = hash ^ (hash >>> 6) ^ (hash >>> 12) ^ (hash >>> 18) ^ (hash >>> 24) ^ (hash >>> 30)
  return (Math.imul(mixed, INVERSE_OF_1025) - code) >>> 0
}

function letterAt(index: number, place: number): number {
  return LETTERS.charCodeAt((index >>> (5 * place)) & 31)
}

function word(index: number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCharCode(letterAt(index, i))
  return text
}

interface Starts {
  indexByHash: Map<number, number>
  /** Whether any hash has these low bits: asked first, since most have not. */
  hasLowBits: Uint8Array
}

const LOW_BITS = 2 ** 24 - 1
const startsOfSeed = new Map<number, Starts>()

/** Where the beginnings of names lead to from the seed. */
function startsFrom(seed: number): Starts {
  const known = startsOfSeed.get(seed)
  if (known !== undefined) return known
  const starts: Starts = { indexByHash: new Map(), hasLowBits: new Uint8Array(LOW_BITS + 1) }
  for (let index = 0; index < 32 ** FORWARD; index++) {
    let reached = seed
    for (let i = 0; i < FORWARD; i++) reached = step(reached, letterAt(index, i))
    starts.indexByHash.set(reached, index)
    starts.hasLowBits[reached & LOW_BITS] = 1
  }
  startsOfSeed.set(seed, starts)
  return starts
}

/**
 * @param seed what `node --hash-seed` was given
 * @param hash which they share, before it is finished
 */
export function collidingNames(count: number, seed: number, hash: number): string[] {
  const { hasLowBits, indexByHash } = startsFrom(seed)
  const names: string[] = []
  for (let index = 0; names.length < count && index < 32 ** BACKWARD; index++) {
    let reached = hash
    for (let i = BACKWARD - 1; i >= 0; i--) reached = stepBack(reached, letterAt(index, i))
    const start = hasLowBits[reached & LOW_BITS] === 1 ? indexByHash.get(reached) : undefined
    if (start !== undefined) names.push(word(start, FORWARD) + word(index, BACKWARD))
  }
  return names
}
