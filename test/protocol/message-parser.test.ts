// The parser as a whole. Every case is read in one piece, byte by byte, and cut at every position (short ones at every
// two): the messages are the same, and so is the rule that is broken.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Message, ParserCase } from '../support/parser-case.ts'
import { parserCases } from '../support/parser-cases.ts'
import { type Outcome, run, toBytes } from '../support/parser-run.ts'

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
  if (found !== expected) assert.equal(found, expected, `cut at ${cuts}`)
  // An error cannot point at bytes of an earlier piece: it then points at the beginning of the last.
  if (at !== null) assert.equal(outcome.at, Math.max(at, outcome.pieceAt), `where it showed, cut at ${cuts}`)
  if (outcome.at !== null) assert.ok(outcome.at >= outcome.pieceAt, `in the last piece, cut at ${cuts}`)
  if (fails === null) assert.equal(outcome.consumed, bytes.length - rest.length, `bytes of HTTP, cut at ${cuts}`)
}

function expectedMessages({ messages }: ParserCase): Message[] {
  return messages.map(({ verdict: _, ...message }) => message)
}

function describe(messages: readonly Message[], rule: string | null): string {
  return JSON.stringify([messages.map(({ start, fields, body, trailers, persistent, ended }) => [start, fields, body, trailers, persistent, ended]), rule])
}

function* allCuts(length: number): Generator<number[]> {
  yield Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1)
  const step = length > LONG ? Math.ceil(length / CUTS_OF_A_LONG_CASE) : 1
  for (let first = 1; first < length; first += step) {
    yield [first]
    if (length <= SHORT) for (let second = first + 1; second < length; second++) yield [first, second]
  }
}
