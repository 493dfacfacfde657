// The parser as a whole. Every case is read in one piece, byte by byte, and cut at every position (short ones at every
// two): the messages are the same, and so is the rule that is broken.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type MessageHandler, MessageParser, READ_BODY } from '../../src/protocol/message-parser.ts'
import type { Message, ParserCase } from '../support/parser-case.ts'
import { parserCases } from '../support/parser-cases.ts'
import { type Outcome, Recorder, run, toBytes } from '../support/parser-run.ts'

/** Up to so many bytes every pair of cuts is tried. */
const SHORT = 45
/** From so many bytes on only some cuts are tried. */
const LONG = 1500
const CUTS_OF_A_LONG_CASE = 60

for (const parserCase of parserCases) {
  const { role, name } = parserCase
  test(`a ${role} is read alike however it is cut: ${name}`, () => checkCase(parserCase))
}

function checkCase(parserCase: ParserCase): void {
  const bytes = toBytes(parserCase.bytes)
  checkWhole(parserCase, run(parserCase, bytes))
  const expected = describe(expectedMessages(parserCase), parserCase.fails)
  for (const cuts of allCuts(bytes.length)) checkCut(parserCase, run(parserCase, bytes, cuts), expected, cuts)
}

function checkWhole(parserCase: ParserCase, outcome: Outcome): void {
  const { at, bytes, fails, rest } = parserCase
  assert.deepEqual(outcome.messages, expectedMessages(parserCase))
  assert.equal(outcome.rule, fails)
  if (at !== null) assert.equal(outcome.at, at, 'where it showed')
  if (fails === null) assert.equal(outcome.consumed, bytes.length - rest.length, 'how many bytes were HTTP')
}

function checkCut(parserCase: ParserCase, outcome: Outcome, expected: string, cuts: readonly number[]): void {
  const { at, bytes, fails, rest } = parserCase
  const found = describe(outcome.messages, outcome.rule)
  const where = cuts.length > 2 ? 'byte by byte' : `cut at ${cuts}`
  if (found !== expected) assert.fail(`${where}:\n  ${found}\ninstead of\n  ${expected}`)
  // An error cannot point at bytes of an earlier piece: it then points at the beginning of the last.
  if (at !== null) assert.equal(outcome.at, Math.max(at, outcome.pieceAt), `where it showed, ${where}`)
  if (outcome.at !== null) assert.ok(outcome.at >= outcome.pieceAt, `in the last piece, ${where}`)
  if (fails === null) assert.equal(outcome.consumed, bytes.length - rest.length, `bytes of HTTP, ${where}`)
}

function expectedMessages({ messages }: ParserCase): Message[] {
  return messages.map(({ verdict: _, ...message }) => message)
}

function describe(messages: readonly Message[], rule: string | null): string {
  return JSON.stringify([
    messages.map(({ start, fields, body, trailers, persistent, ended }) => [
      start,
      fields,
      body,
      trailers,
      persistent,
      ended,
    ]),
    rule,
  ])
}

function* allCuts(length: number): Generator<number[]> {
  yield Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1)
  const step = length > LONG ? Math.ceil(length / CUTS_OF_A_LONG_CASE) : 1
  for (let first = 1; first < length; first += step) {
    yield [first]
    if (length <= SHORT) for (let second = first + 1; second < length; second++) yield [first, second]
  }
}

// --- What bytes are given as -------------------------------------------------------------------------------------

test('a Buffer and a plain Uint8Array are read alike', () => {
  for (const parserCase of parserCases) {
    const bytes = toBytes(parserCase.bytes)
    assert.deepEqual(run(parserCase, Uint8Array.from(bytes)), run(parserCase, bytes), parserCase.name)
  }
})

test('bytes that stand in the middle of a larger piece of memory are read alike', () => {
  for (const parserCase of parserCases) {
    const larger = toBytes(`xx${parserCase.bytes}xx`)
    const bytes = larger.subarray(2, larger.length - 2)
    assert.deepEqual(run(parserCase, bytes), run(parserCase, toBytes(parserCase.bytes)), parserCase.name)
  }
})

test('the bytes of a head that was cut may be written over before the rest comes', () => {
  const { parser, recorder } = request()
  const first = toBytes('GET /path HTTP/1.1\r\nHost: a')
  parser.execute(first)
  first.fill(0)
  parser.execute(toBytes('bc\r\n\r\n'))
  assert.deepEqual(recorder.messages[0]?.fields, ['Host: abc'])
  assert.equal(recorder.messages[0]?.start, 'GET /path HTTP/1.1')
})

