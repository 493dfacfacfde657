// The head of a message as it came in: its start line and its field lines. Pure.

/** @param message an IncomingMessage of either role */
export function headOf(message) {
  const { method, url, httpVersion, statusCode, statusMessage, rawHeaders } = message
  const line = method ? `${method} ${url} HTTP/${httpVersion}` : `HTTP/${httpVersion} ${statusCode} ${statusMessage}`
  const fields = []
  for (let i = 0; i < rawHeaders.length; i += 2) fields.push([rawHeaders[i], rawHeaders[i + 1]])
  return { line, fields }
}
