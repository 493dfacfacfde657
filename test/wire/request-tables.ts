// All raw requests, by concept.

import type { RequestCase } from './request-case.ts'
import { chunkExtensions, chunkSizes, trailers } from './requests/chunks.ts'
import { transferEncoding } from './requests/codings.ts'
import { expectations, persistence, pipelining } from './requests/connections.ts'
import { cves } from './requests/cves.ts'
import { fieldNames, fieldValues, folding } from './requests/field-syntax.ts'
import { contentLength } from './requests/lengths.ts'
import { limits } from './requests/limits.ts'
import { lineEndings } from './requests/line-endings.ts'
import { methods, spaces, versions } from './requests/request-line.ts'
import { hostFields, targets } from './requests/request-target.ts'
import { ignoredUpgrades, tunnels, upgrades } from './requests/switching.ts'

export const requestTables: Record<string, readonly RequestCase[]> = {
  'ends of lines': lineEndings,
  methods,
  'spaces in the request line': spaces,
  versions,
  'request targets': targets,
  Host: hostFields,
  'field names': fieldNames,
  'field values': fieldValues,
  folding,
  'Content-Length': contentLength,
  'Transfer-Encoding': transferEncoding,
  'chunk sizes': chunkSizes,
  'chunk extensions': chunkExtensions,
  trailers,
  persistence,
  pipelining,
  Expect: expectations,
  'ignored upgrades': ignoredUpgrades,
  upgrades,
  tunnels,
  limits,
  vulnerabilities: cves,
}
