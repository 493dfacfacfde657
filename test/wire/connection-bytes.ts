// Sending bytes cut in the three ways of the table: whole, one by one, and at places that a seed decides.
// Knows a socket of `net`; must not know HTTP.

import type net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

export type Cut = 'whole' | 'bytes' | 'random'

export const CUTS: readonly Cut[] = ['whole', 'bytes', 'random']

/** Larger inputs are not sent byte by byte: the first and last bytes are, the middle goes in blocks. */
const EDGE_BYTES = 400
const BLOCK_BYTES = 997

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A seed of a text, so that each case has cuts of its own, and always the same. */
export function seedOf(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return hash >>> 0
}

export function cutBytes(bytes: Buffer, cut: Cut, seed: number): Buffer[] {
  if (cut === 'whole' || bytes.length < 2) return [bytes]
  if (cut === 'random') return cutAtRandom(bytes, seed)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const isMiddle = at >= EDGE_BYTES && at + BLOCK_BYTES < bytes.length - EDGE_BYTES
    const size = isMiddle ? BLOCK_BYTES : 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

function cutAtRandom(bytes: Buffer, seed: number): Buffer[] {
  const random = seeded(seed)
  const cuts = new Set<number>()
  const wanted = Math.min(bytes.length - 1, 1 + Math.floor(random() * 6))
  while (cuts.size < wanted) cuts.add(1 + Math.floor(random() * (bytes.length - 1)))
  const ordered = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  return ordered.slice(1).map((to, i) => bytes.subarray(ordered[i], to))
}

/** Sends the pieces a turn of the event loop apart, so that each is a read of its own; stops when the peer has ended. */
export async function sendPieces(socket: net.Socket, pieces: readonly Buffer[], isOver: () => boolean): Promise<void> {
  for (const piece of pieces) {
    if (isOver() || socket.destroyed) return
    socket.write(piece)
    if (pieces.length === 1) return
    // Two turns, so that what the peer answered is read before more is sent: its end would lose it.
    await turn()
    await turn()
  }
}
