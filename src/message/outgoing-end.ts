// The end of a message: who waits for it, and what they are told. Functions, for what stands on the prototype is seen by
// programs; and V8 looks up `super[symbol]`, which subclasses would call, in its runtime each time (bench row `pipeline`).
// Must not know how bytes leave.

import { kEndCallbacks, kFinished, type WriteCallback } from './internals.ts'
import type { OutgoingMessage } from './outgoing-message.ts'

/** `callback` is called when the last byte has left, or with why it has not. */
export function waitForEnd(message: OutgoingMessage, callback: WriteCallback): void {
  message[kEndCallbacks] ??= []
  message[kEndCallbacks].push(callback)
}

/** The last byte was handed over, or could not be: `finish`, once, or the error for those who wait. */
export function settleFlushed(message: OutgoingMessage, error?: Error | null): void {
  if (message[kFinished]) return
  const { socket } = message
  if (error || (socket?.destroyed && socket.errored)) {
    settleEnd(message, error ?? socket?.errored ?? null)
    return
  }
  message[kFinished] = true
  settleEnd(message, null)
  message.emit('finish')
}

/** Calls back who waits for the end: with null when all has left, else with why it has not. */
export function settleEnd(message: OutgoingMessage, error: Error | null): void {
  const callbacks = message[kEndCallbacks]
  if (callbacks === null) return
  message[kEndCallbacks] = null
  for (const callback of callbacks) {
    if (error === null) callback()
    else callback(error)
  }
}
