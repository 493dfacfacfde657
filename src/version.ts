// The version of this package; a test holds it to package.json.

export const VERSION = '0.1.0'

/** On the exports of http and https: which nethttp they are. `require('http')[Symbol.for('nethttp.version')]` */
export const kVersion: unique symbol = Symbol.for('nethttp.version') as never
