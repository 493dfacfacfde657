// The timers and the date of Node, as they were when the package was loaded. Tests of programs put others in their place
// (fake timers of Jest, Vitest, Sinon, node:test): theirs is the time of the program, and no connection is to become old
// by it. The built-in does not hear of them either.

import {
  clearInterval as nodeClearInterval,
  clearTimeout as nodeClearTimeout,
  setInterval as nodeSetInterval,
  setTimeout as nodeSetTimeout,
} from 'node:timers'

export const clearInterval = nodeClearInterval
export const clearTimeout = nodeClearTimeout
export const setInterval = nodeSetInterval
export const setTimeout = nodeSetTimeout
export const NodeDate = globalThis.Date
