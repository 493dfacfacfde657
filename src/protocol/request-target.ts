// The four forms of a request target (RFC 9112 §3.2) and which method takes which. Pure decisions on text.

import type { RuleName } from './errors.ts'
import { isTunnelAuthority } from './host-value.ts'
import { LENIENT_CONNECT, LENIENT_TARGET, type Leniency } from './leniency.ts'

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\//i
/** RFC 9110 §4.2.1: http and https need a host. */
const WITHOUT_HOST = /^https?:\/\/(?:[^/?#]*@|(?![^/?#]*@))(?:[/?#:]|$)/i

/** What is wrong with `target` for `method`, or null. */
export function findTargetFault(method: string, target: string, lenient: Leniency): RuleName | null {
  if (method === 'CONNECT') return findTunnelFault(target, lenient)
  if (target.charCodeAt(0) === 0x2f) return null
  if (target === '*') return method === 'OPTIONS' || (lenient & LENIENT_TARGET) !== 0 ? null : 'targetAsterisk'
  if (!ABSOLUTE_FORM.test(target)) return 'targetForm'
  return (lenient & LENIENT_TARGET) === 0 && WITHOUT_HOST.test(target) ? 'targetNoHost' : null
}

/** A path, which proxies for tests use, is let through by default: Node's own tests ask for it. */
function findTunnelFault(target: string, lenient: Leniency): RuleName | null {
  if ((lenient & LENIENT_TARGET) !== 0 || isTunnelAuthority(target)) return null
  return (lenient & LENIENT_CONNECT) !== 0 && target.startsWith('/') ? null : 'targetTunnel'
}
