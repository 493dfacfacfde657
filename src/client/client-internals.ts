// The names under which the parts of the client layer reach into a request.

/** What `destroy` was given; unlike that of a response it is not `errored`. */
export const kDestroyError: unique symbol = Symbol('nethttp.destroyError')
export const kConnection: unique symbol = Symbol('nethttp.connection')
