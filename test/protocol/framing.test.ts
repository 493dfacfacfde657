// How long a body is (RFC 9112 §6.3), as a table over everything that decides it.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  announcesBody,
  CHUNKED,
  FAULTY,
  hasNoBody,
  requestFraming,
  responseFraming,
  UNTIL_CLOSE,
} from '../../src/protocol/framing.ts'
import { LENIENT_CODING, STRICT } from '../../src/protocol/leniency.ts'
import { CODING_CHUNKED, CODING_NONE, CODING_OTHER } from '../../src/protocol/message-head.ts'
import { headOf } from '../support/heads.ts'

const NO_LENGTH = -1
const codings = { 'no coding': CODING_NONE, chunked: CODING_CHUNKED, 'another coding': CODING_OTHER }

const requests: [coding: keyof typeof codings, contentLength: number, strict: number, lenient: number][] = [
  ['no coding', NO_LENGTH, 0, 0],
  ['no coding', 0, 0, 0],
  ['no coding', 7, 7, 7],
  ['chunked', NO_LENGTH, CHUNKED, CHUNKED],
  ['chunked', 7, CHUNKED, CHUNKED],
  ['another coding', NO_LENGTH, FAULTY, UNTIL_CLOSE],
  ['another coding', 7, FAULTY, UNTIL_CLOSE],
]
for (const [coding, contentLength, strict, lenient] of requests) {
  test(`the body of a request with ${coding} and the length ${contentLength}`, () => {
    const head = headOf({ coding: codings[coding], contentLength })
    assert.equal(requestFraming(head, STRICT), strict)
    assert.equal(requestFraming(head, LENIENT_CODING), lenient)
  })
}

const responses: [coding: keyof typeof codings, contentLength: number, framing: number][] = [
  ['no coding', NO_LENGTH, UNTIL_CLOSE],
  ['no coding', 0, 0],
  ['no coding', 7, 7],
  ['chunked', NO_LENGTH, CHUNKED],
  ['chunked', 7, CHUNKED],
  ['another coding', NO_LENGTH, UNTIL_CLOSE],
  ['another coding', 7, UNTIL_CLOSE],
]
for (const [coding, contentLength, framing] of responses) {
  const facts = { coding: codings[coding], contentLength }
  test(`the body of a response with ${coding} and the length ${contentLength}`, () => {
    for (const statusCode of [200, 201, 205, 206, 301, 404, 500, 999]) {
      assert.equal(responseFraming(headOf({ ...facts, statusCode }), false), framing, String(statusCode))
    }
  })
  test(`no body of a response that must not have one, with ${coding} and the length ${contentLength}`, () => {
    for (const statusCode of [100, 101, 103, 199, 204, 304]) {
      assert.equal(responseFraming(headOf({ ...facts, statusCode }), false), 0, String(statusCode))
    }
    for (const statusCode of [200, 404]) assert.equal(responseFraming(headOf({ ...facts, statusCode }), true), 0)
  })
}

test('only 1xx, 204 and 304 never have a body', () => {
  for (let status = 0; status < 1000; status++) {
    assert.equal(hasNoBody(status), (status >= 100 && status < 200) || status === 204 || status === 304, String(status))
  }
})

test('a body is announced by either field, also when it is empty', () => {
  assert.equal(announcesBody(headOf({})), false)
  assert.equal(announcesBody(headOf({ contentLength: 0 })), true)
  assert.equal(announcesBody(headOf({ contentLength: 7 })), true)
  assert.equal(announcesBody(headOf({ coding: CODING_CHUNKED })), true)
  assert.equal(announcesBody(headOf({ coding: CODING_OTHER })), true)
})