test('the bytes of a whole head may be written over by those of the next', () => {
  for (const make of [Buffer.alloc, (length: number) => new Uint8Array(length)]) {
    const { parser, recorder } = request()
    const memory = make(26)
    for (const value of ['abc', 'abc', 'xyz', 'abd']) {
      memory.set(toBytes(`GET / HTTP/1.1\r\nX: ${value}\r\n\r\n`))
      parser.execute(memory)
    }
    const told = recorder.messages.map(({ fields }) => fields.join())
    assert.deepEqual(told, ['X: abc', 'X: abc', 'X: xyz', 'X: abd'])
  }
})

test('messages that come again are told again', () => {
  for (const parserCase of parserCases) {
    const { fails, messages, rest } = parserCase
    if (
      fails !== null ||
      rest !== '' ||
      messages.some(({ persistent, verdict }) => !persistent || verdict !== READ_BODY)
    )
      continue
    const thrice = {
      ...parserCase,
      bytes: parserCase.bytes.repeat(3),
      messages: [...messages, ...messages, ...messages],
    }
    const bytes = toBytes(thrice.bytes)
    const { length } = parserCase.bytes
    for (const cuts of [[], [length, 2 * length], [length + 1], [2 * length - 1]]) {
      if (cuts.some((cut) => cut <= 0 || cut >= bytes.length)) continue
      assert.deepEqual(
        run(thrice, bytes, cuts).messages,
        expectedMessages(thrice),
        `${parserCase.name}, cut at ${cuts}`,
      )
    }
  }
})

test('a body is handed out as a view of the bytes that were given', () => {
  const chunks: Uint8Array[] = []
  const { parser } = request({ onBody: (chunk) => void chunks.push(chunk) })
  const bytes = toBytes(`${POST}abc`)
  parser.execute(bytes)
  assert.equal(chunks[0]?.buffer, bytes.buffer)
})

test('no bytes are no input', () => {
  const { parser } = request()
  assert.equal(parser.execute(new Uint8Array(0)), 0)
  assert.equal(parser.canBegin, true)
  assert.equal(parser.finish(), null)
})

// --- Questions ---------------------------------------------------------------------------------------------------

test('the parser tells where it stands', () => {
  const { parser } = request()
  const states = () => [parser.canBegin, parser.isInMessage, parser.isInHead]
  assert.deepEqual(states(), [true, false, true], 'at first')
  parser.execute(toBytes('\r\n'))
  assert.deepEqual(states(), [true, false, true], 'behind an empty line')
  parser.execute(toBytes('P'))
  assert.deepEqual(states(), [false, true, true], 'in a head')
  parser.execute(toBytes(POST.slice(1)))
  assert.deepEqual(states(), [false, true, false], 'before a body')
  parser.execute(toBytes('ab'))
  assert.deepEqual(states(), [false, true, false], 'in a body')
  parser.execute(toBytes('c'))
  assert.deepEqual(states(), [true, false, true], 'behind a message')
  parser.execute(toBytes('GET / HTTP/1.0\r\n\r\n'))
  assert.deepEqual(states(), [false, false, false], 'behind the last message')
})

test('chunks are in the message until their trailers have ended', () => {
  const { parser } = request()
  parser.execute(toBytes(`${CHUNKED_POST}0\r\n`))
  assert.deepEqual([parser.isInMessage, parser.isInHead], [true, false])
  parser.execute(toBytes('\r\n'))
  assert.deepEqual([parser.isInMessage, parser.isInHead], [false, true])
})

test('a handler can ask whether more input lies behind a head', () => {
  const answers: boolean[] = []
  const handler: Handler = {
    onHead: () => {
      answers.push(parser.hasMoreInput)
      return READ_BODY
    },
  }
  const { parser } = request(handler)
  parser.execute(toBytes(GET + GET))
  parser.execute(toBytes(GET))
  parser.execute(toBytes(`${GET}G`))
  assert.deepEqual(answers, [true, false, false, true])
})

// --- Handlers that stop, refuse or throw -------------------------------------------------------------------------

const GET = 'GET / HTTP/1.1\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n'
const CHUNKED_POST = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'
const FIXED = `${POST}abc`
const TRAILED = `${CHUNKED_POST}3\r\nabc\r\n0\r\nX: y\r\n\r\n`

type Handler = Partial<MessageHandler>
type Hook = keyof MessageHandler

