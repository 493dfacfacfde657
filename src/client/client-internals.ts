// The names under which the parts of the client layer reach into requests and agents.

/** What `destroy` was given; unlike that of a response it is not `errored`. */
export const kDestroyError: unique symbol = Symbol('nethttp.destroyError')
export const kConnection: unique symbol = Symbol('nethttp.connection')
/** Request and connection to a proxy → the tunnel that is being made. */
export const kTunnel: unique symbol = Symbol('nethttp.tunnel')
/** Agent → its proxy, or null. */
export const kProxyConfig: unique symbol = Symbol('nethttp.proxyConfig')
/** Agent → what sends a request again whose connection the server had closed already, or null. */
export const kSendAgain: unique symbol = Symbol('nethttp.sendAgain')
