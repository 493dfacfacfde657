// The sans-I/O core as an entry of its own: `import { MessageParser } from 'nethttp/protocol'`.
export { findInvalidValueCharacter, isToken } from './characters.ts'
export { ProtocolError, type ProtocolRule, RULES, type RuleName } from './errors.ts'
export { parseFieldLines } from './field-lines.ts'
export { CHUNKED, FAULTY, hasNoBody, requestFraming, responseFraming, UNTIL_CLOSE } from './framing.ts'
export { DEFAULT, INSECURE, type Leniency, leniencyOf, RELAXED, STRICT } from './leniency.ts'
export { LIMITS } from './limits.ts'
export type { MessageHead } from './message-head.ts'
export {
  type HeadVerdict,
  INTERIM,
  type MessageHandler,
  MessageParser,
  NO_BODY,
  type ParserOptions,
  READ_BODY,
  SWITCH,
} from './message-parser.ts'
export { METHODS } from './methods.ts'
export { isPersistent } from './persistence.ts'
export { STATUS_CODES } from './status-codes.ts'
