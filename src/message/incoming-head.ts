// What the head of a message says, and its trailers: the fields as a program reads them.
// One half of `http.IncomingMessage`, which incoming-message.ts completes. Nothing is made until it is asked for: the head
// stays one piece of text until a program reads its fields (bench row `hello`). Must not know how a body is read.

import { Readable } from 'node:stream'
import { parseFieldLines } from '../protocol/field-lines.ts'
import {
  addDistinctField,
  addField,
  combineFields,
  type DistinctFields,
  distinctFields,
  type IncomingFields,
} from './incoming-fields.ts'
import { kTakeHead, kTakeTrailers } from './internals.ts'
import { fieldsOfLines, linesOfHead } from './recent-head.ts'

const kHeadText = Symbol('nethttp.headText')
const kFieldsStart = Symbol('nethttp.fieldsStart')
const kFieldsEnd = Symbol('nethttp.fieldsEnd')
const kMostStrings = Symbol('nethttp.mostStrings')
const kRawHeaders = Symbol('nethttp.rawHeaders')
const kHeaders = Symbol('nethttp.headers')
const kHeadersDistinct = Symbol('nethttp.headersDistinct')
const kTrailers = Symbol('nethttp.trailers')
const kTrailersDistinct = Symbol('nethttp.trailersDistinct')

export class IncomingHead extends Readable {
  declare complete: boolean
  declare rawTrailers: string[]
  declare joinDuplicateHeaders: boolean
  declare statusCode: number
  declare [kHeadText]: string
  declare [kFieldsStart]: number
  declare [kFieldsEnd]: number
  declare [kMostStrings]: number
  declare [kRawHeaders]: string[] | null
  declare [kHeaders]: IncomingFields | null
  declare [kHeadersDistinct]: DistinctFields | null
  declare [kTrailers]: IncomingFields | null
  declare [kTrailersDistinct]: DistinctFields | null

  get rawHeaders(): string[] {
    this[kRawHeaders] ??= linesOf(this).slice()
    return this[kRawHeaders]
  }
  set rawHeaders(lines: string[]) {
    this[kRawHeaders] = lines
  }

  get headers(): IncomingFields {
    this[kHeaders] ??= fieldsOfLines(shownLines(this, linesOf(this)), this.joinDuplicateHeaders)
    return this[kHeaders]
  }
  set headers(fields: IncomingFields) {
    this[kHeaders] = fields
  }

  get headersDistinct(): DistinctFields {
    if (this[kHeadersDistinct] === null) {
      const lines = shownLines(this, this.rawHeaders)
      this[kHeadersDistinct] = distinctFields(lines, lines.length)
    }
    return this[kHeadersDistinct]
  }
  set headersDistinct(fields: DistinctFields) {
    this[kHeadersDistinct] = fields
  }

  get trailers(): IncomingFields {
    this[kTrailers] ??= combineFields(this.rawTrailers, countStrings(this, this.rawTrailers), this.joinDuplicateHeaders)
    return this[kTrailers]
  }
  set trailers(fields: IncomingFields) {
    this[kTrailers] = fields
  }

  get trailersDistinct(): DistinctFields {
    this[kTrailersDistinct] ??= distinctFields(this.rawTrailers, countStrings(this, this.rawTrailers))
    return this[kTrailersDistinct]
  }
  set trailersDistinct(fields: DistinctFields) {
    this[kTrailersDistinct] = fields
  }

  _addHeaderLines(lines: string[] | undefined, most: number): void {
    if (!lines || lines.length === 0) return
    this[kMostStrings] = most
    const target = this.complete ? this[kTrailers] : this[kHeaders]
    if (this.complete) this.rawTrailers = lines
    else this.rawHeaders = lines
    if (target === null) return
    for (let i = 0; i < most; i += 2) this._addHeaderLine(lines[i], lines[i + 1], target)
  }

  _addHeaderLine(name: string, value: string, fields: IncomingFields): void {
    addField(fields, name, value, this.joinDuplicateHeaders)
  }

  _addHeaderLineDistinct(name: string, value: string, fields: DistinctFields): void {
    addDistinctField(fields, name, value)
  }

  /** Takes over a head; what stands in it is read when it is asked for. */
  [kTakeHead](text: string, start: number, end: number, mostFields: number): void {
    this[kHeadText] = text
    this[kFieldsStart] = start
    this[kFieldsEnd] = end
    this[kMostStrings] = mostFields * 2
    this[kRawHeaders] = null
  }

  [kTakeTrailers](text: string, start: number, end: number): void {
    this.rawTrailers = parseFieldLines(text, start, end)
    // A program may have asked before they came, and holds the object.
    for (let i = 0; i < this.rawTrailers.length; i += 2) {
      const [name, value] = [this.rawTrailers[i], this.rawTrailers[i + 1]]
      if (this[kTrailers] !== null) this._addHeaderLine(name, value, this[kTrailers])
      if (this[kTrailersDistinct] !== null) this._addHeaderLineDistinct(name, value, this[kTrailersDistinct])
    }
  }
}

// Shared, so that a message without trailers makes no list; whoever adds trailers sets a list of their own.
const NO_LINES: string[] = []

/** Sets every field of this half, for a message of which nothing has come. */
export function beginHead(message: IncomingHead): void {
  message[kHeadText] = ''
  message[kFieldsStart] = 0
  message[kFieldsEnd] = 0
  message[kMostStrings] = Number.POSITIVE_INFINITY
  message[kRawHeaders] = null
  message[kHeaders] = null
  message[kHeadersDistinct] = null
  message[kTrailers] = null
  message[kTrailersDistinct] = null
  message.rawTrailers = NO_LINES
  message.joinDuplicateHeaders = false
}

/** Names and values in turn; a list that others may share. */
function linesOf(message: IncomingHead): readonly string[] {
  return message[kRawHeaders] ?? linesOfHead(message[kHeadText], message[kFieldsStart], message[kFieldsEnd])
}

/** `maxHeadersCount` leaves out fields, but never of a request those that say where it ends (CVE-2026-58044). */
function shownLines(message: IncomingHead, lines: readonly string[]): readonly string[] {
  const most = message[kMostStrings]
  if (lines.length <= most) return lines
  const shown = lines.slice(0, most)
  // An answer has a status.
  if (message.statusCode !== null) return shown
  for (let i = most; i < lines.length; i += 2) {
    if (/^(?:content-length|transfer-encoding)$/i.test(lines[i])) shown.push(lines[i], lines[i + 1])
  }
  return shown
}

function countStrings(message: IncomingHead, lines: readonly string[]): number {
  return Math.min(lines.length, message[kMostStrings])
}
