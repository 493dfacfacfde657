// The built-in modules and the second reading as judges: what nethttp takes for a whole message is the same to each of
// them that takes it too, with the strict reading and with the one that users have who ask for nothing. Where docs/
// DIFFERENCES.md names a difference it is counted as known.

import http from 'node:http'
import nethttp from '../../src/http.ts'
import { DEFAULT, STRICT } from '../../src/protocol/leniency.ts'
import { seeded } from '../wire/connection-bytes.ts'
import { ask, serve } from './exchanges.ts'
import { below, inputOf } from './inputs.ts'
import { read } from './properties.ts'
import { type ReadMessage, readAgain } from './second-reading.ts'
import { differenceFrom, writeRequest, writeResponse } from './written.ts'

export type Mode = 'strict' | 'default'
export const MODES: readonly Mode[] = ['strict', 'default']

export interface Comparison {
  /** What is wrong, or null. */
  fault: string | null
  /** Messages that nethttp took. */
  taken: number
  /** Messages that the built-in took too. */
  shared: number
  /** Messages behind the first among them. */
  later: number
  /** Inputs whose difference is a known one. */
  known: number
}

export interface Differential {
  name: string
  input(seed: number): string
  compare(text: string, mode: Mode, seed: number): Promise<Comparison>
}

const create = nethttp.createServer as unknown as typeof http.createServer
const get = nethttp.get as unknown as typeof http.get
const optionsOf = (mode: Mode) => (mode === 'strict' ? { httpValidation: 'strict' } : {})
const NOTHING: Comparison = { fault: null, taken: 0, shared: 0, later: 0, known: 0 }

function firstDifference(ours: readonly string[], theirs: readonly string[], who: string): string | null {
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    if (ours[i] !== theirs[i]) return `message ${i + 1}\n  is      ${ours[i]}\n  and to ${who}\n  it is   ${theirs[i]}`
  }
  return null
}

/** The first input from this seed on of which nethttp takes a message, be it not to the letter. */
function takenInput(seed: number, role: 'request' | 'response'): string {
  const random = seeded(seed)
  for (;;) {
    const text = inputOf(below(random, 0xffffffff), role)
    const { messages, rule } = read(role, Buffer.from(text, 'latin1'), [], DEFAULT)
    if (messages.some(({ start, ended }) => !/^1\.[01] 1/.test(start) && (ended || rule === null))) return text
  }
}

/** The first request of an input, by the parser alone: method, target, fields, body and trailers. */
export const firstRequest: Differential = {
  name: 'a request is the same to the built-in server',
  input: (seed) => takenInput(seed, 'request'),
  async compare(text, mode) {
    const leniency = mode === 'strict' ? STRICT : DEFAULT
    const [first] = read('request', Buffer.from(text, 'latin1'), [], leniency).messages
    if (!first?.ended) return NOTHING
    const { ended: _, ...message } = first
    const ours = [JSON.stringify(message)]
    const theirs = (await serve(http.createServer, text)).slice(0, 1)
    const fault = firstDifference(ours, theirs, 'the built-in')
    return { ...NOTHING, fault, taken: 1, shared: theirs.length }
  },
}

/**
 * Several requests on one connection: where two readers do not see the same ones in the same order, the tail of one request
 * is the head of another to somebody, and that is smuggling.
 */
export const laterRequests: Differential = {
  name: 'requests behind the first are the same to the built-in server and to the second reading',
  /** Several inputs behind each other, of which the second reading takes two at least. */
  input(seed) {
    const random = seeded(seed)
    for (;;) {
      let text = ''
      for (let i = 2 + below(random, 3); i > 0; i--) text += inputOf(below(random, 0xffffffff), 'request')
      if (readAgain('request', text).messages.length > 1) return text
    }
  },
  async compare(text, mode) {
    const [ours, theirs] = await Promise.all([serve(create, text, optionsOf(mode)), serve(http.createServer, text)])
    const second = readAgain('request', text).messages.map((message) => JSON.stringify(message))
    const more =
      mode === 'strict' && ours.length > second.length
        ? `${ours.length} requests, and to the second reading ${second.length}`
        : null
    const shared = Math.min(ours.length, theirs.length)
    return {
      fault:
        firstDifference(ours, second, 'the second reading') ?? more ?? firstDifference(ours, theirs, 'the built-in'),
      taken: ours.length,
      shared,
      later: Math.max(0, shared - 1),
      known: 0,
    }
  },
}

