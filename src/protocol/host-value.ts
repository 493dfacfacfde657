// What a Host field may say: uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2 and §3.2.3). Pure decisions on text.

/**
 * IP-literal (of IPv6 or the future), or reg-name, which may be empty; a port may be empty too. Of a link-local address the
 * zone is there as well: clients that are given `fe80::1%eth0` send it (RFC 6874 §2).
 */
const HOST =
  /^(?:\[(?:(?=[^:\]]*:[^:\]]*:)[0-9a-f:.]{2,}(?:%[\w.~%-]+)?|v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+)\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)(:\d*|:\d+:\d+)?$/i

/**
 * Whether `value` can be the value of a Host field.
 * @param mayHavePorts also with a second port, which Node's client adds to a host that has one, and its tests ask for
 */
export function isHostValue(value: string, mayHavePorts: boolean): boolean {
  const match = HOST.exec(value)
  return match !== null && (mayHavePorts || (match[1] ?? '').lastIndexOf(':') <= 0)
}

const AUTHORITY = /^(?:\[[0-9a-f:.]{2,}\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})+):(\d{1,5})$/i
const HIGHEST_PORT = 65_535

/** Whether `target` says where a tunnel leads (RFC 9110 §9.3.6): host and port, both of them. */
export function isTunnelAuthority(target: string): boolean {
  const port = Number(AUTHORITY.exec(target)?.[1] ?? 0)
  return port > 0 && port <= HIGHEST_PORT
}
