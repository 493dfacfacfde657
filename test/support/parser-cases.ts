// All cases of the parser, for both roles.
import type { ParserCase } from './parser-case.ts'
import { requestCases } from './request-cases.ts'
import { responseCases } from './response-cases.ts'

export const parserCases: readonly ParserCase[] = [...requestCases, ...responseCases]
