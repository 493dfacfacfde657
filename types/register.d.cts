// `nethttp/register` puts the package in place of node:http and node:https when it is loaded, and says whether it did.
// See register.d.mts.
declare const registered: { readonly active: boolean; readonly version: string }
export = registered
