// The parser of an answer: it has the limits of the request that is answered, also on a socket that was used before.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import test from 'node:test'
import { Agent } from '../../src/client/agent.ts'
import { ClientRequest } from '../../src/client/client-request.ts'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import '../support/memory.ts'
import { HEAD_END, ok, seen, text, turns } from '../support/peers.ts'
import { poolOf } from '../support/pools.ts'

test('a limit of the next request holds on a socket of the one before', async () => {
  const pool = poolOf({ keepAlive: true })
  const ask = async (maxHeaderSize: number): Promise<string> => {
    const request = new ClientRequest({ agent: pool.agent as never, maxHeaderSize })
    const ended = Promise.race([
      seen<[IncomingMessage]>(request, 'response').then(([response]) => text(response)),
      seen<[NodeJS.ErrnoException]>(request, 'error').then(([{ code }]) => String(code)),
    ])
    const closed = seen(request, 'close')
    request.end()
    await pool.peers.at(-1)?.expect(HEAD_END)
    pool.peers.at(-1)?.send(ok('fine', `X: ${'a'.repeat(100)}`, 'Connection: keep-alive'))
    const outcome = await ended
    await closed
    await turns()
    return outcome
  }
  assert.deepEqual([await ask(1000), await ask(50)], ['fine', 'HPE_HEADER_OVERFLOW'])
})

test('the number of fields a request allows is its own, also on a socket that was used before', async (t) => {
  const many = Array.from({ length: 2100 }, (_, index) => `X-${index}: 1\r\n`).join('')
  const answers = ['', many, many].map((fields) => `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${fields}\r\n`)
  const server = net.createServer((socket) => {
    socket.on('data', () => socket.write(answers.shift() ?? ''))
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => {
    agent.destroy()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  const ask = async (maxHeadersCount: number | null) => {
    const request = new ClientRequest({ host: '127.0.0.1', port, agent: agent as never, maxHeaderSize: 65_536 })
    request.maxHeadersCount = maxHeadersCount
    request.end()
    try {
      const [response] = await once(request, 'response')
      response.resume()
      await once(request, 'close')
      return `${Object.keys(response.headers).length} ${request.reusedSocket}`
    } catch (error) {
      return (error as NodeJS.ErrnoException).code
    }
  }
  assert.deepEqual([await ask(null), await ask(0), await ask(null)], ['1 false', '2101 true', 'HPE_HEADER_OVERFLOW'])
})
