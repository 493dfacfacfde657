// What an object looks like from outside: its members, of which kind and arity, its chain of prototypes.
export type Kind = 'method' | 'accessor' | 'value'

export interface Member {
  key: string
  kind: Kind
  /** Which halves an accessor has. */
  halves?: string
  /** The declared number of parameters of a method. */
  arity?: number
}

/** Own members by name; symbols by their description in brackets. */
export function ownMembers(object: object): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const name of Reflect.ownKeys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, name)
    if (descriptor === undefined) continue
    const key = typeof name === 'symbol' ? `[${name.description}]` : name
    if (descriptor.get !== undefined || descriptor.set !== undefined) {
      const halves = `${descriptor.get ? 'get' : ''} ${descriptor.set ? 'set' : ''}`.trim()
      members.set(key, { key, kind: 'accessor', halves })
    } else if (typeof descriptor.value === 'function') {
      members.set(key, { key, kind: 'method', arity: descriptor.value.length })
    } else {
      members.set(key, { key, kind: 'value' })
    }
  }
  return members
}

/** The names of the constructors along a chain of prototypes. */
export function chainNames(prototype: object): string[] {
  const names: string[] = []
  for (let next: object | null = prototype; next !== null; next = Object.getPrototypeOf(next)) {
    names.push(Object.hasOwn(next, 'constructor') ? next.constructor.name : '<none>')
  }
  return names
}

/** Whether a constructor is an ES class, and so throws when it is called without `new`. */
export function needsNew(callee: (...values: never[]) => unknown): boolean {
  // A protocol nobody speaks keeps a request from being made.
  const options = { protocol: 'none:' }
  try {
    Reflect.apply(callee as (options: object) => unknown, Object.create(callee.prototype), [options])
    return false
  } catch (error) {
    return /^Class constructor /.test((error as Error).message)
  }
}
