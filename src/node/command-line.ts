// The options of the node command that HTTP obeys: --max-http-header-size, --insecure-http-parser, --use-env-proxy.
// Read once, from the command line and NODE_OPTIONS.

import { LIMITS } from '../protocol/limits.ts'

/** What counts comes last: the command line behind NODE_OPTIONS. Node takes `_` for `-`. */
const WORDS = [...(process.env.NODE_OPTIONS?.split(/\s+/) ?? []), ...process.execArgv].map((word) =>
  word.replaceAll('_', '-'),
)

function optionValue(option: string): string | undefined {
  const at = WORDS.findLastIndex((word) => word === option || word.startsWith(`${option}=`))
  if (at < 0) return undefined
  return WORDS[at] === option ? WORDS[at + 1] : WORDS[at].slice(option.length + 1)
}

/** @returns undefined where neither `--name` nor `--no-name` is given */
function isSet(name: string): boolean | undefined {
  const [yes, no] = [`--${name}`, `--no-${name}`]
  const last = WORDS.findLast((word) => word === yes || word === no)
  return last === undefined ? undefined : last === yes
}

const headerSize = Number(optionValue('--max-http-header-size'))
const isInsecure = isSet('insecure-http-parser') === true

/** `http.maxHeaderSize`, in bytes. */
export function defaultMaxHeaderSize(): number {
  return headerSize > 0 ? headerSize : LIMITS.maxHeaderSize.value
}

export function isParserInsecure(): boolean {
  return isInsecure
}

/** Whether the global agents go by the proxies in the environment. */
export function isEnvProxyUsed(): boolean {
  return isSet('use-env-proxy') ?? process.env.NODE_USE_ENV_PROXY === '1'
}
