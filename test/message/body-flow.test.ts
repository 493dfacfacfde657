// A body that flows without a stream's state is told as by a stream: whatever a program asks for, and whenever it does.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type net from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import test from 'node:test'
import fc from 'fast-check'
import nethttp from '../../src/http.ts'
import { IncomingMessage } from '../../src/message/incoming-message.ts'
import { type BodySource, kEndBody, kPushBody, kSource } from '../../src/message/internals.ts'
import { turns } from '../support/peers.ts'

/** A message whose body is being delivered. */
function delivered(): IncomingMessage {
  const message = new IncomingMessage(new PassThrough() as never)
  message[kSource] = { resumeBody() {} }
  return message
}

/** The same, but told by its stream, since a program has put in a method of its own. */
function streamed(): IncomingMessage {
  const message = delivered()
  message.push = function push(...args) {
    return Readable.prototype.push.apply(this, args)
  }
  return message
}

type Log = (...what: unknown[]) => void
type Operation = (message: IncomingMessage, log: Log) => void

function leave(): void {
  throw new Error('who has left hears nothing')
}

const destroyed = new WeakSet<IncomingMessage>()

const OPERATIONS: Record<string, Operation> = {
  listenForData: (message, log) => message.on('data', (piece) => log('data', piece)),
  listenForDataOnce: (message, log) => message.once('data', (piece) => log('data once', piece)),
  addListener: (message, log) => message.addListener('data', (piece) => log('data added', piece)),
  prepend: (message, log) => message.prependListener('data', (piece) => log('data before', piece)),
  listenForReadable: (message, log) => {
    // So is `readable` told.
    if (!message.complete && !destroyed.has(message)) message.on('readable', () => log('readable', message.read()))
  },
  unlisten: (message) => message.removeAllListeners('data'),
  leaveAgain: (message) => message.off('data', leave).off('readable', leave),
  // But an error that nobody listens for is thrown.
  unlistenAll: (message) => message.removeAllListeners().on('error', () => {}),
  listenAndLeave: (message) => message.on('end', leave).on('data', leave).off('end', leave).off('data', leave),
  resume: (message) => message.resume(),
  pause: (message) => message.pause(),
  read: (message, log) => log('read', message.read()),
  readTwo: (message, log) => log('read two', message.read(2)),
  unshift: (message) => {
    if (!message.complete) message.unshift(Buffer.from('back'))
  },
  utf8: (message) => message.setEncoding('utf8'),
  hex: (message) => message.setEncoding('hex'),
  destroy: (message) => destroyed.add(message.destroy()),
  fail: (message) => destroyed.add(message.destroy(new Error('of the program'))),
  dump: (message) => message._dump(),
  pipe: (message, log) => {
    const target = new PassThrough({ highWaterMark: 4 })
    target.on('data', (piece) => log('piped', piece.toString('latin1')))
    message.pipe(target)
  },
  signal: (message, log) => log('signal', message.signal.aborted),
  look: (message, log) => {
    const { readableFlowing, readableLength, readableEnded, readableDidRead, readableEncoding } = message
    log('state', readableFlowing, readableLength, readableEnded, readableDidRead, readableEncoding)
    log('more', message.readable, message.destroyed, message.closed, message.readableAborted, message.isPaused())
    log('ours', message.complete, message.aborted, message._consuming, message._dumped)
  },
}

/**
 * The same programs each time, unless another number is asked for: of a million there is one, with an unshift in a
 * listener that then listens for `readable`, which sees a `readable` less.
 */
const RUNS = process.env.RUNS === undefined ? { numRuns: 10_000, seed: 7 } : { numRuns: Number(process.env.RUNS) }
const PIECES = ['a', 'more of it', 'é', '\xe2\x82', '\xac!'].map((text) => Buffer.from(text, 'latin1'))
const EVENTS = ['resume', 'pause', 'data', 'end', 'close', 'aborted', 'error']

interface Program {
  steps: (string | number)[]
  /** What listeners do when an event comes for the first time. */
  reactions: Record<string, string[]>
}

