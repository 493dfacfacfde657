// Who waits for the end of a message, and what they are told.
import assert from 'node:assert/strict'
import type http from 'node:http'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { settleEnd, settleFlushed, waitForEnd } from '../../src/message/outgoing-end.ts'
import { OutgoingMessage } from '../../src/message/outgoing-message.ts'
import { turns } from '../support/peers.ts'
import { giveStream, responseOf } from '../support/responses.ts'
import { KeepingStream } from '../support/sinks.ts'

const here = nethttp as unknown as typeof http

/** A message that notes what its events and those who wait are told. */
function waiting(): { message: OutgoingMessage; told: unknown[] } {
  const message = new OutgoingMessage()
  const told: unknown[] = []
  message.on('finish', () => told.push('finish'))
  waitForEnd(message, (error) => told.push(['first', error]))
  waitForEnd(message, (error) => told.push(['second', error]))
  return { message, told }
}

test('at the end those who wait are called in order, then finish comes, each once', () => {
  const { message, told } = waiting()
  settleFlushed(message)
  settleFlushed(message)
  settleEnd(message, new Error('late'))
  assert.deepEqual(told, [['first', undefined], ['second', undefined], 'finish'])
  assert.equal(message.writableFinished, true)
})

test('with an error those who wait have it, and finish does not come', () => {
  const { message, told } = waiting()
  const error = new Error('why')
  settleFlushed(message, error)
  assert.deepEqual(told, [
    ['first', error],
    ['second', error],
  ])
  assert.equal(message.writableFinished, false)
})

test('a message whose socket is gone with an error has not ended well', () => {
  const { message, told } = waiting()
  const errored = new Error('gone')
  message.socket = { destroyed: true, errored } as never
  settleFlushed(message)
  assert.deepEqual(told, [
    ['first', errored],
    ['second', errored],
  ])
})

test('the callback of end comes before finish, as on Node since 22', async () => {
  const stream = new KeepingStream()
  const response = responseOf(here)
  const order: string[] = []
  response.on('prefinish', () => order.push('prefinish')).on('finish', () => order.push('finish'))
  giveStream(response, stream)
  response.end('a', () => order.push('callback'))
  order.push('ended')
  await turns()
  assert.deepEqual(order, ['prefinish', 'ended', 'callback', 'finish'])
})

test('a message is called back at its end with the error that it came to', async () => {
  const stream = new KeepingStream()
  stream.on('error', () => {})
  stream.hold()
  const response = responseOf(here)
  giveStream(response, stream)
  response.write('a')
  const called = new Promise<Error | null | undefined>((resolve) => {
    response.end(((error?: Error | null) => resolve(error)) as never)
  })
  stream.destroy(new Error('gone'))
  stream.release()
  assert.ok((await called) instanceof Error)
})
