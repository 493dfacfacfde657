// The two clocks: a monotonic one for deadlines, and the text of the Date field, made once a second.

/** Milliseconds on a clock that never goes back. */
export function nowMs(): number {
  return performance.now()
}

let dateText = ''
let dateLineText = ''

/** The current time as an IMF-fixdate (RFC 9110 §5.6.7). */
export function dateFieldValue(): string {
  if (dateText === '') {
    const now = new Date()
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
