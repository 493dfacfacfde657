// The request methods that are known. Knows the IANA registry of methods as Node publishes it in `http.METHODS`.

/** As `http.METHODS`: sorted, every method the parser takes. */
export const METHODS: readonly string[] = [
  'ACL',
  'BIND',
  'CHECKOUT',
  'CONNECT',
  'COPY',
  'DELETE',
  'GET',
  'HEAD',
  'LINK',
  'LOCK',
  'M-SEARCH',
  'MERGE',
  'MKACTIVITY',
  'MKCALENDAR',
  'MKCOL',
  'MOVE',
  'NOTIFY',
  'OPTIONS',
  'PATCH',
  'POST',
  'PROPFIND',
  'PROPPATCH',
  'PURGE',
  'PUT',
  'QUERY',
  'REBIND',
  'REPORT',
  'SEARCH',
  'SOURCE',
  'SUBSCRIBE',
  'TRACE',
  'UNBIND',
  'UNLINK',
  'UNLOCK',
  'UNSUBSCRIBE',
]

const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS)

export function isKnownMethod(text: string): boolean {
  return KNOWN_METHODS.has(text)
}

/** Other words that the built-in parser knows the beginnings of: they decide at which byte an error shows. */
const WORDS: readonly string[] = [
  ...METHODS,
  'ANNOUNCE',
  'DESCRIBE',
  'FLUSH',
  'GET_PARAMETER',
  'PAUSE',
  'PLAY',
  'PRI',
  'RECORD',
  'REDIRECT',
  'SETUP',
  'SET_PARAMETER',
  'TEARDOWN',
]

/** How many characters of `text` are the beginning of a known method. */
export function countKnownPrefix(text: string): number {
  for (let length = text.length; length > 0; length--) {
    const prefix = text.slice(0, length)
    if (WORDS.some((word) => word.startsWith(prefix))) return length
  }
  return 0
}
