// The four forms of a request target (RFC 9112 §3.2) and which method takes which. Pure decisions on text.

import type { RuleName } from './errors.ts'
import { isHostValue, isTunnelAuthority } from './host-value.ts'
import { LENIENT_CONNECT, LENIENT_HOST, LENIENT_TARGET, LENIENT_URI, type Leniency } from './leniency.ts'

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\//i
/** What http and https have between their slashes and the path. */
const AUTHORITY = /^https?:\/\/([^/?#]*)/i
/** RFC 9110 §4.2.1: http and https need a host. */
const WITHOUT_HOST = /^(?:[^@]*@|(?![^@]*@))(?::|$)/
/** RFC 3986 §2 has no place for these, nor for a percent sign without two digits (§2.1). */
const NOT_IN_URI = /["<>\\^`{|}]|%(?![\da-f]{2})/i

/** What is wrong with `target` for `method`, or null. */
export function findTargetFault(method: string, target: string, lenient: Leniency): RuleName | null {
  if (method === 'CONNECT') return findTunnelFault(target, lenient)
  if ((lenient & LENIENT_URI) === 0 && NOT_IN_URI.test(target)) return 'targetCharacter'
  if (target.charCodeAt(0) === 0x2f) return null
  if (target === '*') return method === 'OPTIONS' || (lenient & LENIENT_TARGET) !== 0 ? null : 'targetAsterisk'
  if (!ABSOLUTE_FORM.test(target)) return 'targetForm'
  return (lenient & LENIENT_TARGET) === 0 ? findAuthorityFault(target, lenient) : null
}

/**
 * The authority of absolute-form counts in the place of Host (RFC 9112 §3.2.2), so it is held to the same; userinfo
 * has no place in it (RFC 9110 §4.2.4).
 */
function findAuthorityFault(target: string, lenient: Leniency): RuleName | null {
  const authority = AUTHORITY.exec(target)?.[1]
  if (authority === undefined) return null
  if (WITHOUT_HOST.test(authority)) return 'targetNoHost'
  return isHostValue(authority, (lenient & LENIENT_HOST) !== 0) ? null : 'targetAuthority'
}

/** A path, which proxies for tests use, is let through by default: Node's own tests ask for it. */
function findTunnelFault(target: string, lenient: Leniency): RuleName | null {
  if ((lenient & LENIENT_TARGET) !== 0 || isTunnelAuthority(target)) return null
  return (lenient & LENIENT_CONNECT) !== 0 && target.startsWith('/') ? null : 'targetTunnel'
}
