// From what a test's process did to the verdict: pass, fail or skip, and for a failure the reason in one line.

const reasonLength = 240
const errorLine = /^(?:Uncaught )?(?:AssertionError|[A-Z]\w*Error|Error|DOMException)\b.*[[:]/
const embeddedError = /(?:AssertionError|[A-Z]\w*Error)(?: \[\w+\])?: .*/
const mismatchLine = /^Mismatched /

/** The verdict on one outcome of `runProcess`. */
export function judge(outcome, timeoutSeconds) {
  if (outcome.startError) return { result: 'fail', reason: `cannot be started: ${outcome.startError.message}` }
  if (outcome.timedOut) return { result: 'fail', reason: `timed out after ${timeoutSeconds} s${hint(outcome)}` }
  if (outcome.signal) return { result: 'fail', reason: `killed by ${outcome.signal}${hint(outcome)}` }
  if (outcome.code !== 0) return { result: 'fail', reason: explain(outcome) ?? `exited with code ${outcome.code}` }
  return { result: /^1\.\.0 # Skipped/m.test(outcome.stdout) ? 'skip' : 'pass', reason: '' }
}

function hint(outcome) {
  const explanation = explain(outcome)
  return explanation ? `: ${explanation}` : ''
}

/** The first line that says what went wrong, or undefined when nothing does. */
function explain({ stdout, stderr }) {
  const reason = errorIn(stderr) ?? mismatchIn(stdout) ?? errorIn(stdout) ?? lastLine(stderr) ?? lastLine(stdout)
  return reason && shorten(reason)
}

function errorIn(text) {
  const lines = text.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => errorLine.test(line))
  if (start < 0) return text.match(embeddedError)?.[0]
  if (!lines[start].endsWith(':')) return lines[start]
  return [lines[start], ...detailsAfter(lines, start)].join(' ')
}

/** What follows a message that ends in a colon, such as the two values that differ. */
function detailsAfter(lines, start) {
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.startsWith('at '))
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .filter(Boolean)
    .slice(0, 8)
}

/** A callback that was called too rarely or too often, and where it was made. */
function mismatchIn(text) {
  const lines = text.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => mismatchLine.test(line))
  if (start < 0) return undefined
  const place = lines.slice(start + 1).find((line) => /[\\/]test-[^\\/]*$/.test(line))
  return place ? `${lines[start]} ${place.replace(/^at /, '').replace(/\S*[\\/](?=test-)/, '(')}` : lines[start]
}

function lastLine(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('Node.js v'))
    .at(-1)
}

function shorten(text) {
  return text.length <= reasonLength ? text : `${text.slice(0, reasonLength - 1)}…`
}
