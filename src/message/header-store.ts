// The fields of a message that is being built: what `setHeader`, `getHeader` and their kin work on.
// Keeps names as they were given and finds them in any case. Must not know streams or the wire.

import { lowerCaseName } from '../protocol/field-lines.ts'
import type { FieldName } from './field-name.ts'

export type HeaderValue = string | number | readonly string[]

/** From so many fields on an index is worth its making; below, a look along the list is quicker. */
const INDEX_FROM = 12

const FIELD = 0
const VALUE = 1
const STRIDE = 2

export class HeaderStore {
  /**
   * Name and value of one field after the other, in the order of setting: in one list, for a list's first entry makes
   * room for seventeen (bench row `allocation`: a tenth).
   */
  private readonly entries: (FieldName | HeaderValue)[] = []
  private index: Map<string, number> | null = null

  get size(): number {
    return this.entries.length / STRIDE
  }

  /** Names in lower case. */
  get keys(): string[] {
    return Array.from({ length: this.size }, (_, i) => this.fieldAt(i).key)
  }

  /** Names as they were given. */
  get names(): string[] {
    return Array.from({ length: this.size }, (_, i) => this.fieldAt(i).name)
  }

  get values(): HeaderValue[] {
    return Array.from({ length: this.size }, (_, i) => this.valueAt(i))
  }

  fieldAt(i: number): FieldName {
    return this.entries[i * STRIDE + FIELD] as FieldName
  }

  valueAt(i: number): HeaderValue {
    return this.entries[i * STRIDE + VALUE] as HeaderValue
  }

  /** Where the field with this key stands in the list, or -1. */
  private find(key: string): number {
    const { entries } = this
    if (entries.length < INDEX_FROM * STRIDE) {
      for (let at = 0; at < entries.length; at += STRIDE) if ((entries[at] as FieldName).key === key) return at
      return -1
    }
    if (this.index === null) {
      this.index = new Map()
      for (let at = 0; at < entries.length; at += STRIDE) this.index.set((entries[at] as FieldName).key, at)
    }
    return this.index.get(key) ?? -1
  }

  set(field: FieldName, value: HeaderValue): void {
    const at = this.find(field.key)
    if (at === -1) this.add(field, value)
    else {
      this.entries[at + FIELD] = field
      this.entries[at + VALUE] = value
    }
  }

  private add(field: FieldName, value: HeaderValue): void {
    this.index?.set(field.key, this.entries.length)
    this.entries.push(field, value)
  }

  append(field: FieldName, value: HeaderValue): void {
    const at = this.find(field.key)
    if (at === -1) return this.add(field, value)
    const present = this.entries[at + VALUE] as HeaderValue
    const list = Array.isArray(present) ? present : [present]
    this.entries[at + VALUE] = Array.isArray(value) ? [...list, ...value] : [...list, value]
  }

  get(name: string): HeaderValue | undefined {
    const at = this.find(lowerCaseName(name))
    return at === -1 ? undefined : (this.entries[at + VALUE] as HeaderValue)
  }

  has(name: string): boolean {
    return this.find(lowerCaseName(name)) !== -1
  }

  /** @param key in lower case */
  delete(key: string): void {
    const at = this.find(key)
    if (at === -1) return
    this.entries.splice(at, STRIDE)
    this.index = null
  }
}
