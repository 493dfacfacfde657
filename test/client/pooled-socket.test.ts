// The agent's listeners on a socket: what each event does to the agent's books, and that they go when the socket goes.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import test from 'node:test'
import type { Agent } from '../../src/client/agent.ts'
import { adoptSocket, freeSocketOnError, type PooledSocket } from '../../src/client/pooled-socket.ts'

class FakeAgent extends EventEmitter {
  totalSocketCount = 1
  freeSockets: Record<string, unknown[]> = {}
  readonly removed: unknown[][] = []

  removeSocket(...args: unknown[]): void {
    this.removed.push(args)
  }
}

class FakeSocket extends EventEmitter {
  isDestroyed = false

  destroy(): void {
    this.isDestroyed = true
  }
}

function adopted(): { agent: FakeAgent; socket: FakeSocket; options: object } {
  const [agent, socket, options] = [new FakeAgent(), new FakeSocket(), {}]
  adoptSocket(agent as unknown as Agent, socket as unknown as PooledSocket, options)
  return { agent, socket, options }
}

test('a socket that is free is told to the agent, with its options', () => {
  const { agent, options, socket } = adopted()
  const told: unknown[] = []
  agent.on('free', (...args) => told.push(...args))
  socket.emit('free')
  assert.equal(told[0], socket)
  assert.equal(told[1], options)
})

test('a socket that closes leaves the agent', () => {
  const { agent, options, socket } = adopted()
  socket.emit('close')
  assert.equal(agent.totalSocketCount, 0)
  assert.deepEqual(agent.removed, [[socket, options]])
})

test('the time of a free socket ends it, that of one in use does not', () => {
  const { agent, socket } = adopted()
  socket.emit('timeout')
  assert.equal(socket.isDestroyed, false)
  agent.freeSockets.a = [socket]
  socket.emit('timeout')
  assert.equal(socket.isDestroyed, true)
})

test('a socket that somebody keeps leaves the agent and has none of its listeners', () => {
  const { agent, socket } = adopted()
  socket.emit('agentRemove')
  assert.equal(agent.totalSocketCount, 0)
  assert.equal(agent.removed.length, 1)
  assert.deepEqual(socket.eventNames(), [])
  socket.emit('close')
  assert.equal(agent.totalSocketCount, 0)
})

test('a free socket that fails is destroyed and leaves the agent, and one in use is not its concern', () => {
  const { agent, socket } = adopted()
  socket.on('error', freeSocketOnError)
  socket.emit('error', new Error('why'))
  assert.equal(socket.isDestroyed, true)
  assert.equal(agent.totalSocketCount, 0)
})
