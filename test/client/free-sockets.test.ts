// Free sockets: which is taken, and how long one may wait.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Agent } from '../../src/client/agent.ts'
import '../support/memory.ts'
import { HEAD_END, ok, pause, turns } from '../support/peers.ts'
import { countsOf, poolOf, requestOf } from '../support/pools.ts'

const OK = ok('', 'Connection: keep-alive')

for (const [scheduling, expected] of [
  ['lifo', 1],
  ['fifo', 0],
] as const) {
  test(`of two free sockets ${scheduling} takes the ${expected === 1 ? 'last' : 'first'}`, async () => {
    const pool = poolOf({ keepAlive: true, scheduling })
    requestOf(pool)
    requestOf(pool)
    await turns()
    for (const peer of pool.peers) {
      peer.send(OK)
      await turns()
    }
    assert.equal(countsOf(pool).free, 2)
    const request = requestOf(pool)
    await turns()
    assert.equal(request.socket, pool.sockets[expected])
  })
}

test('a free socket that its server ends is not used again', async () => {
  const pool = poolOf({ keepAlive: true })
  requestOf(pool)
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(OK)
  await turns(5)
  pool.sockets[0]?.destroy()
  const second = requestOf(pool)
  await turns()
  assert.equal(pool.sockets.length, 2)
  assert.equal(second.reusedSocket, false)
})

interface Kept {
  isKept: boolean
  timeout: number | undefined
}

/** What `keepSocketAlive` makes of a socket whose server has given this hint. */
function keep(options: object, hint: string | undefined): Kept {
  const agent = new Agent({ keepAlive: true, ...options })
  const socket = {
    timeout: undefined as number | undefined,
    setTimeout(ms: number) {
      this.timeout = ms
    },
    _httpMessage: { res: { headers: { 'keep-alive': hint } } },
  }
  return { isKept: agent.keepSocketAlive(socket as never), timeout: socket.timeout }
}

const hints: [name: string, options: object, hint: string | undefined, kept: Kept][] = [
  ['no hint and no time', {}, undefined, { isKept: true, timeout: 0 }],
  ['no hint', { timeout: 9000 }, undefined, { isKept: true, timeout: 9000 }],
  ['a shorter hint', { timeout: 9000 }, 'timeout=5', { isKept: true, timeout: 4000 }],
  ['a shorter hint among others', { timeout: 9000 }, 'timeout=5, max=100', { isKept: true, timeout: 4000 }],
  ['a longer hint', { timeout: 9000 }, 'timeout=60', { isKept: true, timeout: 9000 }],
  ['a hint of a second', { timeout: 9000 }, 'timeout=1', { isKept: false, timeout: undefined }],
  ['a hint of nothing', { timeout: 9000 }, 'timeout=0', { isKept: false, timeout: undefined }],
  ['another buffer', { timeout: 9000, agentKeepAliveTimeoutBuffer: 0 }, 'timeout=1', { isKept: true, timeout: 1000 }],
  ['a hint that is none', { timeout: 9000 }, 'max=100', { isKept: true, timeout: 9000 }],
  [
    'a bad buffer, which is not used',
    { timeout: 9000, agentKeepAliveTimeoutBuffer: -1 },
    'timeout=5',
    { isKept: true, timeout: 4000 },
  ],
]
for (const [name, options, hint, kept] of hints) {
  test(`how long a socket is kept is right for ${name}`, () => {
    assert.deepEqual(keep(options, hint), kept)
  })
}

test('without a time of the agent, too, a socket is not used when its server may be closing it', async () => {
  const pool = poolOf({ keepAlive: true, agentKeepAliveTimeoutBuffer: 400 })
  const answer = async () => {
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(ok('', 'Connection: keep-alive', 'Keep-Alive: timeout=1'))
    await turns(5)
  }
  requestOf(pool)
  await answer()
  assert.equal(pool.sockets[0]?.listenerCount('error'), 1)
  const second = requestOf(pool)
  await turns()
  assert.deepEqual([pool.sockets.length, second.reusedSocket], [1, true])
  await answer()
  await pause(620)
  const third = requestOf(pool)
  await turns()
  assert.deepEqual([pool.sockets.length, third.reusedSocket, pool.sockets[0]?.destroyed], [2, false, true])
})

test('a socket that is used again has the time of the agent, and not that which its server announced', () => {
  const agent = new Agent({ keepAlive: true, timeout: 9000 })
  const times: number[] = []
  const socket = {
    timeout: 9000,
    setTimeout(ms: number) {
      this.timeout = ms
      times.push(ms)
    },
    _httpMessage: { res: { headers: { 'keep-alive': 'timeout=5' } } },
  }
  agent.keepSocketAlive(socket as never)
  agent.reuseSocket(socket as never, {} as never)
  assert.deepEqual(times, [4000, 9000])
})
