// A connection's history: what is counted, and what an error that ends it tells.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ConnectionHistory } from '../../src/message/connection-history.ts'
import type { HangUp } from '../../src/message/hang-up.ts'

type Told = Error & HangUp & { code: string }

test('the first request tells of no time before it, the next of the time between', async () => {
  const history = new ConnectionHistory('client')
  history.noteRequest()
  const first = history.hangUp('socket hang up', false) as Told
  assert.deepEqual(
    [first.message, first.code, first.closedBy, first.requestsOnSocket, first.idleMs, first.hasAnswer],
    ['socket hang up', 'ECONNRESET', 'client', 1, 0, false],
  )
  history.noteFree()
  await pause(30)
  history.noteRequest()
  await pause(30)
  history.closedBy = 'server'
  const second = history.hangUp('aborted', true) as Told
  assert.deepEqual([second.message, second.closedBy, second.requestsOnSocket], ['aborted', 'server', 2])
  assert.ok(second.idleMs >= 25 && (second.afterMs as number) >= 25, `${second.idleMs}, ${second.afterMs}`)
})

test('an error of the socket keeps its code and message, and tells the rest', () => {
  const history = new ConnectionHistory('client')
  history.noteRequest()
  const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  const told = history.explain(error, false) as Told
  assert.equal(told, error)
  assert.deepEqual([told.message, told.code, told.requestsOnSocket], ['write EPIPE', 'EPIPE', 1])
})