/** What a program sees of a message. */
async function run({ steps, reactions }: Program, message: IncomingMessage): Promise<unknown[]> {
  const seen: unknown[] = []
  const log: Log = (...what) => seen.push(what)
  const perform = (name: string) => {
    // A stream that is made for who comes behind the end is asked for it a turn later than one that was there.
    if (message.complete && destroyed.has(message) && name !== 'look') return
    try {
      OPERATIONS[name](message, log)
    } catch (error) {
      log('threw', (error as Error).message)
    }
  }
  for (const event of EVENTS) {
    const react = (...args: unknown[]) => {
      log(event, ...args)
      for (const name of reactions[event] ?? []) perform(name)
    }
    // Whoever listens for data lets it flow: what reacts to data does so only where an operation has listened.
    if (event === 'data') message.prependOnceListener(event, react)
    else message.once(event, react)
  }
  for (const step of steps) {
    if (typeof step === 'number') {
      if (!message.complete) message[kPushBody](PIECES[step])
    } else if (step === 'last') {
      if (!message.complete) message[kEndBody]()
    } else if (step === 'turn') {
      await turns()
    } else {
      perform(step)
    }
  }
  if (!message.complete) message[kEndBody]()
  await turns()
  perform('look')
  return seen
}

const OPERATION = fc.constantFrom(...Object.keys(OPERATIONS))
const USUAL = fc.constantFrom('listenForData', 'utf8', 'resume', 'look')
const STEP = fc.oneof(
  { weight: 3, arbitrary: fc.nat(PIECES.length - 1) },
  { weight: 2, arbitrary: fc.constant('turn') },
  { weight: 2, arbitrary: USUAL },
  { weight: 1, arbitrary: OPERATION },
  { weight: 1, arbitrary: fc.constant('last') },
)
const PROGRAM = fc.record({
  steps: fc.array(STEP, { maxLength: 12 }),
  reactions: fc.dictionary(fc.constantFrom(...EVENTS), fc.array(OPERATION, { minLength: 1, maxLength: 2 }), {
    maxKeys: 2,
  }),
})

test('whatever a program does and whenever it does it, it sees what a stream would show', async () => {
  await fc.assert(
    fc.asyncProperty(PROGRAM, async (program) => {
      assert.deepEqual(await run(program, delivered()), await run(program, streamed()))
    }),
    RUNS,
  )
})

/** Delivers a body as a connection does: not while the reader has enough, and in another turn when it wants more. */
class Delivery implements BodySource {
  private readonly message: IncomingMessage
  private readonly left: Buffer[] = []
  private isPaused = false
  private isLast = false

  constructor(message: IncomingMessage) {
    this.message = message
    message[kSource] = this
  }

  push(piece: Buffer): void {
    this.left.push(piece)
    this.deliver()
  }

  end(): void {
    this.isLast = true
    this.deliver()
  }

  resumeBody(): void {
    if (!this.isPaused) return
    this.isPaused = false
    setImmediate(() => this.deliver())
  }

  private deliver(): void {
    while (!this.isPaused && this.left.length > 0) this.isPaused = !this.message[kPushBody](this.left.shift() as Buffer)
    if (this.isLast && this.left.length === 0 && !this.message.complete) this.message[kEndBody]()
  }
}

test('a reader that pauses gets all of a body that is larger than it has room for', async () => {
  const operation = fc.constantFrom('pause', 'resume', 'look', 'turn', 'listenForData', 'push', 'push', 'push')
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (steps) => {
      const message = new IncomingMessage(new PassThrough({ readableHighWaterMark: 8 }) as never)
      const delivery = new Delivery(message)
      const told: string[] = []
      let sent = ''
      message.on('data', (piece) => told.push(piece))
      const send = (text: string) => {
        sent += text
        delivery.push(Buffer.from(text))
      }
      for (const step of steps) {
        if (step === 'turn') await turns(1)
        else if (step === 'push') send(`${sent.length};`)
        else OPERATIONS[step](message, () => {})
      }
      delivery.end()
      message.resume()
      await once(message, 'end')
      assert.equal(told.join(''), sent)
    }),
    { numRuns: 500 },
  )
})

