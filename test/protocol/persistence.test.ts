// Whether a connection may carry another message (RFC 9112 §9.3), as a table over everything that decides it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { CHUNKED, UNTIL_CLOSE } from '../../src/protocol/framing.ts'
import {
  CODING_CHUNKED,
  CODING_NONE,
  CONNECTION_CLOSE,
  CONNECTION_KEEP_ALIVE,
  CONNECTION_UPGRADE,
} from '../../src/protocol/message-head.ts'
import { isPersistent } from '../../src/protocol/persistence.ts'
import { headOf } from '../support/heads.ts'

const options = { '': 0, close: CONNECTION_CLOSE, 'keep-alive': CONNECTION_KEEP_ALIVE, upgrade: CONNECTION_UPGRADE }
type Option = keyof typeof options

const table: [version: string, connection: Option[], expected: boolean][] = [
  ['1.1', [''], true],
  ['1.1', ['keep-alive'], true],
  ['1.1', ['upgrade'], true],
  ['1.1', ['close'], false],
  ['1.1', ['close', 'keep-alive'], false],
  ['1.2', [''], true],
  ['1.0', [''], false],
  ['1.0', ['upgrade'], false],
  ['1.0', ['keep-alive'], true],
  ['1.0', ['keep-alive', 'close'], false],
  ['0.9', [''], false],
  ['2.0', [''], false],
]
for (const [version, connection, expected] of table) {
  const [versionMajor, versionMinor] = version.split('.').map(Number)
  const bits = connection.reduce((all, option) => all | options[option], 0)
  const said = connection.join(', ') || 'nothing'

  test(`a connection of HTTP/${version} that says ${said} ${expected ? 'goes on' : 'ends'}`, () => {
    const head = headOf({ versionMajor, versionMinor, connection: bits })
    assert.equal(isPersistent(head, 0), expected)
    assert.equal(isPersistent(head, 7), expected)
  })

  test(`a body until the end leaves nothing of HTTP/${version} that says ${said}`, () => {
    assert.equal(isPersistent(headOf({ versionMajor, versionMinor, connection: bits }), UNTIL_CLOSE), false)
  })
}

test('a transfer coding ends a connection of HTTP/1.0, and no other (RFC 9112 §6.1)', () => {
  const facts = { versionMajor: 1, connection: CONNECTION_KEEP_ALIVE, coding: CODING_CHUNKED }
  assert.equal(isPersistent(headOf({ ...facts, versionMinor: 0 }), CHUNKED), false)
  assert.equal(isPersistent(headOf({ ...facts, versionMinor: 1 }), CHUNKED), true)
})

test('a length beside a transfer coding ends the connection (RFC 9112 §6.1)', () => {
  assert.equal(isPersistent(headOf({ contentLength: 7, coding: CODING_CHUNKED }), CHUNKED), false)
  assert.equal(isPersistent(headOf({ contentLength: 7, coding: CODING_NONE }), 7), true)
})
