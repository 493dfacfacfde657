// The half of the head scanner that reads field sections, by itself: as trailers, which have no start line.
import assert from 'node:assert/strict'
import test from 'node:test'
import { BROKEN, HeadScanner, NEED_MORE, TRAILER_SECTION } from '../../src/protocol/head-scanner.ts'
import { DEFAULT, INSECURE } from '../../src/protocol/leniency.ts'
import { MessageHead } from '../../src/protocol/message-head.ts'
import { type MessageHandler, MessageParser, READ_BODY } from '../../src/protocol/message-parser.ts'

const IGNORING: MessageHandler = {
  onHead: () => READ_BODY,
  onBody: () => {},
  onTrailers: () => {},
  onMessageEnd: () => {},
}

interface Read {
  end: number
  text: string
  fault: string | null
}

function read(section: string, { maxHeaderSize = 1024, maxHeadersCount = 100, leniency = DEFAULT } = {}): Read {
  const head = new MessageHead()
  const scanner = new HeadScanner(head, maxHeaderSize, maxHeadersCount, leniency)
  scanner.begin(TRAILER_SECTION)
  const bytes = Buffer.from(section, 'latin1')
  const end = scanner.scan(bytes, 0, bytes.length)
  const text = end >= 0 ? head.text.slice(head.fieldsStart, head.fieldsEnd) : ''
  return { end, text, fault: end === BROKEN ? scanner.fault : null }
}

test('a section ends behind its empty line, wherever more follows', () => {
  assert.deepEqual(read('A: b\r\nC: d\r\n\r\nGET'), { end: 14, text: 'A: b\r\nC: d\r\n', fault: null })
  assert.deepEqual(read('\r\nGET'), { end: 2, text: '', fault: null })
})

test('a section that is not whole waits for more', () => {
  for (const part of ['', 'A', 'A:', 'A: b', 'A: b\r', 'A: b\r\n', 'A: b\r\n\r']) {
    assert.equal(read(part).end, NEED_MORE, JSON.stringify(part))
  }
})

test('what breaks the grammar is named', () => {
  assert.equal(read('A b\r\n\r\n').fault, 'fieldName')
  assert.equal(read('A: b\n\r\n').fault, 'valueNoCr')
  assert.equal(read('A: \0\r\n\r\n').fault, 'valueCharacter')
  assert.equal(read('A: b\r\n c\r\n\r\n').fault, 'fieldFolded')
})

test('size and number of the fields are limited', () => {
  assert.equal(read(`A: ${'b'.repeat(30)}\r\n\r\n`, { maxHeaderSize: 31 }).fault, 'headTooLarge')
  assert.equal(read(`A: ${'b'.repeat(29)}\r\n\r\n`, { maxHeaderSize: 31 }).fault, null)
  assert.equal(read('A: b\r\n'.repeat(3), { maxHeadersCount: 2 }).fault, 'tooManyFields')
})

test('with the leniencies about lines the section is brought into form', () => {
  assert.equal(read('A : b\n c\nD:e\n\n', { leniency: INSECURE }).text, 'A: b c\r\nD:e\r\n')
})

test('spaces before a colon that does not come are counted', () => {
  const parser = new MessageParser('request', IGNORING, { leniency: INSECURE })
  parser.execute(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nA'))
  const spaces = Buffer.alloc(1000, ' ')
  let sent = 0
  for (; sent < 100_000 && parser.error === null; sent += spaces.length) parser.execute(spaces)
  assert.equal(parser.error?.rule, 'headTooLarge')
  assert.ok(sent < 20_000, `${sent}`)
})

test('where spaces before a colon are cut does not decide whether a head is too large', () => {
  for (let spaces = 1; spaces < 60; spaces++) {
    const bytes = Buffer.from(`GET / HTTP/1.1\r\nA${' '.repeat(spaces)}: b\r\n\r\n`)
    const whole = new MessageParser('request', IGNORING, { leniency: INSECURE, maxHeaderSize: 40 })
    const cut = new MessageParser('request', IGNORING, { leniency: INSECURE, maxHeaderSize: 40 })
    whole.execute(bytes)
    for (const byte of bytes) cut.execute(Uint8Array.of(byte))
    assert.equal(cut.error?.rule, whole.error?.rule, `${spaces}`)
  }
})
