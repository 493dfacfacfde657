// The options of the node command that HTTP obeys: --max-http-header-size, --insecure-http-parser.
// Read once, from the command line and NODE_OPTIONS.

import { LIMITS } from '../protocol/limits.ts'

const WORDS = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]

function optionValue(name: string): string | undefined {
  for (let i = 0; i < WORDS.length; i++) {
    const word = WORDS[i].replace(/_/g, '-')
    if (word === name) return WORDS[i + 1]
    if (word.startsWith(`${name}=`)) return WORDS[i].slice(name.length + 1)
  }
  return undefined
}

const headerSize = Number(optionValue('--max-http-header-size'))
const isInsecure = WORDS.some((word) => word.replace(/_/g, '-') === '--insecure-http-parser')

/** `http.maxHeaderSize`, in bytes. */
export function defaultMaxHeaderSize(): number {
  return headerSize > 0 ? headerSize : LIMITS.maxHeaderSize.value
}

export function isParserInsecure(): boolean {
  return isInsecure
}
