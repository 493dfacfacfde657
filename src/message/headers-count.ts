// `maxHeadersCount`: how many fields of a message are shown, and from how many on a message is refused. Pure.

import type { Leniency } from '../protocol/leniency.ts'
import { STRICT } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'

/** Node 20 leaves out what is too much; the generations after it refuse the message (CVE-2026-58044). */
const IS_CUT = process.versions.node.startsWith('20.')

/** How many fields a program is shown: the number it set, or all that a message may have. */
export function countToShow(maxHeadersCount: number | null | undefined): number {
  return isLimit(maxHeadersCount) ? maxHeadersCount : Number.POSITIVE_INFINITY
}

/**
 * How many fields a message may have. To leave fields out in silence hides what another reader of the message acts
 * upon, and may hide its framing from a proxy that builds it anew (RFC 9110 §5.4: answer with 4xx). On Node 20, and of
 * answers on any, programs and tests of Node expect the first so many all the same.
 * @param isCut whether the built-in leaves out what is too much; by default: of a request
 */
export function countToRefuse(
  maxHeadersCount: number | null | undefined,
  leniency: Leniency,
  isCut: boolean = IS_CUT,
): number {
  if (typeof maxHeadersCount !== 'number') return LIMITS.maxHeadersCount.value
  const mayCut = isCut && leniency !== STRICT
  return isLimit(maxHeadersCount) && !mayCut ? maxHeadersCount : Number.POSITIVE_INFINITY
}

function isLimit(maxHeadersCount: number | null | undefined): maxHeadersCount is number {
  return typeof maxHeadersCount === 'number' && maxHeadersCount > 0
}