/** The final answer as the second reading has it. A 101 that nobody asked for is one, to both clients. */
function readSecond(text: string): string | null {
  const final = readAgain('response', text).messages.find(({ start }) => !/^1\.[01] 1(?!01)/.test(start))
  return final === undefined ? null : JSON.stringify(final)
}

/**
 * Where docs/DIFFERENCES.md says that the built-in takes the lines of the chunks for the body: a coding list with an
 * empty element or a tab.
 */
function hasOddCoding(text: string): boolean {
  return /^transfer-encoding:(?:.*,[\t ]*(?:,|\r$)|[\t ]*,|.*\t).*$/im.test(text)
}

/** An answer, to a GET, cut at a place of its own. */
export const answer: Differential = {
  name: 'an answer is the same to the built-in client and to the second reading',
  input: (seed) => takenInput(seed, 'response'),
  async compare(text, mode) {
    const second = readSecond(text)
    const [ours, theirs] = await Promise.all([ask(get, text, optionsOf(mode)), ask(http.get, text)])
    if (ours === null) return NOTHING
    if (mode === 'strict' && second === null)
      return { ...NOTHING, fault: `is taken as\n  ${ours}\nthe second reading takes none`, taken: 1 }
    const isKnown = theirs !== null && theirs !== ours && hasOddCoding(text)
    const fault =
      firstDifference([ours], second === null ? [] : [second], 'the second reading') ??
      (isKnown ? null : firstDifference([ours], theirs === null ? [] : [theirs], 'the built-in'))
    return { fault, taken: 1, shared: theirs === null || isKnown ? 0 : 1, later: 0, known: isKnown ? 1 : 0 }
  },
}

function readBack(meant: ReadMessage, who: string, read: string | null | undefined): string | null {
  if (read === null || read === undefined) return `is not taken by ${who}: ${JSON.stringify(meant)}`
  const difference = differenceFrom(meant, JSON.parse(read))
  return difference === null ? null : `${difference}\nby ${who}`
}

/** A request that a program made: the servers see what it was meant to say. */
export const writtenRequest: Differential = {
  name: 'a request that was written is read back by both servers',
  input: (seed) => inputOf(seed, 'request'),
  async compare(text, mode, seed) {
    const { wire, meant } = writeRequest(text, seed)
    const [ours, theirs] = await Promise.all([serve(create, wire, optionsOf(mode)), serve(http.createServer, wire)])
    const fault = readBack(meant, 'nethttp', ours[0]) ?? readBack(meant, 'the built-in', theirs[0])
    return { ...NOTHING, fault, taken: 1, shared: 1 }
  },
}

/** A response that a program made: the clients see what it was meant to say. */
export const writtenResponse: Differential = {
  name: 'a response that was written is read back by both clients',
  input: (seed) => inputOf(seed, 'response'),
  async compare(text, mode, seed) {
    const { wire, meant } = writeResponse(text, seed)
    const [ours, theirs] = await Promise.all([ask(get, wire, optionsOf(mode)), ask(http.get, wire)])
    const fault = readBack(meant, 'nethttp', ours) ?? readBack(meant, 'the built-in', theirs)
    return { ...NOTHING, fault, taken: 1, shared: 1 }
  },
}

export const DIFFERENTIALS: readonly Differential[] = [
  firstRequest,
  laterRequests,
  answer,
  writtenRequest,
  writtenResponse,
]

/** The seed of input number `i` of a run. */
export const seedAt = (seed: number, i: number): number => (seed + Math.imul(i, 0x9e3779b1)) >>> 0

const AT_ONCE = 100

/** Compares so many inputs; the counts of all of them, or an error that says how to make the input again. */
export async function compareMany(differential: Differential, mode: Mode, seed: number, runs: number) {
  const all = { ...NOTHING, inputs: runs }
  for (let run = 0; run < runs; run += AT_ONCE) {
    const texts = Array.from({ length: Math.min(AT_ONCE, runs - run) }, (_, i) =>
      differential.input(seedAt(seed, run + i)),
    )
    const results = await Promise.all(texts.map((text, i) => differential.compare(text, mode, seedAt(seed, run + i))))
    for (const [i, { fault, ...counts }] of results.entries()) {
      if (fault !== null) {
        // In a busy process a stream may end late: what is true is so again.
        const again = await differential.compare(texts[i], mode, seedAt(seed, run + i))
        if (again.fault !== null)
          throw new Error(`FUZZ_SEED=${seed}, ${mode}, input ${run + i}: ${JSON.stringify(texts[i])}\n${again.fault}`)
      }
      for (const name of ['taken', 'shared', 'later', 'known'] as const) all[name] += counts[name]
    }
  }
  return all
}
