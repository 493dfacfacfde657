// Knows the answer that bare `net` gives: the bytes `node:http` would write for the same headers and body, made once.

export function bareAnswer(headers, body) {
  const lines = ['HTTP/1.1 200 OK']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  lines.push(`Date: ${new Date().toUTCString()}`, 'Connection: keep-alive', 'Keep-Alive: timeout=5')
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
