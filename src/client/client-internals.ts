// The names under which the parts of the client layer reach into requests and agents.

/** What `destroy` was given; unlike that of a response it is not `errored`. */
export const kDestroyError: unique symbol = Symbol('nethttp.destroyError')
/** Host and port as a Host field says them. */
export const kAuthority: unique symbol = Symbol('nethttp.authority')
/** The context of the code that made the request: its listeners run there, whoever opened the socket. */
export const kContext: unique symbol = Symbol('nethttp.context')
/** When the request was sent, while somebody observes; else 0. */
export const kStartMs: unique symbol = Symbol('nethttp.startMs')
/** Request → its ClientConnection, while it has one. */
export const kConnection: unique symbol = Symbol('nethttp.connection')
/** Socket → the ClientConnection that it keeps from request to request. */
export const kClientConnection: unique symbol = Symbol('nethttp.clientConnection')
/** Request and connection to a proxy → the tunnel that is being made. */
export const kTunnel: unique symbol = Symbol('nethttp.tunnel')
/** Agent → its proxy, or null. */
export const kProxyConfig: unique symbol = Symbol('nethttp.proxyConfig')
/** Agent → what sends a request again whose connection the server had closed already, or null. */
export const kSendAgain: unique symbol = Symbol('nethttp.sendAgain')
/** Whether `write` was called: there is, or may be, a body. */
export const kHasWritten: unique symbol = Symbol('nethttp.hasWritten')
/** Whether the request goes out for a second time. */
export const kIsRepeated: unique symbol = Symbol('nethttp.isRepeated')
/** Why a request could not be written, while it may yet go out on another connection. */
export const kWriteError: unique symbol = Symbol('nethttp.writeError')
/** Agent → what a connection of given options is checked by that others are not. */
export const kOwnCheck: unique symbol = Symbol('nethttp.ownCheck')
