// A received message: its stream is made when it is used, and it ends as a message of the running Node does.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { IncomingMessage } from '../../src/message/incoming-message.ts'
import {
  type BodySource,
  kDumpUnread,
  kEndBody,
  kIsOpen,
  kIsPending,
  kPushBody,
  kSource,
} from '../../src/message/internals.ts'
import { text, turns } from '../support/peers.ts'
import { received } from '../support/received.ts'

class Source implements BodySource {
  asked = 0
  resumeBody(): void {
    this.asked++
  }
}

test('a new message has the members of a new message of Node, with the same values', () => {
  const names = [
    'httpVersion',
    'httpVersionMajor',
    'httpVersionMinor',
    'complete',
    'rawHeaders',
    'rawTrailers',
    'aborted',
  ]
  names.push('upgrade', 'url', 'method', 'statusCode', 'statusMessage', '_consuming', '_dumped', 'joinDuplicateHeaders')
  const socket = new PassThrough()
  const read = (module: typeof http) => {
    const message = new module.IncomingMessage(socket as never) as unknown as Record<string, unknown>
    return [
      ...names.map((name) => [name, message[name]]),
      ['socket', message.socket === socket, message.connection === socket],
    ]
  }
  assert.deepEqual(read(nethttp as never), read(http))
})

test('a stream is only made for a message that is used as one', () => {
  const message = received()
  assert.equal(message[kIsOpen], false)
  message.headers
  message.url
  message[kEndBody]()
  assert.equal(message[kIsOpen], false)
  assert.equal(message.complete, true)
  message.on('data', () => {})
  assert.equal(message[kIsOpen], true)
})

test('a message is a Readable, before and behind its first use', () => {
  const message = received()
  assert.ok(message instanceof Readable)
  assert.equal(message.readable, true)
  assert.equal(message.readableEnded, false)
  assert.equal(message.readableFlowing, null)
})

test('a body is read to its end', async () => {
  const message = received()
  message[kSource] = new Source()
  const read = text(message)
  await turns(1)
  assert.equal(message[kPushBody](Buffer.from('ab')), true)
  message[kPushBody](Buffer.from('c'))
  message[kEndBody]()
  assert.equal(await read, 'abc')
  assert.equal(message.readableEnded, true)
})

test('a message that has ended unread can still be read', async () => {
  const message = received()
  message[kEndBody]()
  assert.equal(await text(message), '')
})

test('a reader that has enough is not sent more, and asks when it wants more', async () => {
  const source = new Source()
  const message = received()
  message[kSource] = source
  message.pause()
  assert.equal(message[kPushBody](Buffer.alloc(100_000)), false)
  assert.equal(source.asked, 0, 'nobody reads yet')
  message.resume()
  await turns()
  assert.ok(source.asked > 0)
  assert.equal(message[kPushBody](Buffer.alloc(10)), true)
})

// A character in two pieces, one that is whole, and one whose rest does not come.
const PIECES = [
  Buffer.from('a'),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xac, 0x62]),
  Buffer.from('ä c'),
  Buffer.from([0xf0, 0x9f]),
]

/** Gives a message the next piece of its body, or its end. */
function deliver(message: Readable, piece: Buffer | null): void {
  if (!(message instanceof IncomingMessage)) message.push(piece)
  else if (piece === null) message[kEndBody]()
  else message[kPushBody](piece)
}

/**
 * What a message of `module` says of an encoding, and the text that comes when it is set before piece `at`.
 * @param pauses whether it is paused now and then; else it flows, and nobody asks the stream for anything
 */
async function textOf(module: typeof http, encodings: unknown[], at: number, pauses: boolean) {
  const message = new module.IncomingMessage(new PassThrough() as never)
  Object.assign(message, { [kSource]: new Source() })
  const seen: unknown[] = []
  message.on('data', (piece) => seen.push(piece))
  if (pauses) message.pause()
  for (const [i, piece] of PIECES.entries()) {
    if (i === at) {
      for (const encoding of encodings) seen.push(message.setEncoding(encoding as never) === message)
      if (pauses) seen.push(message.readableEncoding)
    }
    // Every other piece is read before the next one comes.
    deliver(message, piece)
    if (i % 2 === 1) {
      if (pauses) message.resume()
      await turns(2)
      if (pauses) message.pause()
    }
  }
  deliver(message, null)
  if (pauses) message.resume()
  await once(message, 'end')
  return seen
}

