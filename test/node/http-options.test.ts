// The options that servers and requests share.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isLenientAboutValues, uniqueHeaderNames, validateParsing } from '../../src/node/http-options.ts'

test('options of parsing that are left out or right pass', () => {
  validateParsing({})
  validateParsing({ maxHeaderSize: 0, insecureHTTPParser: false, joinDuplicateHeaders: true })
  for (const httpValidation of ['strict', 'relaxed', 'insecure']) validateParsing({ httpValidation })
})

const wrong: [options: object, code: string][] = [
  [{ maxHeaderSize: '1' }, 'ERR_INVALID_ARG_TYPE'],
  [{ maxHeaderSize: -1 }, 'ERR_OUT_OF_RANGE'],
  [{ maxHeaderSize: null }, 'ERR_INVALID_ARG_TYPE'],
  [{ insecureHTTPParser: 'yes' }, 'ERR_INVALID_ARG_TYPE'],
  [{ httpValidation: 'loose' }, 'ERR_INVALID_ARG_VALUE'],
  [{ httpValidation: true }, 'ERR_INVALID_ARG_VALUE'],
  [{ httpValidation: 'strict', insecureHTTPParser: false }, 'ERR_INVALID_ARG_VALUE'],
  [{ joinDuplicateHeaders: 1 }, 'ERR_INVALID_ARG_TYPE'],
]
for (const [options, code] of wrong) {
  test(`the options of parsing ${JSON.stringify(options)} are refused with ${code}`, () => {
    assert.throws(() => validateParsing(options), { code })
  })
}

test('values are checked leniently when the parsing is not strict', () => {
  assert.equal(isLenientAboutValues({}), false)
  assert.equal(isLenientAboutValues({ insecureHTTPParser: true }), true)
  assert.equal(isLenientAboutValues({ insecureHTTPParser: false }), false)
  assert.equal(isLenientAboutValues({ httpValidation: 'strict', insecureHTTPParser: true }), false)
  assert.equal(isLenientAboutValues({ httpValidation: 'relaxed' }), true)
  assert.equal(isLenientAboutValues({ httpValidation: 'insecure' }), true)
})

test('the names of unique headers are told in small letters, also those that come as lists', () => {
  assert.deepEqual(uniqueHeaderNames(['X-A', 'x-b']), new Set(['x-a', 'x-b']))
  assert.equal(uniqueHeaderNames(undefined), null)
  assert.equal(uniqueHeaderNames(null), null)
  assert.deepEqual(uniqueHeaderNames([]), new Set())
})
