// The body of an outgoing message: how what is written is framed, in how few pieces it leaves, who is called back, and
// that all of it is as on the running Node.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { kSink } from '../../src/message/internals.ts'
import { joinChunks } from '../support/chunks.ts'
import { turns } from '../support/peers.ts'
import { giveStream, type Response, type ResponseFacts, responseOf, withoutDate } from '../support/responses.ts'
import { KeepingSink, KeepingStream } from '../support/sinks.ts'

const here = nethttp as unknown as typeof http

type Called = (label: string) => (error?: Error | null) => void
type Step = (response: Response, called: Called) => unknown

interface Told {
  text: string
  /** What the steps gave back. */
  given: unknown[]
  events: string[]
  callbacks: string[]
  state: unknown[]
}

/** Goes through the steps on a response with a stream, and tells what came of it. */
async function play(module: typeof http, steps: readonly Step[], facts: ResponseFacts = {}): Promise<Told> {
  const stream = new KeepingStream()
  const response = responseOf(module, facts)
  const events: string[] = []
  const callbacks: string[] = []
  for (const event of ['prefinish', 'finish', 'drain', 'close']) response.on(event, () => events.push(event))
  response.on('error', (error: NodeJS.ErrnoException) => events.push(`error ${error.code}`))
  const called: Called = (label) => (error) => {
    callbacks.push(error ? `${label} ${(error as NodeJS.ErrnoException).code}` : label)
  }
  giveStream(response, stream)
  const given: unknown[] = []
  for (const step of steps) {
    given.push(attempt(() => step(response, called), response))
    if (step === turn) await turns()
  }
  await turns()
  const { finished, writableEnded, writableFinished, writableLength } = response
  const state = [finished, writableEnded, writableFinished, writableLength]
  return { text: joinChunks(withoutDate(stream.text)), given, events, callbacks, state }
}

function attempt(action: () => unknown, response: Response): unknown {
  try {
    const value = action()
    return value === response ? 'itself' : value
  } catch (error) {
    return `throws ${(error as NodeJS.ErrnoException).code}`
  }
}

/** Lets a turn of the event loop pass between two steps. */
const turn: Step = () => {}

