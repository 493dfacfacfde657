// The NO_PROXY list: which hosts are reached without the proxy. Pure.
//
//   *                      every host
//   example.com            the host of that name
//   .example.com           that host, and every host below it
//   *.example.com          every host below it
//   192.0.2.7   [::1]      an address, as the request names it; the brackets may be missing
//   192.0.2.1-192.0.2.9    addresses from … to …, of one family
//   example.com:8080       the host, or the address, at one port
//
// Names are compared as they stand, in small letters: nothing is looked up.

import { BlockList, isIP } from 'node:net'

type Rule = (host: string, port: string) => boolean

export class NoProxyList {
  private readonly rules: readonly Rule[]

  /** @param text entries with commas between them */
  constructor(text: string) {
    const entries = text.split(',').map((entry) => entry.trim().toLowerCase())
    this.rules = entries.filter(Boolean).map(ruleOf)
  }

  has(host: string, port: number | string): boolean {
    const name = withoutBrackets(host.toLowerCase())
    const portText = String(port)
    return this.rules.some((matches) => matches(name, portText))
  }
}

function ruleOf(entry: string): Rule {
  if (entry === '*') return () => true
  if (entry.startsWith('*.')) return (host) => host.endsWith(entry.slice(1))
  if (entry.startsWith('.')) return (host) => host.endsWith(entry) || host === entry.slice(1)
  const name = withoutBrackets(entry)
  return rangeRule(entry) ?? ((host, port) => host === name || isHostAndPort(entry, host, port))
}

/** `first-last`, when both are addresses. A name may have a dash, too. */
function rangeRule(entry: string): Rule | null {
  const [first, last, more] = entry.split('-').map((end) => withoutBrackets(end.trim()))
  const family = isIP(first)
  if (last === undefined || more !== undefined || family === 0 || isIP(last) !== family) return null
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const range = new BlockList()
  try {
    range.addRange(first, last, type)
  } catch {
    // The last comes before the first: there is nothing between them.
    return () => false
  }
  return (host) => isIP(host) === family && range.check(host, type)
}

function isHostAndPort(entry: string, host: string, port: string): boolean {
  return entry === `${host}:${port}` || entry === `[${host}]:${port}`
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}
