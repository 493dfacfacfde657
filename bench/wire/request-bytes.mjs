// Knows how a row's request looks on the wire, for the senders which write bytes: wrk and the bare `net` clients.

export function requestText({ method, path, headers, body }, port) {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]
  for (const [name, value] of Object.entries(headers)) {
    for (const each of [value].flat()) lines.push(`${name}: ${each}`)
  }
  const isFramed = headers['Transfer-Encoding'] !== undefined || body === ''
  if (!isFramed) lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