const sequences: [name: string, steps: Step[], facts?: ResponseFacts][] = [
  ['nothing and the end', [(r) => r.end()]],
  ['a text and the end', [(r) => r.end('hello')]],
  ['bytes and the end', [(r) => r.end(Buffer.from([0, 255, 10]))]],
  ['a plain array of bytes', [(r) => r.end(new Uint8Array([65, 66]))]],
  ['a text above ASCII', [(r) => r.end('ä€😀')]],
  ['a text in hexadecimal', [(r) => r.end('c3a4', 'hex')]],
  ['a text of one byte a character', [(r) => r.end('ä', 'latin1')]],
  ['a text of two bytes a character', [(r) => r.end('ab', 'utf16le')]],
  ['an empty text', [(r) => r.end('')]],
  ['one write', [(r) => r.write('a'), (r) => r.end()]],
  ['writes of a turn', [(r) => r.write('a'), (r) => r.write(Buffer.from('bc')), (r) => r.end('d')]],
  ['writes of several turns', [(r) => r.write('a'), turn, (r) => r.write('bc'), turn, (r) => r.end()]],
  ['an empty write', [(r) => r.write(''), (r) => r.write('a'), (r) => r.end()]],
  [
    'writes in other encodings',
    [(r) => r.write('ä'), (r) => r.write('ä', 'latin1'), (r) => r.write('YWI=', 'base64'), (r) => r.end('€')],
  ],
  ['the head and writes', [(r) => r.writeHead(200, { 'Content-Length': 3 }), (r) => r.write('abc'), (r) => r.end()]],
  ['the head by itself', [(r) => r.flushHeaders(), turn, (r) => r.write('a'), (r) => r.end()]],
  [
    'a length that is set',
    [(r) => r.setHeader('Content-Length', 2), (r) => r.write('a'), (r) => r.write('b'), (r) => r.end()],
  ],
  ['no length and no chunks', [(r) => r.removeHeader('Transfer-Encoding'), (r) => r.write('a'), (r) => r.end('b')]],
  ['HTTP/1.0', [(r) => r.write('a'), (r) => r.end('b')], { version: '1.0' }],
  ['trailers', [(r) => r.addTrailers({ X: 'y' }), (r) => r.write('a'), (r) => r.end()]],
  ['trailers and one text', [(r) => r.setHeader('Trailer', 'X'), (r) => r.addTrailers({ X: 'y' }), (r) => r.end('a')]],
  [
    'trailers that cannot be sent',
    [(r) => r.setHeader('Content-Length', 1), (r) => r.addTrailers({ X: 'y' }), (r) => r.end('a')],
  ],
  ['HEAD', [(r) => r.write('a'), (r) => r.end('b')], { method: 'HEAD' }],
  ['HEAD and no body', [(r) => r.end()], { method: 'HEAD' }],
  ['204', [(r) => r.writeHead(204), (r) => r.write('a'), (r) => r.end('b')]],
  ['304 with a length', [(r) => r.writeHead(304, { 'Content-Length': 5 }), (r) => r.end('hello')]],
  [
    'callbacks',
    [
      (r, called) => r.write('a', called('write')),
      (r, called) => r.write('b', 'utf8', called('second')),
      (r, called) => r.end(called('end')),
    ],
  ],
  ['a callback of the end with a text', [(r, called) => r.end('a', called('end'))]],
  ['a callback of the end with a coding', [(r, called) => r.end('a', 'utf8', called('end'))]],
  ['a callback of the end of nothing', [(r, called) => r.end(called('end'))]],
  [
    'a callback of a write of a message without a body',
    [(r, called) => r.write('a', called('write')), (r, called) => r.end(called('end'))],
    { method: 'HEAD' },
  ],
  ['the end twice', [(r, called) => r.end('a', called('end')), (r) => r.end()]],
  ['the end twice, a turn later', [(r) => r.end('a'), turn, (r, called) => r.end(called('again'))]],
  ['the end with a text behind the end', [(r) => r.end('a'), (r, called) => r.end('b', called('again'))]],
  ['a write behind the end', [(r) => r.end('a'), (r, called) => r.write('b', called('write'))]],
  ['a write behind destroy', [(r) => r.destroy(), (r, called) => r.write('b', called('write'))]],
  ['null', [(r) => r.write(null as never), (r) => r.end()]],
  ['a number', [(r) => r.write(5 as never), (r) => r.end()]],
  ['corked writes', [(r) => r.cork(), (r) => r.write('a'), (r) => r.write('b'), (r) => r.uncork(), (r) => r.end()]],
  [
    'corked writes of several turns',
    [(r) => r.cork(), (r) => r.write('a'), turn, (r) => r.write('b'), turn, (r) => r.uncork(), (r) => r.end()],
  ],
  [
    'corks within corks',
    [
      (r) => r.cork(),
      (r) => r.cork(),
      (r) => r.write('a'),
      (r) => r.uncork(),
      (r) => r.write('b'),
      (r) => r.uncork(),
      (r) => r.end(),
    ],
  ],
  [
    'callbacks of corked writes',
    [
      (r) => r.flushHeaders(),
      (r) => r.cork(),
      (r, called) => r.write('a', called('a')),
      (r, called) => r.write('b', called('b')),
      (r) => r.uncork(),
      (r) => r.end(),
    ],
  ],
  [
    'a length that is held to',
    [
      (r) => Object.assign(r, { strictContentLength: true }).setHeader('Content-Length', 2),
      (r) => r.write('a'),
      (r) => r.end('b'),
    ],
  ],
  [
    'a length that is held to and exceeded',
    [
      (r) => Object.assign(r, { strictContentLength: true }).setHeader('Content-Length', 2),
      (r) => r.write('a'),
      (r) => r.end('bc'),
    ],
  ],
  [
    'interim responses',
    [
      (r) => r.writeContinue(),
      (r) => r.writeProcessing(),
      (r) => r.writeEarlyHints({ link: '<a>', X: 'y' }),
      (r) => r.end('a'),
    ],
  ],
]
for (const [name, steps, facts] of sequences) {
  test(`a response of ${name} leaves as from Node, with the same events and callbacks`, async () => {
    assert.deepEqual(await play(here, steps, facts), await play(http, steps, facts))
  })
}

