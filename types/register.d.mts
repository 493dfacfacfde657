// `nethttp/register` puts the package in place of node:http and node:https when it is loaded, and says whether it did.

/** False where NETHTTP=off in the environment leaves the built-in alone. */
export declare const active: boolean
/** The version of nethttp; also at `require('http')[Symbol.for('nethttp.version')]` where it is active. */
export declare const version: string
declare const registered: { readonly active: boolean; readonly version: string }
export default registered
