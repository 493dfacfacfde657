// The options that servers and requests share: how messages are parsed and what their fields may hold.

import { isParserInsecure } from './command-line.ts'
import { apiError } from './errors.ts'
import { validateBoolean, validateInteger, validateOneOf } from './validators.ts'

/** The options of parsing are the same for servers and requests. */
export function validateParsing(options: {
  maxHeaderSize?: number | undefined
  insecureHTTPParser?: boolean | undefined
  httpValidation?: string | undefined
  joinDuplicateHeaders?: boolean | undefined
}): void {
  const { maxHeaderSize, insecureHTTPParser, httpValidation, joinDuplicateHeaders } = options
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0)
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser')
  if (httpValidation !== undefined) {
    validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure'])
    if (insecureHTTPParser !== undefined) {
      throw apiError(
        'ERR_INVALID_ARG_VALUE',
        'options.httpValidation',
        httpValidation,
        'cannot be used together with options.insecureHTTPParser',
      )
    }
  }
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders')
}

export function isLenientAboutValues(options: {
  insecureHTTPParser?: boolean | undefined
  httpValidation?: string | undefined
}): boolean {
  if (options.httpValidation !== undefined) return options.httpValidation !== 'strict'
  return options.insecureHTTPParser ?? isParserInsecure()
}

/** `uniqueHeaders`: names, or lists with a name first, of fields whose values are joined into one line. */
export function uniqueHeaderNames(
  names: readonly (string | readonly string[])[] | undefined | null,
): ReadonlySet<string> | null {
  if (!Array.isArray(names)) return null
  return new Set(names.map((name) => String(name).toLowerCase()))
}
