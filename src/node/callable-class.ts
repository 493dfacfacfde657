// Classes that can also be called, as Node's are: `http.Server()`, `http.ServerResponse.call(this, req)`,
// `util.inherits`. Methods are written in a class body, the constructor is a plain function beside it.

interface ClassBody {
  prototype: object
}

/**
 * Joins a constructor function and the class body that holds its methods.
 *
 * The body is never constructed; its prototype becomes that of `construct`. As on Node's prototypes, methods are
 * enumerable and accessors are not.
 * @param name what the class is called
 * @param construct sets every field, always in the same order, on an object it is given as `this`
 * @param body a class without constructor and field initialisers
 * @param part a class that `body` extends only to be written in two files: its members become the body's own
 */
export function callableClass<Constructor>(
  name: string,
  construct: (...args: never[]) => unknown,
  body: ClassBody,
  part?: ClassBody,
): Constructor {
  const { prototype } = body
  let parent = Object.getPrototypeOf(body)
  if (part !== undefined) {
    copyMembers(part.prototype, prototype)
    parent = Object.getPrototypeOf(part)
    Object.setPrototypeOf(prototype, parent.prototype)
  }
  copyMembers(prototype, prototype)
  Object.defineProperty(prototype, 'constructor', { value: construct, writable: true, configurable: true })
  Object.defineProperty(construct, 'name', { value: name })
  construct.prototype = prototype
  Object.setPrototypeOf(construct, parent)
  return construct as unknown as Constructor
}

function copyMembers(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor
    if (key === 'constructor') continue
    descriptor.enumerable = descriptor.get === undefined && descriptor.set === undefined
    Object.defineProperty(to, key, descriptor)
  }
}
