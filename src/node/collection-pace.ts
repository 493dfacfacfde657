// When V8 looks for dead buffers. A body that streams in makes a buffer of 64 KiB for each read and next to nothing else.
// A small collection frees them cheaply, but it comes only when the few hundred bytes that each costs in V8's own heap
// have filled the young generation; on Node 24 and 26 the sum of the buffers alarms V8 before that, and it marks the whole
// heap instead, for every 64 MiB of them or less. So where that sum has grown and no small collection came, this brings
// one about, in the one way that a program has: it fills the young generation.
//
// Bench row `upload`; requests of 1 MiB that are read by events: 0.6 to 0.75 of the processor time before.
// Knows counts of bytes and what V8 says of its memory; must not know what the bytes mean.

/** How many bytes of bodies come between two looks. */
const BYTES_BETWEEN_LOOKS = 2 * 2 ** 20
/** V8 is alarmed at 64 MiB where it has a processor to itself, at half of that and less where it waits for one. */
const MOST_GROWTH_BYTES = 16 * 2 ** 20
/** Filling so much takes about 2 ms. A young generation that a flag made larger is left alone: what it gains is not known. */
const MOST_FILLED_BYTES = 16 * 2 ** 20
const PIECE_SLOTS = 1024
const PIECE_BYTES = PIECE_SLOTS * 8

let unseenBytes = 0
let lowestBytes = Number.POSITIVE_INFINITY
/** Of an object, so that neither a bundler nor V8 leaves out the making of what nobody reads. */
const filling: { piece: unknown[] | null } = { piece: null }

/** Told of every piece of a body that has come in. */
export function paceCollections(bytes: number): void {
  unseenBytes += bytes
  if (unseenBytes >= BYTES_BETWEEN_LOOKS) look()
}

function look(): void {
  unseenBytes = 0
  // Not imported: it would be loaded with every program (bench row `import`).
  const v8 = process.getBuiltinModule('node:v8')
  const bytes = v8.getHeapStatistics().external_memory
  lowestBytes = Math.min(lowestBytes, bytes)
  if (bytes - lowestBytes < MOST_GROWTH_BYTES) return
  lowestBytes = bytes
  const young = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  if (young !== undefined && young.space_available_size <= MOST_FILLED_BYTES) fill(young.space_available_size)
}

function fill(bytes: number): void {
  for (let filled = 0; filled <= bytes; filled += PIECE_BYTES) filling.piece = new Array(PIECE_SLOTS)
  filling.piece = null
}