test('every encoding gives the text that it gives of a message of Node, from wherever it is set', async () => {
  const settings = [[undefined], [null], ['utf8'], ['utf-8'], ['UTF8'], ['latin1'], ['hex'], ['base64'], ['utf16le']]
  for (const encodings of [...settings, ['utf8', 'utf8'], ['utf8', 'hex'], ['hex', 'utf-8']]) {
    for (let at = 0; at < PIECES.length; at++) {
      for (const pauses of [true, false]) {
        const ours = await textOf(nethttp as never, encodings, at, pauses)
        const theirs = await textOf(http, encodings, at, pauses)
        assert.deepEqual(ours, theirs, `${encodings} before piece ${at}${pauses ? ', paused' : ''}`)
      }
    }
  }
  for (const module of [nethttp, http]) {
    const message = new module.IncomingMessage(new PassThrough() as never)
    assert.throws(() => message.setEncoding('nonsense' as never), { code: 'ERR_UNKNOWN_ENCODING' })
  }
})

test('a message whose body nobody wants takes all of it and keeps nothing', () => {
  const message = received()
  message[kSource] = new Source()
  message._dump()
  assert.equal(message[kPushBody](Buffer.alloc(100_000)), true)
  assert.equal(message.readableLength, 0)
})

test('what nobody has begun to read is let go, what somebody reads is not', () => {
  const unread = received()
  unread[kSource] = new Source()
  unread[kDumpUnread]()
  assert.equal(unread._dumped, true)
  const paused = received()
  paused[kSource] = new Source()
  paused.on('data', () => {}).pause()
  paused.read()
  paused[kDumpUnread]()
  assert.equal(paused._dumped, false)
})

test('a message has something to tell from its first use to its end', async () => {
  const message = received()
  assert.equal(message[kIsPending], false)
  message.resume()
  assert.equal(message[kIsPending], true)
  message[kEndBody]()
  await turns()
  assert.equal(message[kIsPending], false)
})

test('a message without a body can be over before anybody looks', async () => {
  const message = received()
  message._dumpAndCloseReadable()
  const events: string[] = []
  for (const event of ['data', 'end', 'close']) message.on(event, () => events.push(event))
  message.resume()
  await turns()
  assert.deepEqual(events, [])
  assert.equal(message.readableEnded, true)
})

for (const [name, module] of [
  ['Node', http],
  ['nethttp', nethttp as unknown as typeof http],
] as const) {
  test(`on ${name}, a message that is destroyed destroys its socket, and tells that it was aborted`, async () => {
    const socket = new PassThrough()
    const message = new module.IncomingMessage(socket as never)
    const events: string[] = []
    for (const event of ['aborted', 'error', 'close']) message.on(event, () => events.push(event))
    message.destroy(new Error('why'))
    socket.on('error', () => {})
    await turns()
    assert.equal(socket.destroyed, true)
    assert.deepEqual(events, ['aborted', 'error', 'close'])
    assert.equal(message.aborted, true)
  })

  test(`on ${name}, an error that nobody listens for ends no process`, async () => {
    const socket = new PassThrough().on('error', () => {})
    const message = new module.IncomingMessage(socket as never)
    const closed = new Promise((resolve) => message.on('close', resolve))
    message.destroy(new Error('why'))
    await closed
  })

  test(`on ${name}, a message that has ended leaves its socket alone when it is destroyed`, async () => {
    const socket = new PassThrough()
    const message = new module.IncomingMessage(socket as never)
    message.complete = true
    message.push(null)
    message.resume()
    await turns()
    message.destroy()
    await turns()
    assert.deepEqual([socket.destroyed, message.aborted], [false, false])
  })

  test(`on ${name}, setTimeout sets that of the socket`, () => {
    const times: unknown[] = []
    const socket = Object.assign(new PassThrough(), { setTimeout: (ms: number) => times.push(ms) })
    const message = new module.IncomingMessage(socket as never)
    assert.equal(
      message.setTimeout(5, () => times.push('called')),
      message,
    )
    message.emit('timeout')
    assert.deepEqual(times, [5, 'called'])
  })
}

test('the signal is aborted when the connection closes before the end, and not before', async () => {
  const message = received()
  const { signal } = message as IncomingMessage & { signal: AbortSignal }
  assert.equal(signal.aborted, false)
  assert.equal((message as IncomingMessage & { signal: AbortSignal }).signal, signal)
  ;(message.socket as unknown as PassThrough).destroy()
  await turns()
  assert.equal(signal.aborted, true)
})

test('the signal of a message that was destroyed is aborted from the first', () => {
  const message = received()
  message.destroy()
  assert.equal((message as IncomingMessage & { signal: AbortSignal }).signal.aborted, true)
})
