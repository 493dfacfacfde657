// The four forms of a request target (RFC 9112 §3.2) and which method takes which. Pure decisions on text.

import type { RuleName } from './errors.ts'

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\//i

/**
 * What is wrong with `target` for `method`, or null.
 *
 * Looser than the RFC where programs rely on it: `*` goes with any method (RFC 9112 §3.2.4 has it for OPTIONS),
 * and CONNECT takes a path too, which proxies for tests use.
 */
export function findTargetFault(method: string, target: string): RuleName | null {
  if (method === 'CONNECT') return null
  if (target.charCodeAt(0) === 0x2f || target === '*') return null
  return ABSOLUTE_FORM.test(target) ? null : 'targetForm'
}
