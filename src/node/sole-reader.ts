// Who would get what comes in on a stream. Knows streams and listeners; must not know what the bytes mean.

import type { Readable } from 'node:stream'

/** Whether a piece that is pushed into `stream` now would go to `listener` of `data` at once, and to nobody else. */
export function isSoleReader(stream: Readable, listener: unknown): boolean {
  if (stream.readableFlowing !== true || stream.readableLength > 0) return false
  return stream.listenerCount('data') === 1 && stream.listenerCount('data', listener as () => void) === 1
}
