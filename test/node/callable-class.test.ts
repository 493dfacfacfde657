// Classes that can also be called: what their prototypes and constructors look like, and the three ways to make one.
import assert from 'node:assert/strict'
import test from 'node:test'
import { callableClass } from '../../src/node/callable-class.ts'

class Base {
  get length(): number {
    return 5
  }
}

class Body extends Base {
  declare value: number
  double(): number {
    return this.value * 2
  }
  get half(): number {
    return this.value / 2
  }
  static make(): string {
    return 'made'
  }
}

interface ThingConstructor {
  new (value: number): Body
  (this: object, value: number): void
  prototype: Body
  make?(): string
}

function construct(this: Body, value: number): void {
  this.value = value
}

const Thing = callableClass<ThingConstructor>('Thing', construct as never, Body)

test('the class can be constructed', () => {
  const thing = new Thing(4)
  assert.ok(thing instanceof Thing)
  assert.ok(thing instanceof Base)
  assert.deepEqual([thing.double(), thing.half, thing.length], [8, 2, 5])
})

test('the class can be called on an object of another class, as old programs inherit', () => {
  function Heir(this: object): void {
    Thing.call(this, 3)
  }
  Object.setPrototypeOf(Heir.prototype, Thing.prototype)
  const heir = new (Heir as unknown as new () => Body)()
  assert.equal(heir.double(), 6)
  assert.ok(heir instanceof (Thing as never))
})

test('the class can be extended', () => {
  class More extends Thing {
    override double(): number {
      return super.double() + 1
    }
  }
  assert.equal(new More(2).double(), 5)
  assert.equal(new More(2).constructor, More)
})

test('the class goes by its name, and its prototype knows it', () => {
  assert.equal(Thing.name, 'Thing')
  assert.equal(Thing.prototype.constructor, Thing)
  assert.equal(Object.getPrototypeOf(Thing.prototype), Base.prototype)
})

test('methods can be enumerated, accessors and the constructor cannot', () => {
  assert.deepEqual(Object.keys(Thing.prototype), ['double'])
})

test('an object has the fields that the constructor sets, and no other', () => {
  assert.deepEqual(Object.keys(new Thing(1)), ['value'])
})
