// What a request tells, in whose context, and that nothing of ours stands in the way of programs that extend it.
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import test from 'node:test'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import '../support/memory.ts'
import { HEAD_END, ok, seen, text, turns } from '../support/peers.ts'
import { poolOf } from '../support/pools.ts'

test('the prototype has the names of the built-in one; what is ours alone stands under symbols', () => {
  const names = new Set(Object.getOwnPropertyNames(http.ClientRequest.prototype))
  const ours = Object.getOwnPropertyNames(ClientRequest.prototype).filter((name) => !names.has(name))
  // Members of OutgoingMessage that a request does in its own way.
  assert.deepEqual(
    ours.sort(),
    ['_finish', 'path', 'write'].filter((name) => !names.has(name)),
  )
})

test('a program may have a context of its own on a request', async () => {
  const pool = poolOf({ keepAlive: true })
  const request = new ClientRequest({ agent: pool.agent as never }) as ClientRequest & { context?: unknown }
  request.context = { mine: true }
  const answered = seen<[IncomingMessage]>(request, 'response')
  request.end()
  await pool.peers[0]?.expect(HEAD_END)
  pool.peers[0]?.send(ok('fine', 'Connection: keep-alive'))
  assert.equal(await text((await answered)[0]), 'fine')
  assert.deepEqual(request.context, { mine: true })
  pool.agent.destroy()
})

const ends: [name: string, answer: string, end: (request: ClientRequest, peer: { end(): void }) => void][] = [
  ['the server hangs up', '', (_, peer) => peer.end()],
  ['the request is destroyed', '', (request) => setImmediate(() => request.destroy())],
  ['the answer is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na', (_, peer) => peer.end()],
]
for (const [name, answer, end] of ends) {
  test(`what the second request on a socket hears when ${name} is told in its own context`, async () => {
    const storage = new AsyncLocalStorage<string>()
    const pool = poolOf({ keepAlive: true, maxSockets: 1 })
    const heard: string[] = []
    const ask = (who: string) =>
      storage.run(who, () => {
        const request = new ClientRequest({ agent: pool.agent as never })
        const note = (event: string) => () => heard.push(`${event} for ${storage.getStore()}`)
        request.on('error', note('error')).on('close', note('close'))
        request.on('response', (response) => {
          response
            .on('aborted', note('aborted'))
            .on('error', note('response error'))
            .on('close', note('response close'))
          response.resume()
        })
        request.end()
        return request
      })
    ask('first')
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(ok('', 'Connection: keep-alive'))
    await turns(5)
    heard.length = 0
    const second = ask('second')
    await pool.peers[0]?.expect(HEAD_END)
    pool.peers[0]?.send(answer)
    await turns()
    end(second, pool.peers[0] as never)
    await turns(8)
    assert.ok(heard.length >= 2, `${heard}`)
    for (const line of heard) assert.match(line, / for second$/)
  })
}
