// Knows where the module under test comes from: a built-in name is the one of this Node, `nethttp` is this checkout, by
// its own name and so through its `exports`.

import { createRequire } from 'node:module'

const requireFromCheckout = createRequire(new URL('../../package.json', import.meta.url))

export function loadHttp(moduleName) {
  return requireFromCheckout(moduleName)
}
