// The fields of a received message in the three shapes that programs ask for. Pure functions on lists of strings.

import { COLLECT, combinationOf, JOIN_COMMA, JOIN_SEMICOLON, lowerCaseName } from '../protocol/field-lines.ts'

export type IncomingFields = Record<string, string | string[] | undefined>
export type DistinctFields = Record<string, string[] | undefined>

/**
 * Adds one field to `message.headers` as Node combines them.
 * @param joinAll join also what has one value by definition (`joinDuplicateHeaders`)
 */
export function addField(fields: IncomingFields, name: string, value: string, joinAll: boolean): void {
  const key = lowerCaseName(name)
  const present = fields[key]
  const rule = combinationOf(key)
  if (rule === COLLECT) {
    if (present === undefined) fields[key] = [value]
    else (present as string[]).push(value)
  } else if (typeof present !== 'string') fields[key] = value
  else if (rule === JOIN_COMMA || (joinAll && rule !== JOIN_SEMICOLON)) fields[key] = `${present}, ${value}`
  else if (rule === JOIN_SEMICOLON) fields[key] = `${present}; ${value}`
}

/** Adds one field to `message.headersDistinct`: every value by itself. */
export function addDistinctField(fields: DistinctFields, name: string, value: string): void {
  const key = lowerCaseName(name)
  const present = fields[key]
  if (present === undefined) fields[key] = [value]
  else present.push(value)
}

/** @param lines names and values in turn; the first `most` strings count */
export function combineFields(lines: readonly string[], most: number, joinAll: boolean): IncomingFields {
  const fields: IncomingFields = {}
  for (let i = 0; i < most; i += 2) addField(fields, lines[i], lines[i + 1], joinAll)
  return fields
}

export function distinctFields(lines: readonly string[], most: number): DistinctFields {
  const fields: DistinctFields = { __proto__: null } as unknown as DistinctFields
  for (let i = 0; i < most; i += 2) addDistinctField(fields, lines[i], lines[i + 1])
  return fields
}
