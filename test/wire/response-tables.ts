// All raw responses, by concept.

import type { ResponseCase } from './response-case.ts'
import { bodyLengths, codings, noBodies } from './responses/bodies.ts'
import { chunkedBodies } from './responses/chunks.ts'
import { fields } from './responses/fields.ts'
import { lineEnds, statusLines } from './responses/status-lines.ts'
import { interim, responseCves, switches } from './responses/switching.ts'

export const responseTables: Record<string, readonly ResponseCase[]> = {
  'status lines': statusLines,
  'ends of lines': lineEnds,
  fields,
  lengths: bodyLengths,
  'transfer codings': codings,
  'responses without a body': noBodies,
  'chunked bodies': chunkedBodies,
  'interim responses': interim,
  'changes of protocol': switches,
  vulnerabilities: responseCves,
}
