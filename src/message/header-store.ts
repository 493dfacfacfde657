// The fields of a message that is being built: what `setHeader`, `getHeader` and their kin work on.
// Keeps names as they were given and finds them in any case. Must not know streams or the wire.

import { lowerCaseName } from '../protocol/field-lines.ts'

export type HeaderValue = string | number | readonly string[]

/** From so many fields on an index is worth its making; below, a look along the list is quicker. */
const INDEX_FROM = 12

const KEY = 0
const NAME = 1
const VALUE = 2
const STRIDE = 3

export class HeaderStore {
  /**
   * Key, name and value of one field after the other, in the order of setting: in one list, for a list's first entry
   * makes room for seventeen (bench row `allocation`: a tenth).
   */
  private readonly entries: HeaderValue[] = []
  private index: Map<string, number> | null = null

  get size(): number {
    return this.entries.length / STRIDE
  }

  /** Names in lower case. */
  get keys(): string[] {
    return Array.from({ length: this.size }, (_, i) => this.keyAt(i))
  }

  /** Names as they were given. */
  get names(): string[] {
    return Array.from({ length: this.size }, (_, i) => this.nameAt(i))
  }

  get values(): HeaderValue[] {
    return Array.from({ length: this.size }, (_, i) => this.valueAt(i))
  }

  keyAt(i: number): string {
    return this.entries[i * STRIDE + KEY] as string
  }

  nameAt(i: number): string {
    return this.entries[i * STRIDE + NAME] as string
  }

  valueAt(i: number): HeaderValue {
    return this.entries[i * STRIDE + VALUE]
  }

  /** Where the field's key stands in the list, or -1. */
  private find(key: string): number {
    const { entries } = this
    if (entries.length < INDEX_FROM * STRIDE) {
      for (let at = 0; at < entries.length; at += STRIDE) if (entries[at] === key) return at
      return -1
    }
    if (this.index === null) {
      this.index = new Map()
      for (let at = 0; at < entries.length; at += STRIDE) this.index.set(entries[at] as string, at)
    }
    return this.index.get(key) ?? -1
  }

  set(name: string, value: HeaderValue): void {
    const key = lowerCaseName(name)
    const at = this.find(key)
    if (at === -1) this.add(key, name, value)
    else {
      this.entries[at + NAME] = name
      this.entries[at + VALUE] = value
    }
  }

  private add(key: string, name: string, value: HeaderValue): void {
    this.index?.set(key, this.entries.length)
    this.entries.push(key, name, value)
  }

  append(name: string, value: HeaderValue): void {
    const key = lowerCaseName(name)
    const at = this.find(key)
    if (at === -1) return this.add(key, name, value)
    const present = this.entries[at + VALUE]
    const list = Array.isArray(present) ? present : [present]
    this.entries[at + VALUE] = Array.isArray(value) ? [...list, ...value] : [...list, value]
  }

  get(name: string): HeaderValue | undefined {
    const at = this.find(lowerCaseName(name))
    return at === -1 ? undefined : this.entries[at + VALUE]
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
