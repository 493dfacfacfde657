// The options of a server: for every setting the property that a server of the running Node has.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { asOptions, resolveServerSettings, responseOptions, validateListener } from '../../src/server/server-options.ts'

/** Settings that a server of the running Node has as properties of its own. */
const NAMES = [
  'maxHeaderSize',
  'insecureHTTPParser',
  'requestTimeout',
  'headersTimeout',
  'keepAliveTimeout',
  'connectionsCheckingInterval',
  'requireHostHeader',
  'joinDuplicateHeaders',
  'rejectNonStandardBodyWrites',
] as const

const given: object[] = [
  {},
  { maxHeaderSize: 100 },
  { maxHeaderSize: 0 },
  { insecureHTTPParser: true },
  { insecureHTTPParser: false },
  { requestTimeout: 0 },
  { requestTimeout: 1000 },
  { requestTimeout: 100_000 },
  { headersTimeout: 0 },
  { headersTimeout: 1000 },
  { headersTimeout: 1000, requestTimeout: 1000 },
  { headersTimeout: 1000, requestTimeout: 0 },
  { headersTimeout: 0, requestTimeout: 1000 },
  { keepAliveTimeout: 0 },
  { keepAliveTimeout: 123 },
  { connectionsCheckingInterval: 7 },
  { requireHostHeader: false },
  { joinDuplicateHeaders: true },
  { rejectNonStandardBodyWrites: true },
  { requestTimeout: undefined, headersTimeout: undefined, keepAliveTimeout: undefined, requireHostHeader: undefined },
]
for (const options of given) {
  test(`the settings of ${JSON.stringify(options)} are those of a server of Node`, () => {
    const server = http.createServer(options) as unknown as Record<string, unknown>
    const settings = resolveServerSettings(options) as unknown as Record<string, unknown>
    for (const name of NAMES) assert.equal(settings[name], server[name], name)
  })
}

test('the buffer of the keep-alive time has a default and can be set', () => {
  assert.equal(resolveServerSettings({}).keepAliveTimeoutBuffer, 1000)
  assert.equal(resolveServerSettings({ keepAliveTimeoutBuffer: 0 }).keepAliveTimeoutBuffer, 0)
  assert.throws(() => resolveServerSettings({ keepAliveTimeoutBuffer: -1 }), { code: 'ERR_OUT_OF_RANGE' })
})

test('what the responses of a server share is made of its options', () => {
  assert.deepEqual(responseOptions({}, false), {
    uniqueHeaders: null,
    rejectNonStandardBodyWrites: false,
    lenientValues: false,
    isStrict: false,
  })
  assert.deepEqual(responseOptions({ uniqueHeaders: ['X-A', ['X-B']], insecureHTTPParser: true }, true), {
    uniqueHeaders: new Set(['x-a', 'x-b']),
    rejectNonStandardBodyWrites: true,
    lenientValues: true,
    isStrict: false,
  })
})

test('a strict server’s responses are strict', () => {
  assert.equal(responseOptions({ httpValidation: 'strict' }, false).isStrict, true)
})

test('options are an object or nothing', () => {
  assert.deepEqual(asOptions(undefined), {})
  assert.deepEqual(asOptions(null), {})
  const options = {}
  assert.equal(asOptions(options), options)
  for (const value of [5, 'x', true, []]) assert.throws(() => asOptions(value), { code: 'ERR_INVALID_ARG_TYPE' })
})

test('a listener is a function or nothing', () => {
  validateListener(undefined, 'x')
  validateListener(() => {}, 'x')
  for (const value of [null, 5, {}]) assert.throws(() => validateListener(value, 'x'), { code: 'ERR_INVALID_ARG_TYPE' })
})