/** Whether the stream of a message has a state: the one thing that a flow is there to spare. */
function hasState(message: object): boolean {
  const name = Object.getOwnPropertySymbols(message).find(({ description }) => description === 'nethttp.readableState')
  assert.ok(name !== undefined)
  return Reflect.get(message, name) !== undefined
}

test('messages that are only listened to need no stream, on either side', async (context) => {
  const told: string[] = []
  const listen = (message: Readable, name: string) => {
    message.setEncoding('utf8')
    message.on('data', (text) => told.push(`${name}: ${text}`))
    for (const event of ['end', 'error', 'aborted']) message.on(event, () => told.push(`${name}: ${event}`))
    return once(message, 'close')
  }
  const server = nethttp.createServer(async (req, res) => {
    await listen(req, 'request')
    assert.equal(hasState(req), false)
    res.end('an answer')
  })
  context.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as net.AddressInfo
  const response = await new Promise<Readable>((resolve) => {
    const request = nethttp.request({ port, host: '127.0.0.1', method: 'POST' }, async (its) => {
      await listen(its, 'response')
      resolve(its)
    })
    request.end('a body')
  })
  assert.equal(hasState(response), false)
  assert.deepEqual(told, ['request: a body', 'request: end', 'response: an answer', 'response: end'])
  // Whoever asks now finds them as they are.
  assert.deepEqual([response.readableEnded, response.destroyed, response.closed], [true, true, true])
})

test('who listens once hears of the first piece alone, and who comes then of all behind it', async () => {
  const message = delivered()
  const told: string[] = []
  message.once('data', (piece) => told.push(`once: ${piece}`))
  await turns()
  message[kPushBody](Buffer.from('first'))
  message[kPushBody](Buffer.from('second'))
  message.on('data', (piece) => told.push(`${piece}`))
  message[kEndBody]()
  await once(message, 'end')
  assert.deepEqual(told, ['once: first', 'second'])
})

test('a push that a program puts in while the body flows is called for what comes then', async () => {
  const message = delivered()
  const told: string[] = []
  const pushed: string[] = []
  message.on('data', (piece) => told.push(`${piece}`))
  await turns()
  message[kPushBody](Buffer.from('first'))
  message.push = function push(piece, ...more) {
    pushed.push(`${piece}`)
    return Readable.prototype.push.call(this, piece, ...more)
  }
  message[kPushBody](Buffer.from('second'))
  message[kEndBody]()
  await once(message, 'end')
  assert.deepEqual(
    [told, pushed],
    [
      ['first', 'second'],
      ['second', 'null'],
    ],
  )
})

test('what comes while a piece is being told is told behind those that came before', async () => {
  const message = delivered()
  const told: string[] = []
  message.on('data', (piece) => {
    if (told.push(`${piece}`) === 1) message[kPushBody](Buffer.from('third'))
  })
  message[kPushBody](Buffer.from('first'))
  message[kPushBody](Buffer.from('second'))
  await turns()
  message[kEndBody]()
  await once(message, 'end')
  assert.deepEqual(told, ['first', 'second', 'third'])
})

test('a listener that throws keeps nobody from what comes behind', async (context) => {
  for (const event of ['resume', 'data']) {
    const message = delivered()
    const told: string[] = []
    message.once(event, () => {
      throw new Error(`thrown on ${event}`)
    })
    message.on('data', (piece) => told.push(`${piece}`))
    for (const piece of ['first', 'second', 'third']) message[kPushBody](Buffer.from(piece))
    const uncaught = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve))
    context.after(() => process.setUncaughtExceptionCaptureCallback(null))
    message[kEndBody]()
    await once(message, 'end')
    assert.equal(((await uncaught) as Error).message, `thrown on ${event}`)
    process.setUncaughtExceptionCaptureCallback(null)
    assert.deepEqual(told.slice(-2), ['second', 'third'])
  }
})