/** A parser of requests, and what it told; `handler` is called behind the recorder. */
function request(handler: Handler = {}): { parser: MessageParser; recorder: Recorder } {
  const recorder = new Recorder('request', [])
  const told: MessageHandler = {
    onHead: (head, persistent) => {
      const verdict = recorder.onHead(head, persistent)
      return handler.onHead?.(head, persistent) ?? verdict
    },
    onBody: (chunk) => {
      recorder.onBody(chunk)
      handler.onBody?.(chunk)
    },
    onTrailers: (text, start, end) => {
      recorder.onTrailers(text, start, end)
      handler.onTrailers?.(text, start, end)
    },
    onMessageEnd: () => {
      recorder.onMessageEnd()
      handler.onMessageEnd?.()
    },
  }
  return { parser: new MessageParser('request', told), recorder }
}

/** Every hook that a message of this kind calls, and how many bytes of it were looked at then. */
const hooks: [hook: Hook, bytes: string, lookedAt: number][] = [
  ['onHead', FIXED, POST.length],
  ['onBody', FIXED, FIXED.length],
  ['onMessageEnd', FIXED, FIXED.length],
  ['onHead', TRAILED, CHUNKED_POST.length],
  ['onBody', TRAILED, CHUNKED_POST.length + 6],
  ['onTrailers', TRAILED, TRAILED.length],
  ['onMessageEnd', TRAILED, TRAILED.length],
  ['onHead', GET, GET.length],
]

for (const [hook, bytes, lookedAt] of hooks) {
  const kind = bytes === TRAILED ? 'chunked' : bytes === FIXED ? 'fixed' : 'empty'

  test(`stop() in ${hook} of a message with a ${kind} body ends all reading`, () => {
    const { parser, recorder } = request({ [hook]: () => parser.stop() })
    const consumed = parser.execute(toBytes(bytes + GET))
    const told = JSON.stringify(recorder.messages)
    assert.equal(consumed, lookedAt, 'what was not looked at is left')
    assert.equal(recorder.messages.length, 1)
    assert.equal(recorder.messages[0]?.ended, hook === 'onMessageEnd')
    assert.equal(parser.execute(toBytes(GET)), 0)
    assert.equal(parser.error, null)
    assert.equal(parser.finish(), null)
    assert.equal(JSON.stringify(recorder.messages), told, 'nothing more is told')
  })

  test(`an exception in ${hook} of a message with a ${kind} body passes through, and what follows is refused`, () => {
    const { parser, recorder } = request({
      [hook]: () => {
        throw new Error('of the handler')
      },
    })
    assert.throws(() => parser.execute(toBytes(bytes + GET)), /^Error: of the handler$/)
    const told = JSON.stringify(recorder.messages)
    assert.equal(parser.execute(toBytes(GET)), 0)
    assert.equal(parser.error?.rule, 'userStopped')
    assert.equal(parser.finish(), null)
    assert.equal(JSON.stringify(recorder.messages), told, 'nothing more is told')
  })

  test(`refuse() in ${hook} of a message with a ${kind} body ends all reading with that rule`, () => {
    const { parser, recorder } = request({ [hook]: () => parser.refuse('informationalFlood') })
    parser.execute(toBytes(bytes + GET))
    assert.equal(parser.error?.rule, 'informationalFlood')
    assert.equal(parser.execute(toBytes(GET)), 0)
    assert.equal(recorder.messages.length, 1)
  })
}

test('an exception at the end of a body that lasts as long as the connection passes through finish', () => {
  const handler: MessageHandler = {
    onHead: () => READ_BODY,
    onBody: () => {},
    onTrailers: () => {},
    onMessageEnd: () => {
      throw new Error('of the handler')
    },
  }
  const parser = new MessageParser('response', handler)
  parser.execute(toBytes('HTTP/1.1 200 OK\r\n\r\nabc'))
  assert.throws(() => parser.finish(), /^Error: of the handler$/)
  assert.equal(parser.finish(), null)
})

test('finish tells of an error once, and not again of one that was found before', () => {
  const cut = request()
  cut.parser.execute(toBytes('GET'))
  assert.equal(cut.parser.finish()?.rule, 'truncated')
  assert.equal(cut.parser.finish(), null)
  const broken = request()
  broken.parser.execute(toBytes('get'))
  assert.equal(broken.parser.error?.rule, 'methodUnknown')
  assert.equal(broken.parser.finish(), null)
})

test('the room of a large head that came in parts is given back', () => {
  const parser = new MessageParser('request', {
    onHead: () => READ_BODY,
    onBody: () => {},
    onTrailers: () => {},
    onMessageEnd: () => {},
  })
  const bytes = Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(12_000)}\r\n\r\n`)
  parser.execute(bytes.subarray(0, -1))
  parser.execute(bytes.subarray(-1))
  assert.equal(parser.canBegin, true)
  assert.equal((parser as unknown as { kept: Uint8Array }).kept.length, 0)
})
