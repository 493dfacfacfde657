// An exchange as text: → a request, ← a response, · what happened. Pure.
//
// An exchange is a list of parts: { request: head }, { response: head } and { facts: [[label, text], …] }.

const INDENT = '   '

export function formatExchange(parts, style) {
  const width = Math.max(...parts.flatMap(rowsOf).map(([label]) => label.length))
  return parts.flatMap((part) => formatPart(part, width, style)).join('\n')
}

function rowsOf({ request, response, facts }) {
  return facts ?? (request ?? response).fields
}

function formatPart({ request, response, facts }, width, style) {
  const row = ([label, text], mark) => `${INDENT}${mark} ${style.dim(label.padEnd(width))}  ${text}`
  if (facts) return facts.map((fact) => row(fact, '·'))
  const { line, fields } = request ?? response
  const start = request ? style.cyan(`→ ${line}`) : colourOfStatus(line, style)(`← ${line}`)
  return [`${INDENT}${start}`, ...fields.map((field) => row(field, ' '))]
}

function colourOfStatus(line, style) {
  const status = Number(line.split(' ', 2)[1])
  return status < 400 ? style.green : style.yellow
}
