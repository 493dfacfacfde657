// The options of the node command that HTTP obeys: --max-http-header-size, --insecure-http-parser, --use-env-proxy.
// Read once, from the command line and NODE_OPTIONS.

import { LIMITS } from '../protocol/limits.ts'

const nodeOptions = (process.env.NODE_OPTIONS ?? '').split(/\s+/)
const WORDS = [...process.execArgv, ...nodeOptions]

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

/** Whether the global agents go by the proxies in the environment. The command line comes before NODE_OPTIONS. */
export function isEnvProxyUsed(): boolean {
  const words = [...nodeOptions, ...process.execArgv].map((word) => word.replace(/_/g, '-'))
  const last = words.findLast((word) => /^--(?:no-)?use-env-proxy$/.test(word))
  return last === undefined ? process.env.NODE_USE_ENV_PROXY === '1' : last === '--use-env-proxy'
}
