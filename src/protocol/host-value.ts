// What a Host field may say: uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2 and §3.2.3). Pure decisions on text.

/**
 * IP-literal, of IPv6 or the future. Of a link-local address the zone is there as well: clients that are given
 * `fe80::1%eth0` send it (RFC 6874 §2).
 */
const IP_LITERAL = String.raw`\[(?:(?=[^:\]]*:[^:\]]*:)[0-9a-f:.]{2,}(?:%[\w.~%-]+)?|v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+)\]`

/** IP-literal or reg-name, which may be empty; the port may be empty too. */
const HOST = new RegExp(`^(?:${IP_LITERAL}|(?:[\\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)(?::\\d*)?$`, 'i')

/** Also with white space in the name, and with the second port that Node's client adds to a host that has one. */
const HOST_OF_NODE = new RegExp(
  `^(?:${IP_LITERAL}|(?:[\\t \\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)(?::\\d*|:\\d+:\\d+)?$`,
  'i',
)

/**
 * Whether `value` can be the value of a Host field.
 * @param isLenient also with what Node's tests ask for
 */
export function isHostValue(value: string, isLenient: boolean): boolean {
  return (isLenient ? HOST_OF_NODE : HOST).test(value)
}

const AUTHORITY = /^(?:\[[0-9a-f:.]{2,}\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})+):(\d{1,5})$/i
const HIGHEST_PORT = 65_535

/** Whether `target` says where a tunnel leads (RFC 9110 §9.3.6): host and port, both of them. */
export function isTunnelAuthority(target: string): boolean {
  const port = Number(AUTHORITY.exec(target)?.[1] ?? 0)
  return port > 0 && port <= HIGHEST_PORT
}