// --- In how few pieces -------------------------------------------------------------------------------------------

/** A response that writes to a sink, as those of a connection do. */
function sinkOf(facts: ResponseFacts = {}): { response: Response; sink: KeepingSink } {
  const sink = new KeepingSink()
  const response = responseOf(here, facts)
  Object.assign(response, { [kSink]: sink })
  return { response, sink }
}

const onePiece: [name: string, body: string, end: (response: Response) => unknown, facts?: ResponseFacts][] = [
  ['a text', 'Content-Length: 5\r\n\r\nhello', (response) => response.end('hello')],
  ['nothing', 'Content-Length: 0\r\n\r\n', (response) => response.end()],
  ['a text in chunks', 'Trailer: X\r\n', (response) => response.setHeader('Trailer', 'X').end('hello')],
  ['an answer to HEAD', 'Connection: keep-alive\r\n', (response) => response.end('hello'), { method: 'HEAD' }],
]
for (const [name, part, end, facts] of onePiece) {
  test(`${name} leaves with its head as one piece, the last of the message`, () => {
    const { response, sink } = sinkOf(facts)
    end(response)
    assert.equal(sink.pieces.length, 1)
    assert.equal(sink.last.length, 1)
    assert.ok(sink.text.includes(part), sink.text)
    assert.equal(response.writableEnded, true)
  })
}

test('a text in chunks leaves with its frame as one piece behind a head that was sent', () => {
  const { response, sink } = sinkOf()
  response.flushHeaders()
  sink.pieces.length = 0
  response.end('hello')
  assert.deepEqual(sink.pieces, ['5\r\nhello\r\n0\r\n\r\n'])
})

test('a write of text leaves with its head and frame as one piece', () => {
  const { response, sink } = sinkOf()
  response.write('hello')
  assert.equal(sink.pieces.length, 1)
  assert.match(sink.text, /\r\n\r\n5\r\nhello\r\n$/)
  response.write('ä')
  assert.equal(sink.pieces[1], '2\r\n\xc3\xa4\r\n')
})

test('what asks to be called back does not leave as the last piece without a word', async () => {
  const { response, sink } = sinkOf()
  let isCalled = false
  response.end('hello', () => {
    isCalled = true
  })
  await turns()
  assert.equal(isCalled, true)
  assert.match(sink.text, /\r\n\r\nhello$/)
})

test('a text that is not the same in one byte a character leaves as it should', () => {
  for (const [text, bytes] of [
    ['ä', '\xc3\xa4'],
    ['€', '\xe2\x82\xac'],
  ]) {
    const { response, sink } = sinkOf()
    response.end(text)
    assert.ok(sink.text.endsWith(`\r\n\r\n${bytes}`))
    assert.ok(sink.text.includes(`Content-Length: ${bytes.length}\r\n`))
  }
})

test('a long text is not copied to its head', () => {
  const { response, sink } = sinkOf()
  response.end('x'.repeat(100_000))
  assert.ok(sink.pieces.length > 1)
  assert.ok(sink.text.endsWith('x'.repeat(100_000)))
})

test('corked writes that the end uncorks leave before the last chunk', async () => {
  // Some Nodes send them behind it.
  const { text } = await play(here, [
    (response) => response.cork(),
    (response) => response.write('a'),
    (response) => response.write(Buffer.from('b')),
    (response) => response.end('c'),
  ])
  assert.ok(text.endsWith('\r\n\r\n3\r\nabc\r\n0\r\n\r\n'), text)
})

test('a coding nobody knows is refused before anything is sent', () => {
  const { response, sink } = sinkOf()
  assert.throws(() => response.write('a', 'nonsense' as never), { code: 'ERR_UNKNOWN_ENCODING' })
  assert.throws(() => response.end('a', 'nonsense' as never), { code: 'ERR_UNKNOWN_ENCODING' })
  assert.deepEqual(sink.pieces, [])
})
