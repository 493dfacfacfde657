// The types of `require('nethttp')`. A drop-in has the types of what it stands in for: they are those
// of the reader's own @types/node, so that what a framework declares against `node:http` fits unchanged.
import http = require('node:http')

declare module 'http' {
  interface AgentOptions {
    /**
     * nethttp only: whether a request without a body, of an idempotent method, is sent again on a fresh connection when
     * the kept one turns out to be closed already, before a byte of an answer. Default: false.
     */
    retryOnStaleSocket?: boolean | undefined
  }
}

export = http
