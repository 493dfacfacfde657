// The fields of an outgoing message as a program sets, reads and removes them, until the head is made.
// One half of `http.OutgoingMessage`, which outgoing-message.ts completes. Must not know how bytes leave.

import { Stream } from 'node:stream'
import { warnDeprecated } from '../node/deprecation.ts'
import { apiError } from '../node/errors.ts'
import { validateHeaderValue, validateString } from '../node/validators.ts'
import { findInvalidValueCharacter, isToken } from '../protocol/characters.ts'
import { fieldNameOf } from './field-name.ts'
import { HeaderStore, type HeaderValue } from './header-store.ts'
import { kFields, kOptions } from './internals.ts'
import { type HeadOptions, mayTrail, refuseFraming } from './outgoing-framing.ts'

export interface OutgoingOptions extends HeadOptions {
  readonly rejectNonStandardBodyWrites: boolean
  readonly lenientValues: boolean
}

export class OutgoingFields extends Stream {
  declare sendDate: boolean
  declare _removedConnection: boolean
  declare _removedContLen: boolean
  declare _removedTE: boolean
  declare _trailer: string
  declare _header: string | null
  declare [kFields]: HeaderStore | null
  declare [kOptions]: OutgoingOptions

  get headersSent(): boolean {
    return !!this._header
  }

  get _headers(): Record<string, HeaderValue> {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headers is deprecated')
    return this.getHeaders()
  }
  set _headers(fields: Record<string, HeaderValue> | null) {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headers is deprecated')
    this[kFields] = fields === null ? null : storeOf(fields, this[kOptions].lenientValues)
  }

  get _headerNames(): Record<string, string> | null {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headerNames is deprecated')
    const fields = this[kFields]
    if (fields === null) return null
    const names: Record<string, string> = Object.create(null)
    for (let i = 0; i < fields.size; i++) names[fields.fieldAt(i).key] = fields.fieldAt(i).name
    return names
  }
  set _headerNames(names: Record<string, string> | null) {
    warnDeprecated('DEP0066', 'OutgoingMessage.prototype._headerNames is deprecated')
    const fields = this[kFields]
    if (names === null || typeof names !== 'object' || fields === null) return
    for (const key of Object.keys(names)) {
      const value = fields.get(key)
      if (value !== undefined) fields.set(fieldNameOf(names[key]), value)
    }
  }

  _isLenientHeaderValidation(): boolean {
    return this[kOptions].lenientValues
  }

  _renderHeaders(): Record<string, HeaderValue> {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'render')
    const fields = this[kFields]
    const rendered: Record<string, HeaderValue> = {}
    if (fields !== null) for (let i = 0; i < fields.size; i++) rendered[fields.fieldAt(i).name] = fields.valueAt(i)
    return rendered
  }

  /** @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR */
  setHeader(name: string, value: HeaderValue): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'set')
    const field = fieldNameOf(name)
    if (!field.isChecked(value)) validateHeaderValue(name, value, this[kOptions].lenientValues)
    this[kFields] ??= new HeaderStore()
    this[kFields].set(field, value)
    return this
  }

  setHeaders(headers: Headers | Map<string, HeaderValue>): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'set')
    if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
      throw apiError('ERR_INVALID_ARG_TYPE', 'headers', ['Headers', 'Map'], headers)
    }
    // A Headers object gives each cookie by itself; they are one field here.
    const cookies: string[] = []
    for (const [name, value] of headers) {
      if (name === 'set-cookie') {
        if (Array.isArray(value)) cookies.push(...value)
        else cookies.push(value as string)
      } else this.setHeader(name, value)
    }
    if (cookies.length > 0) this.setHeader('set-cookie', cookies)
    return this
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'append')
    const field = fieldNameOf(name)
    validateHeaderValue(name, value, this[kOptions].lenientValues)
    this[kFields] ??= new HeaderStore()
    this[kFields].append(field, value)
    return this
  }

  getHeader(name: string): HeaderValue | undefined {
    validateString(name, 'name')
    return this[kFields]?.get(name)
  }

  getHeaderNames(): string[] {
    return this[kFields]?.keys ?? []
  }

  getRawHeaderNames(): string[] {
    return this[kFields]?.names ?? []
  }

  getHeaders(): Record<string, HeaderValue> {
    const fields = this[kFields]
    const copy: Record<string, HeaderValue> = Object.create(null)
    if (fields !== null) for (let i = 0; i < fields.size; i++) copy[fields.fieldAt(i).key] = fields.valueAt(i)
    return copy
  }

  hasHeader(name: string): boolean {
    validateString(name, 'name')
    return this[kFields]?.has(name) === true
  }

  removeHeader(name: string): void {
    validateString(name, 'name')
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'remove')
    const key = name.toLowerCase()
    switch (key) {
      case 'connection':
        this._removedConnection = true
        break
      case 'content-length':
        this._removedContLen = true
        break
      case 'transfer-encoding':
        this._removedTE = true
        break
      case 'date':
        this.sendDate = false
        break
      default:
    }
    this[kFields]?.delete(key)
  }

  /** Fields behind a chunked body; without one they are dropped. */
  addTrailers(headers: Record<string, string> | readonly [string, string][]): void {
    this._trailer = ''
    const isList = Array.isArray(headers)
    for (const key of Object.keys(headers)) {
      const [name, value] = isList
        ? (headers as [string, string][])[Number(key)]
        : [key, (headers as Record<string, string>)[key]]
      const lines = trailerLines(name, value, this[kOptions].lenientValues)
      if (mayTrail(name)) this._trailer += lines
      else if (this[kOptions].isStrict) refuseFraming(name, 'must not stand in a trailer section')
    }
  }
}

function storeOf(fields: Record<string, HeaderValue>, isLenient: boolean): HeaderStore {
  const store = new HeaderStore()
  for (const name of Object.keys(fields)) {
    const field = fieldNameOf(name)
    validateHeaderValue(name, fields[name], isLenient)
    store.set(field, fields[name])
  }
  return store
}

function trailerLines(name: string, value: string | readonly string[], isLenient: boolean): string {
  if (typeof name !== 'string' || !isToken(name)) throw apiError('ERR_INVALID_HTTP_TOKEN', 'Trailer name', name)
  const values = Array.isArray(value) && value.length > 1 ? value : [value]
  let lines = ''
  for (const one of values) {
    // Once: what is checked is what is sent.
    const text = String(one)
    if (!isLenient && findInvalidValueCharacter(text) !== -1)
      throw apiError('ERR_INVALID_CHAR', 'trailer content', name)
    if (isLenient) validateHeaderValue(name, one === undefined ? one : text, true)
    lines += `${name}: ${text}\r\n`
  }
  return lines
}
