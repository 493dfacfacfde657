// What is never twice the same in two runs of a program, and says nothing about http: ports, dates, random names.

const VARYING = [
  [/\b(127\.0\.0\.1|localhost|::ffff:127\.0\.0\.1|\[::1\]):\d{2,5}\b/g, '$1:PORT'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g, 'DATE'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'DATE'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID'],
  // The boundaries that the form-data packages make.
  [/-{4,}(?:[A-Za-z]*FormBoundary|form-data-|axios-[\d.]+-boundary-)?[0-9A-Za-z_-]{16,}/g, '--BOUNDARY'],
]

/** @param {string} text */
export function normalize(text) {
  return VARYING.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text)
}
