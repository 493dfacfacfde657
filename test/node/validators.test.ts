// The checks of arguments: what passes, and with which code the rest is refused. That the messages are Node's is the
// matter of errors.test.ts.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import test from 'node:test'
import * as validators from '../../src/node/validators.ts'

const { validateHeaderName, validateHeaderValue, validateInteger, validateNumber, validateOneOf } = validators

const TYPE = 'ERR_INVALID_ARG_TYPE'
const RANGE = 'ERR_OUT_OF_RANGE'

const checks: [
  name: string,
  check: (value: unknown) => unknown,
  good: unknown[],
  bad: [value: unknown, code: string][],
][] = [
  [
    'validateString',
    (value) => validators.validateString(value, 'x'),
    ['', 'a'],
    [
      [1, TYPE],
      [null, TYPE],
      [{}, TYPE],
    ],
  ],
  [
    'validateBoolean',
    (value) => validators.validateBoolean(value, 'x'),
    [true, false],
    [
      [0, TYPE],
      ['true', TYPE],
    ],
  ],
  [
    'validateFunction',
    (value) => validators.validateFunction(value, 'x'),
    [() => {}, class {}],
    [
      [{}, TYPE],
      [undefined, TYPE],
    ],
  ],
  [
    'validateObject',
    (value) => validators.validateObject(value, 'x'),
    [{}, new Map()],
    [
      [null, TYPE],
      [[], TYPE],
      ['a', TYPE],
    ],
  ],
  [
    'validateNumber',
    (value) => validateNumber(value, 'x'),
    [0, -1, 0.5, Number.NaN],
    [
      ['0', TYPE],
      [0n, TYPE],
    ],
  ],
  [
    'validateNumber with a least',
    (value) => validateNumber(value, 'x', 1),
    [1, 2],
    [
      [0, RANGE],
      [Number.NaN, RANGE],
    ],
  ],
  [
    'validateNumber with both ends',
    (value) => validateNumber(value, 'x', 1, 3),
    [1, 3],
    [
      [0, RANGE],
      [4, RANGE],
    ],
  ],
  [
    'validateInteger',
    (value) => validateInteger(value, 'x'),
    [0, -5],
    [
      ['1', TYPE],
      [0.5, RANGE],
      [Number.NaN, RANGE],
      [2 ** 53, RANGE],
    ],
  ],
  [
    'validateInteger with both ends',
    (value) => validateInteger(value, 'x', 1, 3),
    [1, 3],
    [
      [0, RANGE],
      [4, RANGE],
    ],
  ],
  ['validateOneOf', (value) => validateOneOf(value, 'x', ['a', 1]), ['a', 1], [['b', 'ERR_INVALID_ARG_VALUE']]],
  [
    'validateAbortSignal',
    (value) => validators.validateAbortSignal(value, 'x'),
    [AbortSignal.abort(), { aborted: false }],
    [
      [{}, TYPE],
      [null, TYPE],
    ],
  ],
  [
    'setMaxIdleHTTPParsers',
    (value) => validators.setMaxIdleHTTPParsers(value as number),
    [1, 5],
    [
      [0, RANGE],
      ['1', TYPE],
    ],
  ],
]
for (const [name, check, good, bad] of checks) {
  test(`${name} takes what it should and nothing else`, () => {
    for (const value of good) assert.doesNotThrow(() => check(value), String(value))
    for (const [value, code] of bad) assert.throws(() => check(value), { code }, String(value))
  })
}

test('validateTimeoutMs gives back the time', () => {
  assert.equal(validators.validateTimeoutMs(0, 'x'), 0)
  assert.equal(validators.validateTimeoutMs(1.5, 'x'), 1.5)
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => validators.validateTimeoutMs(value, 'x'), { code: RANGE })
  }
  assert.throws(() => validators.validateTimeoutMs('1', 'x'), { code: TYPE })
})

test('validateTimeoutMs cuts a time that no timer takes, and warns', async () => {
  const warned = once(process, 'warning')
  assert.equal(validators.validateTimeoutMs(2 ** 31, 'x'), 2 ** 31 - 1)
  const [warning] = (await warned) as [Error]
  assert.equal(warning.name, 'TimeoutOverflowWarning')
})

