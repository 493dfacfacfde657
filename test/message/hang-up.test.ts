// What a broken connection says of itself.
import assert from 'node:assert/strict'
import test from 'node:test'
import { explainHangUp, type HangUp } from '../../src/message/hang-up.ts'

const FIRST: HangUp = { closedBy: 'server', afterMs: 3.4, requestsOnSocket: 1, idleMs: 0, hasAnswer: false }

const cases: [hangUp: Partial<HangUp>, explanation: string][] = [
  [
    {},
    'The server closed the connection 3 ms after the request, before its answer. It was the first request on this connection.',
  ],
  [
    { requestsOnSocket: 4, idleMs: 5003.2 },
    'The server closed the connection 3 ms after the request, before its answer. It was request 4 on this connection, which had been idle for 5003 ms.',
  ],
  [
    { closedBy: 'client', requestsOnSocket: 2, hasAnswer: true },
    'The client closed the connection 3 ms after the request, in the middle of its answer. It was request 2 on this connection.',
  ],
  [{ afterMs: null }, 'The request was destroyed before it had a connection.'],
]
for (const [hangUp, explanation] of cases) {
  test(`a hang-up explains: ${explanation}`, () => {
    const error = explainHangUp(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), {
      ...FIRST,
      ...hangUp,
    })
    assert.deepEqual([error.message, error.code, error.explanation], ['socket hang up', 'ECONNRESET', explanation])
    assert.equal(error.closedBy, hangUp.closedBy ?? 'server')
  })
}
