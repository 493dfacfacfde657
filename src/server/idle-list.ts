// The connections that wait for a next request, oldest deadline first, and the one timer that ends those whose
// time is over: a doubly linked list through the connections themselves, so that a request costs no timer
// (bench row `hello`). Must not know what a connection is beyond its links.

import { nowMs } from '../node/clock.ts'
import { clearTimeout, setTimeout } from '../node/timers.ts'

export interface IdleEntry {
  idlePrevious: IdleEntry | null
  idleNext: IdleEntry | null
  /** When the entry's time is over, in ms of the monotonic clock; 0 while it is not in the list. */
  idleDeadlineMs: number
  onIdleTimeout(): void
}

/** Deadlines this close together end together. */
const SLACK_MS = 1

export class IdleList {
  private first: IdleEntry | null = null
  private last: IdleEntry | null = null
  private timer: NodeJS.Timeout | null = null
  private timerAtMs = 0

  add(entry: IdleEntry, durationMs: number): void {
    const now = nowMs()
    entry.idleDeadlineMs = now + durationMs
    // Nearly always the last place: the time is the same for all, until a program changes it.
    let before = this.last
    while (before !== null && before.idleDeadlineMs > entry.idleDeadlineMs) before = before.idlePrevious
    entry.idlePrevious = before
    entry.idleNext = before === null ? this.first : before.idleNext
    if (entry.idleNext === null) this.last = entry
    else entry.idleNext.idlePrevious = entry
    if (before === null) this.first = entry
    else before.idleNext = entry
    if (this.timer === null || entry.idleDeadlineMs < this.timerAtMs - SLACK_MS) this.arm(now, entry.idleDeadlineMs)
  }

  remove(entry: IdleEntry): void {
    if (entry.idleDeadlineMs === 0) return
    const { idlePrevious, idleNext } = entry
    if (idlePrevious === null) this.first = idleNext
    else idlePrevious.idleNext = idleNext
    if (idleNext === null) this.last = idlePrevious
    else idleNext.idlePrevious = idlePrevious
    entry.idlePrevious = null
    entry.idleNext = null
    entry.idleDeadlineMs = 0
  }

  /** The timer is left alone when entries go: when it fires it looks who is due and is set to the next. */
  private arm(now: number, deadlineMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timerAtMs = deadlineMs
    this.timer = setTimeout(listOnTimer, Math.max(1, Math.ceil(deadlineMs - now)), this)
    this.timer.unref()
  }

  endDue(): void {
    this.timer = null
    const now = nowMs()
    try {
      while (this.first !== null && this.first.idleDeadlineMs <= now + SLACK_MS) {
        const due = this.first
        this.remove(due)
        due.onIdleTimeout()
      }
    } finally {
      // Also behind an exception of a program's listener.
      if (this.first !== null && this.timer === null) this.arm(now, this.first.idleDeadlineMs)
    }
  }

  /** Nobody will be added soon: an empty list needs no timer. */
  rest(): void {
    if (this.first !== null || this.timer === null) return
    clearTimeout(this.timer)
    this.timer = null
  }
}

function listOnTimer(list: IdleList): void {
  list.endDue()
}
