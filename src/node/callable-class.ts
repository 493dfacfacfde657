// Classes that can also be called, as Node's are: `http.Server()`, `http.ServerResponse.call(this, req)`,
// `util.inherits`. Methods are written in a class body, the constructor is a plain function beside it.

/**
 * Joins a constructor function and the class body that holds its methods.
 *
 * The body is never constructed; its prototype becomes that of `construct`. As on Node's prototypes, methods are
 * enumerable and accessors are not.
 * @param construct sets every field, always in the same order, on an object it is given as `this`
 * @param body a class without constructor and field initialisers
 */
export function callableClass<Constructor>(construct: (...args: never[]) => void, body: { prototype: object }): Constructor {
  const { prototype } = body
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor
    if (key === 'constructor' || descriptor.get !== undefined || descriptor.set !== undefined) continue
    descriptor.enumerable = true
    Object.defineProperty(prototype, key, descriptor)
  }
  Object.defineProperty(prototype, 'constructor', { value: construct, writable: true, configurable: true })
  construct.prototype = prototype
  Object.setPrototypeOf(construct, Object.getPrototypeOf(body))
  return construct as unknown as Constructor
}
