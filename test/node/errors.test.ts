// The errors of the API: for every misuse the same as the running Node's own, to the letter; and the registry.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { API_ERRORS, type ApiErrorCode, abortError, apiError, connectionReset } from '../../src/node/errors.ts'
import { misuses, newerMisuses } from '../support/misuses.ts'

function thrownBy(action: () => unknown): NodeJS.ErrnoException {
  try {
    action()
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
  return assert.fail('nothing was thrown')
}

function describe(error: NodeJS.ErrnoException): object {
  const { code, message, name } = error
  return { type: Object.getPrototypeOf(error)?.name, name, code, message, printed: error.stack?.split('\n    at ')[0] }
}

for (const [what, action] of misuses) {
  test(`${what} is refused with the error that Node has`, () => {
    const expected = describe(thrownBy(() => action(http)))
    assert.deepEqual(describe(thrownBy(() => action(nethttp as never))), expected)
  })
}

for (const [what, action] of newerMisuses) {
  test(`${what} is refused, as by the newest Node`, () => {
    assert.equal(thrownBy(() => action(nethttp as never)).code, 'ERR_HTTP_HEADERS_SENT')
  })
}

test('every code of the registry makes an error of its class, with its code on the first line of the stack', () => {
  for (const code of Object.keys(API_ERRORS) as ApiErrorCode[]) {
    const { base } = API_ERRORS[code]
    const error = (apiError as (code: string, ...args: unknown[]) => Error & { code: string })(code, 'a', 'b', 'c')
    assert.ok(error instanceof base, code)
    assert.equal(error.code, code)
    assert.equal(error.name, base.name)
    assert.ok(error.stack?.startsWith(`${base.name} [${code}]: ${error.message}`), code)
    assert.ok(error.message.length > 0, code)
  }
})

test('a connection that is gone is told by ECONNRESET', () => {
  const error = connectionReset('socket hang up')
  assert.deepEqual([error.name, error.code, error.message], ['Error', 'ECONNRESET', 'socket hang up'])
})

test('an aborted operation is told as Node tells it, with its cause', () => {
  const error = abortError('why')
  assert.deepEqual([error.name, error.code, error.cause], ['AbortError', 'ABORT_ERR', 'why'])
  assert.equal(error.message, 'The operation was aborted')
  assert.equal('cause' in abortError(undefined), false)
})
