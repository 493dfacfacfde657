// The fields of a message that is being built: what `setHeader`, `getHeader` and their kin work on.
// Keeps names as they were given and finds them in any case. Must not know streams or the wire.

import { lowerCaseName } from '../protocol/field-lines.ts'

export type HeaderValue = string | number | readonly string[]

/** From so many fields on an index is worth its making; below, a look along the list is quicker. */
const INDEX_FROM = 12

export class HeaderStore {
  /** Parallel lists, in the order of setting. */
  readonly keys: string[] = []
  readonly names: string[] = []
  readonly values: HeaderValue[] = []
  private index: Map<string, number> | null = null

  get size(): number {
    return this.keys.length
  }

  private find(key: string): number {
    if (this.keys.length < INDEX_FROM) return this.keys.indexOf(key)
    if (this.index === null) {
      this.index = new Map()
      for (let i = 0; i < this.keys.length; i++) this.index.set(this.keys[i], i)
    }
    return this.index.get(key) ?? -1
  }

  set(name: string, value: HeaderValue): void {
    const key = lowerCaseName(name)
    const at = this.find(key)
    if (at === -1) this.add(key, name, value)
    else {
      this.names[at] = name
      this.values[at] = value
    }
  }

  private add(key: string, name: string, value: HeaderValue): void {
    this.index?.set(key, this.keys.length)
    this.keys.push(key)
    this.names.push(name)
    this.values.push(value)
  }

  append(name: string, value: HeaderValue): void {
    const key = lowerCaseName(name)
    const at = this.find(key)
    if (at === -1) return this.add(key, name, value)
    const present = this.values[at]
    const list = Array.isArray(present) ? present : [present]
    this.values[at] = Array.isArray(value) ? [...list, ...value] : [...list, value]
  }

  get(name: string): HeaderValue | undefined {
    const at = this.find(lowerCaseName(name))
    return at === -1 ? undefined : this.values[at]
  }

  has(name: string): boolean {
    return this.find(lowerCaseName(name)) !== -1
  }

  /** @param key in lower case */
  delete(key: string): void {
    const at = this.find(key)
    if (at === -1) return
    this.keys.splice(at, 1)
    this.names.splice(at, 1)
    this.values.splice(at, 1)
    this.index = null
  }
}
