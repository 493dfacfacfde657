// The fields of the head that was read last. Clients that keep a connection send the same fields with nearly every
// message, and different clients often the same as one another: what was made of them serves again.
//
// Knows heads as text and the objects that programs get; must not know messages.

import { parseFieldLines } from '../protocol/field-lines.ts'
import { combineFields, type IncomingFields } from './incoming-fields.ts'

let recentText = ''
let recentStart = 0
let recentEnd = 0
let recentLines: readonly string[] = []
/** How often fields were made of these lines. */
let timesCombined = 0
/** What all get a copy of; null where it is not worth it or not to be copied. */
let pattern: IncomingFields | null = null

/** Names and values in turn. The list is shared: it is not given out as it is (bench row `json`). */
export function linesOfHead(text: string, start: number, end: number): readonly string[] {
  if (start !== recentStart || end !== recentEnd || text !== recentText) {
    recentLines = parseFieldLines(text, start, end)
    recentText = text
    recentStart = start
    recentEnd = end
    timesCombined = 0
    pattern = null
  }
  return recentLines
}

/**
 * `message.headers` of these lines, an object of the message's own (bench row `json`; without sockets: a sixth).
 * @param joinAll see `addField`
 */
export function fieldsOfLines(lines: readonly string[], joinAll: boolean): IncomingFields {
  if (lines !== recentLines || joinAll) return combineFields(lines, lines.length, joinAll)
  timesCombined++
  if (pattern !== null) return { ...pattern }
  const fields = combineFields(lines, lines.length, joinAll)
  // The second time, for most heads of a client that does not keep its connection come once. Lists would be shared.
  if (timesCombined === 2 && !Object.values(fields).some(Array.isArray)) pattern = { ...fields }
  return fields
}
