// The reception of requests: what comes of each reaches its stream, in its own context, and its end is told when a reader
// has been asked.
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Duplex } from 'node:stream'
import test from 'node:test'
import { IncomingMessage } from '../../src/message/incoming-message.ts'
import { kIsOpen } from '../../src/message/internals.ts'
import { RequestReception } from '../../src/server/request-reception.ts'
import { turns } from '../support/peers.ts'

const storage = new AsyncLocalStorage<string>()

function requestOf(): IncomingMessage {
  const request = new IncomingMessage(new Duplex({ read() {}, write() {} }) as never)
  request.upgrade = false
  return request
}

/** Begins to receive a request whose handler runs as `name`. */
function receive(reception: RequestReception, name: string, handle: (request: IncomingMessage) => void) {
  const request = requestOf()
  reception.begin(request)
  storage.run(name, () => reception.makeContext().runInAsyncScope(handle, undefined, request))
  return request
}

test('each request is told of its body in the context of its own handler', async () => {
  const reception = new RequestReception()
  const seen: string[] = []
  const read = (request: IncomingMessage) => {
    request.on('data', (chunk) => seen.push(`${storage.getStore()}: ${chunk}`))
    request.on('end', () => seen.push(`${storage.getStore()}: end`))
  }
  for (const name of ['first', 'second']) {
    const request = receive(reception, name, read)
    await turns()
    assert.equal(reception.push(Buffer.from('body')), true)
    reception.end()
    assert.equal(reception.request, null)
    await turns()
    assert.equal(request.complete, true)
  }
  assert.deepEqual(seen, ['first: body', 'first: end', 'second: body', 'second: end'])
})

test('a reader who is behind is said so, and one who is gone is not', async () => {
  const reception = new RequestReception()
  receive(reception, 'slow', (request) => request.on('data', () => {}).pause())
  assert.equal(reception.push(Buffer.alloc(1_000_000)), false)
  reception.drop()
  assert.equal(reception.push(Buffer.alloc(1_000_000)), true)
  reception.end()
})

test('who begins to read in the turn of the last byte is asked before the end is told', async () => {
  const reception = new RequestReception()
  const order: string[] = []
  const request = receive(reception, 'late', (its) => {
    its.on('data', () => {
      order.push('data')
      process.nextTick(() => order.push('a turn later'))
    })
    its.on('end', () => order.push('end'))
  })
  await turns()
  reception.push(Buffer.from('x'))
  reception.end()
  assert.equal(request.complete, false)
  await turns()
  assert.deepEqual(order, ['data', 'a turn later', 'end'])
})

test('a request whose stream nobody touched is complete and has none', () => {
  const reception = new RequestReception()
  const request = receive(reception, 'untouched', () => {})
  reception.end()
  assert.equal(request.complete, true)
  assert.equal(request[kIsOpen], false)
})

test('trailers reach the request; one that becomes another protocol stays for it', () => {
  const reception = new RequestReception()
  const request = receive(reception, 'with trailers', () => {})
  const text = 'X-Sum: 1\r\n'
  reception.takeTrailers(text, 0, text.length)
  assert.deepEqual(request.rawTrailers, ['X-Sum', '1'])
  request.upgrade = true
  reception.end()
  assert.equal(reception.request, request)
  reception.drop()
  reception.takeTrailers(text, 0, text.length)
  assert.equal(reception.request, null)
})
