// The status codes: those of the running Node.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { STATUS_CODES } from '../../src/protocol/status-codes.ts'

test('STATUS_CODES are those of the running Node', () => {
  assert.deepEqual({ ...STATUS_CODES }, { ...http.STATUS_CODES })
})

test('every status code has three digits and a reason that can stand in a status line', () => {
  for (const [code, reason] of Object.entries(STATUS_CODES)) {
    assert.match(code, /^[1-5]\d\d$/)
    assert.match(reason, /^[ -~]+$/)
  }
})
