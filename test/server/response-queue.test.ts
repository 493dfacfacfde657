// The queue of responses: they leave in the order of their requests, in few writes, and none is forgotten.
import assert from 'node:assert/strict'
import test from 'node:test'
import { kNext, kOwner } from '../../src/message/internals.ts'
import { type QueueOwner, ResponseQueue } from '../../src/server/response-queue.ts'
import { ServerResponse } from '../../src/server/server-response.ts'
import { turns } from '../support/peers.ts'
import { KeepingStream } from '../support/sinks.ts'

class Owner implements QueueOwner {
  readonly stream = new KeepingStream()
  readonly socket = this.stream as never
  isReading = false
  room = 0
  readonly responses: ServerResponse[] = []
  /** The numbers of those that have left, in order. */
  readonly flushed: number[] = []

  shouldHoldWrites(): boolean {
    return this.isReading
  }

  responseOnFlush(response: ServerResponse): void {
    this.flushed.push(this.responses.indexOf(response))
  }

  queueOnRoom(): void {
    this.room++
  }
}

function queueOf(count: number): { owner: Owner; queue: ResponseQueue; responses: ServerResponse[] } {
  const owner = new Owner()
  const queue = new ResponseQueue(owner)
  const responses = Array.from({ length: count }, () => {
    const response = new ServerResponse({
      method: 'GET',
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      headers: {},
    } as never)
    response.sendDate = false
    response[kOwner] = queue
    response._onPendingData = queue.onPendingData
    owner.responses.push(response)
    queue.add(response)
    return response
  })
  return { owner, queue, responses }
}

/** The bodies in what was sent. */
function bodies({ stream }: Owner): string[] {
  return [...stream.text.matchAll(/\r\n\r\n([a-z]+)/g)].map(([, body]) => String(body))
}

test('the first response has the turn, and the stream', () => {
  const { owner, queue, responses } = queueOf(2)
  assert.equal(queue.writer, responses[0])
  assert.equal(responses[0]?.socket, owner.stream)
  assert.equal(responses[1]?.socket, null)
})

test('responses leave in the order of their requests, in whatever order they end', async () => {
  const { owner, queue, responses } = queueOf(3)
  responses[2]?.end('third')
  responses[0]?.end('first')
  responses[1]?.end('second')
  await turns()
  assert.deepEqual(bodies(owner), ['first', 'second', 'third'])
  assert.deepEqual(owner.flushed, [0, 1, 2])
  assert.equal(queue.writer, null)
})

test('what a waiting response has written leaves when it has the turn, before it ends', async () => {
  const { owner, responses } = queueOf(2)
  responses[1]?.setHeader('Content-Length', 8)
  responses[1]?.write('half')
  await turns()
  assert.equal(owner.stream.text, '')
  responses[0]?.end('first')
  await turns()
  assert.deepEqual(bodies(owner), ['first', 'half'])
  responses[1]?.end('rest')
  await turns()
  assert.ok(owner.stream.text.endsWith('halfrest'))
})

test('responses that end while a read is going on leave in one write', async () => {
  const { owner, queue, responses } = queueOf(3)
  owner.isReading = true
  for (const response of responses) response.end('body')
  await turns()
  assert.deepEqual(owner.stream.pieces, [])
  owner.isReading = false
  queue.flushHeld()
  await turns()
  assert.equal(owner.stream.pieces.length, 1)
  assert.equal(bodies(owner).length, 3)
  assert.deepEqual(owner.flushed, [0, 1, 2])
})

test('a response that is written in parts does not overtake those that are held', async () => {
  const { owner, responses } = queueOf(2)
  owner.isReading = true
  responses[0]?.end('first')
  responses[1]?.setHeader('Content-Length', 6)
  responses[1]?.write('second')
  responses[1]?.end()
  await turns()
  assert.deepEqual(bodies(owner), ['first', 'second'])
  assert.deepEqual(owner.flushed, [0, 1])
})

test('the bytes that wait are counted, and its owner is asked each time', async () => {
  const { owner, queue, responses } = queueOf(2)
  responses[1]?.write('x'.repeat(1000))
  assert.ok(queue.pendingBytes >= 1000)
  assert.ok(owner.room > 0)
  responses[0]?.end()
  await turns()
  assert.equal(queue.pendingBytes, 0)
})

test('nothing follows a response that ends the connection', async () => {
  const { owner, responses } = queueOf(2)
  responses[0]?.setHeader('Connection', 'close')
  responses[0]?.end('first')
  responses[1]?.end('second')
  await turns()
  assert.deepEqual(bodies(owner), ['first'])
  assert.deepEqual(owner.flushed, [0])
})

test('the last response that was asked for can be made the last of the connection', () => {
  const waiting = queueOf(3)
  assert.equal(waiting.queue.closeBehindLast(), true)
  assert.deepEqual(
    waiting.responses.map(({ _last }) => _last),
    [false, false, true],
  )
  const writing = queueOf(1)
  assert.equal(writing.queue.closeBehindLast(), true)
  assert.equal(writing.responses[0]?._last, true)
  assert.equal(queueOf(0).queue.closeBehindLast(), false)
})

test('the response that was told to wait is told of room, and nobody else', async () => {
  const { owner, queue, responses } = queueOf(2)
  const drained: number[] = []
  for (const [i, response] of responses.entries()) response.on('drain', () => drained.push(i))
  queue.socketOnDrain()
  assert.deepEqual(drained, [])
  owner.stream.hold()
  assert.equal(responses[0]?.write('x'.repeat(100_000)), false)
  queue.socketOnDrain()
  assert.deepEqual(drained, [0])
  queue.socketOnDrain()
  assert.deepEqual(drained, [0], 'once')
  owner.stream.release()
})

test('when the socket is gone every response that has not left closes, once', async () => {
  const { owner, queue, responses } = queueOf(3)
  const closed: number[] = []
  for (const [i, response] of responses.entries()) response.on('close', () => closed.push(i))
  owner.stream.hold()
  responses[0]?.end('first')
  queue.close()
  queue.close()
  await turns()
  assert.deepEqual(closed, [0, 1, 2])
  assert.ok(responses.every(({ destroyed }) => destroyed))
})

test('nothing is written to a socket that takes no more', () => {
  const { owner, queue } = queueOf(1)
  owner.stream.destroy()
  assert.equal(queue.write('a', null, null), false)
  assert.equal(owner.stream.text, '')
})

test('when the socket fails everybody who waits for the end of an answer is told, once', async () => {
  const { owner, responses } = queueOf(3)
  const told: unknown[] = []
  owner.stream.on('error', () => {}).hold()
  for (const [i, response] of responses.entries()) {
    response.end(`${i}`)
    response.end((error?: Error) => told.push([i, error?.message]))
  }
  owner.stream.destroy(new Error('gone'))
  owner.stream.release()
  await turns()
  assert.deepEqual(told, [
    [0, 'gone'],
    [1, 'gone'],
    [2, 'gone'],
  ])
})

test('who keeps a response keeps none of those behind it', async () => {
  const { queue, responses } = queueOf(3)
  for (const response of responses) response.end('body')
  assert.deepEqual([queue.size, queue.oldest], [3, responses[0]])
  await turns()
  assert.deepEqual([queue.size, queue.oldest], [0, null])
  assert.ok(responses.every((response) => response[kNext] === null))
})
