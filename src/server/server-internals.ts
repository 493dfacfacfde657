// The names under which the parts of the server layer reach into a Server.
export const kCheckTimer: unique symbol = Symbol('nethttp.checkTimer')
export const kIsChecking: unique symbol = Symbol('nethttp.isChecking')
export const kConnections: unique symbol = Symbol('nethttp.connections')
export const kIdle: unique symbol = Symbol('nethttp.idle')
/** Broken messages that wait for the answers before them. */
export const kRefusals: unique symbol = Symbol('nethttp.refusals')
/** Connections that are closed in stages. */
export const kLingering: unique symbol = Symbol('nethttp.lingering')
export const kIncomingMessage: unique symbol = Symbol('nethttp.IncomingMessage')
export const kServerResponse: unique symbol = Symbol('nethttp.ServerResponse')
export const kResponseOptions: unique symbol = Symbol('nethttp.responseOptions')
export const kOptimizeEmptyRequests: unique symbol = Symbol('nethttp.optimizeEmptyRequests')
export const kConnection: unique symbol = Symbol('nethttp.connection')