test('validateHeaderName takes tokens, again and again, and more than it remembers', () => {
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 1000; i++) validateHeaderName(`x-name-${i}`)
    assert.throws(() => validateHeaderName('a b'), { code: 'ERR_INVALID_HTTP_TOKEN' })
  }
})

test('validateHeaderName calls the name what it is told to', () => {
  assert.throws(
    () => validateHeaderName('a b', 'Trailer name'),
    /^TypeError: Trailer name must be a valid HTTP token \["a b"\]$/,
  )
})

test('validateHeaderValue takes numbers and lists as text', () => {
  for (const value of [0, 1.5, Number.NaN, '', 'a', '\xff', ['a', 'b'], null, true]) validateHeaderValue('x', value)
})

test('validateHeaderValue lets control characters pass when it is lenient, but for those that end a line', () => {
  assert.throws(() => validateHeaderValue('x', 'a\x01'), { code: 'ERR_INVALID_CHAR' })
  validateHeaderValue('x', 'a\x01', true)
  for (const value of ['\0', '\r', '\n', 'ā']) {
    assert.throws(() => validateHeaderValue('x', value, true), { code: 'ERR_INVALID_CHAR' })
  }
})

test('the checks of headers have as many parameters as those of Node', () => {
  assert.equal(validateHeaderName.length, http.validateHeaderName.length)
  assert.equal(validateHeaderValue.length, http.validateHeaderValue.length)
})

const links: [hints: unknown, value: string][] = [
  ['<a>', '<a>'],
  ['</styles.css>; rel=preload; as=style', '</styles.css>; rel=preload; as=style'],
  ['<a>;rel="preload"', '<a>;rel="preload"'],
  ['<a>; crossorigin', '<a>; crossorigin'],
  [['<a>; rel=preload', '<b>'], '<a>; rel=preload, <b>'],
  [[], ''],
]
for (const [hints, value] of links) {
  test(`the link hints ${JSON.stringify(hints)} become a field value`, () => {
    assert.equal(validators.linkHeaderValue(hints), value)
  })
}

for (const hints of ['a', '', '<a', 'a>', '<a> rel=x', '<a>; rel="x', '<a>\r\nX: y', ['<a>', 'b'], 5, null]) {
  test(`the link hints ${JSON.stringify(hints)} are refused`, () => {
    assert.throws(() => validators.linkHeaderValue(hints), { code: 'ERR_INVALID_ARG_VALUE' })
  })
}

for (const [hints, code] of [
  ['<a\r\nX: 1>; rel=x', 'ERR_INVALID_ARG_VALUE'],
  ['<a\nX: 1>', 'ERR_INVALID_ARG_VALUE'],
  ['<a\rX: 1>', 'ERR_INVALID_ARG_VALUE'],
  [['<a>', '<b\r\n>'], 'ERR_INVALID_ARG_VALUE'],
  ['<a\0>', 'ERR_INVALID_CHAR'],
  ['<a\x7f>', 'ERR_INVALID_CHAR'],
  ['<a>;\r\nx=y', 'ERR_INVALID_CHAR'],
  ['<a>; x=\0', 'ERR_INVALID_CHAR'],
  [['<a>', '<b>; \x01=y'], 'ERR_INVALID_CHAR'],
  ['<\u010a>; rel=x', 'ERR_INVALID_CHAR'],
] as const) {
  test(`the link hints ${JSON.stringify(hints)} are refused, since no field may hold them`, () => {
    assert.throws(() => validators.linkHeaderValue(hints), { code })
  })
}

test('a link that is nearly one is refused in no time', () => {
  const startedMs = performance.now()
  assert.throws(() => validators.linkHeaderValue(`<a>${'; a=b'.repeat(25)}"`), { code: 'ERR_INVALID_ARG_VALUE' })
  assert.throws(() => validators.linkHeaderValue(`<a>${';'.repeat(50_000)}"`), { code: 'ERR_INVALID_ARG_VALUE' })
  assert.throws(() => validators.linkHeaderValue(`<a>${' '.repeat(50_000)}x`), { code: 'ERR_INVALID_ARG_VALUE' })
  assert.ok(performance.now() - startedMs < 500)
})
