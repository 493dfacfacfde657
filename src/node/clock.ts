// The two clocks: a monotonic one for deadlines, and the text of the Date field, made once a second.

import { performance } from 'node:perf_hooks'
import { NodeDate, setTimeout } from './timers.ts'

/** Milliseconds on a clock that never goes back, and that nobody puts another in the place of (timers.ts). */
export const nowMs: () => number = performance.now.bind(performance)

let dateText = ''
let dateLineText = ''

/** The current time as an IMF-fixdate (RFC 9110 §5.6.7). */
export function dateFieldValue(): string {
  if (dateText === '') {
    const now = new NodeDate()
    dateText = now.toUTCString()
    setTimeout(forgetDate, 1000 - now.getMilliseconds()).unref()
  }
  return dateText
}

/** The whole Date line, with its CRLF. */
export function dateLine(): string {
  if (dateLineText === '') dateLineText = `Date: ${dateFieldValue()}\r\n`
  return dateLineText
}

function forgetDate(): void {
  dateText = ''
  dateLineText = ''
}
