// The field section that is remembered: found again only where every byte is the same.
import assert from 'node:assert/strict'
import test from 'node:test'
import { FieldMemo } from '../../src/protocol/field-memo.ts'
import { CONNECTION_CLOSE } from '../../src/protocol/message-head.ts'
import { headOf } from '../support/heads.ts'
import { toBytes } from '../support/parser-run.ts'

const SECTION = 'Host: a\r\nConnection: close\r\n\r\n'
const LINE = 'GET / HTTP/1.1\r\n'

/** A memo of a connection that is kept: the section of its first message was asked for and read. */
function used(): FieldMemo {
  const memo = new FieldMemo()
  const bytes = toBytes('First: 1\r\n\r\n')
  memo.matches(bytes, 0, bytes.length)
  memo.remember(bytes, 0, bytes.length, headOf({ text: 'First: 1\r\n\r\n', fieldsStart: 0 }), 1)
  return memo
}

/** A memo of `SECTION`, as it is noted when a head has been read. */
function memoOf(section = SECTION): FieldMemo {
  const memo = used()
  const bytes = toBytes(LINE + section)
  memo.matches(bytes, LINE.length, bytes.length)
  const head = headOf({ text: LINE + section, fieldsStart: LINE.length, connection: CONNECTION_CLOSE, hasHost: true })
  memo.remember(bytes, LINE.length, bytes.length, head, 20)
  return memo
}

function matches(memo: FieldMemo, text: string, at: number): boolean {
  const bytes = toBytes(text)
  return memo.matches(bytes, at, bytes.length)
}

test('a new memo matches nothing', () => {
  assert.equal(matches(new FieldMemo(), SECTION, 0), false)
  assert.equal(matches(new FieldMemo(), '', 0), false)
})

test('the section of the first message is not remembered: most connections of strangers carry one', () => {
  assert.equal(matches(used(), 'First: 1\r\n\r\n', 0), false)
})

test('the same section matches wherever it stands', () => {
  assert.equal(matches(memoOf(), SECTION, 0), true)
  assert.equal(matches(memoOf(), `PUT /abc HTTP/1.1\r\n${SECTION}body`, 19), true)
})

test('a section that differs in any one byte does not match', () => {
  for (let i = 0; i < SECTION.length; i++) {
    const other = `${SECTION.slice(0, i)}x${SECTION.slice(i + 1)}`
    assert.equal(matches(memoOf(), other, 0), other === SECTION, other)
  }
})

test('a section that is not whole does not match', () => {
  for (let length = 0; length < SECTION.length; length++) {
    assert.equal(matches(memoOf(), SECTION.slice(0, length), 0), false)
  }
})

test('what was read from the section is told again', () => {
  const head = headOf({ contentLength: 7, hasUpgrade: true })
  const memo = memoOf()
  memo.recall(head)
  assert.deepEqual(
    [head.contentLength, head.hasUpgrade, head.connection, head.hasHost],
    [-1, false, CONNECTION_CLOSE, true],
  )
  assert.equal(head.text.slice(head.fieldsStart, head.fieldsEnd), 'Host: a\r\nConnection: close\r\n')
  assert.deepEqual([memo.sectionBytes, memo.counted], [SECTION.length, 20])
})

test('the last section counts', () => {
  const memo = memoOf()
  const other = toBytes('X: y\r\n\r\n')
  memo.remember(other, 0, other.length, headOf({ text: 'X: y\r\n\r\n', fieldsStart: 0 }), 2)
  assert.equal(matches(memo, SECTION, 0), false)
  assert.equal(matches(memo, 'X: y\r\n\r\n', 0), true)
})

test('sections that never come again are found all the same when they do', () => {
  const memo = memoOf()
  for (let i = 0; i < 100; i++) assert.equal(matches(memo, `X: ${i}\r\n\r\n${SECTION}`, 0), false)
  const found = Array.from({ length: 40 }, () => matches(memo, SECTION, 0))
  assert.ok(found.includes(true))
})

test('the bytes may be written over when the section has been noted', () => {
  const memo = used()
  const bytes = toBytes(SECTION)
  memo.matches(bytes, 0, bytes.length)
  memo.remember(bytes, 0, bytes.length, headOf({ text: SECTION, fieldsStart: 0 }), 20)
  bytes.write('Host: b')
  assert.equal(memo.matches(bytes, 0, bytes.length), false)
})
