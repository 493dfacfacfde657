// A hook as monitors have it: it wraps http.request and http.get when a program first asks for http.
const Module = require('node:module')

const load = Module._load
let isPatched = false
Module._load = function (name, ...rest) {
  const found = load.call(this, name, ...rest)
  if (!isPatched && /^(?:node:)?http$/.test(name)) {
    isPatched = true
    const { get } = found
    found.get = function (...args) {
      console.log('seen by the hook')
      return get.apply(this, args)
    }
  }
  return found
}
