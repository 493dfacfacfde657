// What a Host field may say: uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2 and §3.2.3). Pure decisions on text.

/** IP-literal (of IPv6 or the future), or reg-name, which may be empty; a port may be empty too. */
const HOST =
  /^(?:\[(?:[0-9a-f:.]{2,}|v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+)\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)(?::\d*)?$/i

/** Whether `value` can be the value of a Host field. */
export function isHostValue(value: string): boolean {
  return HOST.test(value)
}

const AUTHORITY = /^(?:\[[0-9a-f:.]{2,}\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})+):(\d{1,5})$/i
const HIGHEST_PORT = 65_535

/** Whether `target` says where a tunnel leads (RFC 9110 §9.3.6): host and port, both of them. */
export function isTunnelAuthority(target: string): boolean {
  const port = Number(AUTHORITY.exec(target)?.[1] ?? 0)
  return port > 0 && port <= HIGHEST_PORT
}
