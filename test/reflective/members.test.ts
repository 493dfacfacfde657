// Exports, classes and prototypes of nethttp against those of the running Node: nothing may be missing, of
// another kind or another arity. nethttp may have more, for it has the newest Node's members on every Node.
import assert from 'node:assert/strict'
import test from 'node:test'
import { builtIn, type Modules, tested } from '../support/modules.ts'
import { chainNames, type Member, needsNew, ownMembers } from '../support/shape.ts'

type Class = ((...values: never[]) => unknown) & { prototype: object }

/** Every difference that is meant to be, by owner and member, with its reason. */
const ALLOWED: Record<string, string> = {
  'IncomingMessage.prototype.[kAttachAbortSignal]': 'private to Node: the key cannot be had from outside',
  'IncomingMessage.prototype.[kDetachAbortSignal]': 'private to Node: the key cannot be had from outside',
  'IncomingMessage.prototype._read arity': 'Node 20 declares a parameter, later ones none',
  'https.Agent.prototype.createConnection arity': 'Node 20 declares three parameters, later ones none',
  'http.globalAgent kind': 'an accessor in Node, so that it can be replaced; how that is done is not looked at',
  'http.maxHeaderSize kind': 'an accessor in Node, for the command line is read late',
  'https.globalAgent kind': 'replaceable in one way or another',
  'http.WebSocket kind': 'an accessor in Node, for it is loaded late',
  'http.CloseEvent kind': 'an accessor in Node, for it is loaded late',
  'http.MessageEvent kind': 'an accessor in Node, for it is loaded late',
}

const CLASSES = ['Agent', 'ClientRequest', 'IncomingMessage', 'OutgoingMessage', 'Server', 'ServerResponse'] as const

const classes: [string, (modules: Modules) => Class][] = [
  ...CLASSES.map((name): [string, (modules: Modules) => Class] => [name, ({ http }) => http[name] as unknown as Class]),
  ['https.Agent', ({ https }) => https.Agent as unknown as Class],
  ['https.Server', ({ https }) => https.Server as unknown as Class],
]

function missing(owner: string, expected: Map<string, Member>, actual: Map<string, Member>): string[] {
  const differences: string[] = []
  const differs = (what: string, text: string) => {
    if (!(`${owner}.${what}` in ALLOWED)) differences.push(`${owner}.${what}: ${text}`)
  }
  for (const member of expected.values()) {
    const { key, kind, halves, arity } = member
    const own = actual.get(key)
    if (own === undefined) differs(key, `missing (a ${kind} in Node)`)
    else if (own.kind !== kind) differs(`${key} kind`, `a ${own.kind}, in Node a ${kind}`)
    else if (own.halves !== halves && own.halves !== 'get set')
      differs(`${key} halves`, `${own.halves}, in Node ${halves}`)
    else if (own.arity !== arity) differs(`${key} arity`, `${own.arity}, in Node ${arity}`)
  }
  return differences
}

test('http.METHODS, http.STATUS_CODES and every other export of http are there', () => {
  assert.deepEqual(missing('http', ownMembers(builtIn.http), ownMembers(tested.http)), [])
})

test('every export of https is there', () => {
  assert.deepEqual(missing('https', ownMembers(builtIn.https), ownMembers(tested.https)), [])
})

test('exports can be imported by name, too', async () => {
  const pairs: [string, string][] = [
    ['node:http', 'nethttp'],
    ['node:https', 'nethttp/https'],
  ]
  for (const [from, to] of pairs) {
    const expected = Object.keys((await import(from)) as object)
    const actual = new Set(Object.keys((await import(to)) as object))
    // The names a Node 20 has are those its build lists; newer ones come with newer generations.
    assert.deepEqual(
      expected.filter((name) => !actual.has(name) && !NEWER_EXPORTS.has(name)),
      [],
    )
  }
})

/** Named exports of newer generations, which the packaged list of names need not have on each Node. */
const NEWER_EXPORTS = new Set(['WebSocket', 'CloseEvent', 'MessageEvent', 'setGlobalProxyFromEnv', 'module.exports'])

test('http.METHODS and http.STATUS_CODES are the lists of the running Node', () => {
  assert.deepEqual(tested.http.METHODS, builtIn.http.METHODS)
  assert.deepEqual(tested.http.STATUS_CODES, builtIn.http.STATUS_CODES)
  assert.equal(tested.http.maxHeaderSize, builtIn.http.maxHeaderSize)
})

for (const [name, of] of classes) {
  test(`${name}: every member of its prototype is there`, () => {
    const differences = missing(
      `${name}.prototype`,
      ownMembers(of(builtIn).prototype),
      ownMembers(of(tested).prototype),
    )
    assert.deepEqual(differences, [])
  })

  test(`${name}: static members, name and arity are the same`, () => {
    const [expected, actual] = [of(builtIn), of(tested)]
    assert.deepEqual(missing(name, ownMembers(expected), ownMembers(actual)), [])
    assert.equal(actual.name, expected.name)
    assert.equal(actual.length, expected.length)
  })

  test(`${name}: it can be called without new where Node's can`, () => {
    assert.equal(needsNew(of(tested)), needsNew(of(builtIn)))
  })

  test(`${name}: its chain of prototypes has the same names`, () => {
    assert.deepEqual(chainNames(of(tested).prototype), chainNames(of(builtIn).prototype))
    assert.equal(of(tested).prototype.constructor, of(tested))
    const parent = Object.getPrototypeOf(of(builtIn)) as { name: string }
    assert.equal((Object.getPrototypeOf(of(tested)) as { name: string }).name, parent.name)
  })
}

test('functions of the modules have the arity of the built-in ones', () => {
  for (const name of ['createServer', 'request', 'get', '_connectionListener'] as const) {
    assert.equal(
      (Reflect.get(tested.http, name) as Class).length,
      (Reflect.get(builtIn.http, name) as Class).length,
      name,
    )
  }
})

test('classes can be extended by class and by util.inherits', async () => {
  const { inherits } = await import('node:util')
  const { http } = tested
  class Extended extends http.ServerResponse {}
  assert.ok(Extended.prototype instanceof http.OutgoingMessage)
  function Old(this: object) {
    Reflect.apply(http.Agent as unknown as Class, this, [])
  }
  inherits(Old, http.Agent)
  const agent: unknown = Reflect.construct(Old, [])
  assert.ok(agent instanceof http.Agent)
  assert.equal(agent.maxSockets, Number.POSITIVE_INFINITY)
})

test('the namespace of require and of import is one', async () => {
  const { createRequire } = await import('node:module')
  const require = createRequire(import.meta.url)
  assert.equal(require('nethttp').Server, tested.http.Server)
  assert.equal(require('nethttp/https').Server, tested.https.Server)
})
