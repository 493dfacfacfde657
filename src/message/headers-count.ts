// `maxHeadersCount`: how many fields of a message are shown, and from how many on a message is refused. Pure.

import { LIMITS } from '../protocol/limits.ts'

/** How many fields a program is shown: the number it set, or all that a message may have. */
export function countToShow(maxHeadersCount: number | null | undefined): number {
  return typeof maxHeadersCount === 'number' && maxHeadersCount > 0 ? maxHeadersCount : Number.POSITIVE_INFINITY
}

/**
 * How many fields a message may have. A program that sets a number wants the first so many and no error; without
 * one, to leave fields out in silence could hide what another reader of the message acts upon.
 */
export function countToRefuse(maxHeadersCount: number | null | undefined): number {
  return typeof maxHeadersCount === 'number' ? Number.POSITIVE_INFINITY : LIMITS.maxHeadersCount.value
}
