// The stale connection over https: a server that closes each kept connection as the next request is on its way.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type net from 'node:net'
import test from 'node:test'
import tls from 'node:tls'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import { text } from '../support/peers.ts'

const ROUNDS = 100

for (const retryOnStaleSocket of [true, false]) {
  test(`the race over https, lost a hundred times, ${retryOnStaleSocket ? 'fails no request' : 'fails requests as documented'}`, {
    timeout: 30_000,
  }, async (t) => {
    const seen: string[] = []
    const server = tls.createServer({ key, cert }, (socket) => {
      let count = 0
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        const path = String(bytes).split(' ')[1]
        seen.push(path)
        if (++count === 1) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`)
        else socket.destroy()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = new nethttps.Agent({ keepAlive: true, maxSockets: 1, retryOnStaleSocket })
    t.after(() => {
      agent.destroy()
      server.close()
    })
    const { port } = server.address() as net.AddressInfo
    const outcomes: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const request = nethttps.get({ host: '127.0.0.1', port, path: `/${round}`, agent: agent as never, ca: cert })
      try {
        const [response] = await once(request, 'response')
        const body = await text(response)
        outcomes.push(body === `/${round}` ? 'its own answer' : body)
      } catch (error) {
        const { code, closedBy } = error as NodeJS.ErrnoException & { closedBy?: string }
        outcomes.push(`${code} by ${closedBy}`)
      }
    }
    const failed = outcomes.filter((outcome) => outcome !== 'its own answer')
    const lost = seen.length - new Set(seen).size
    if (retryOnStaleSocket) {
      assert.deepEqual([failed, lost], [[], ROUNDS - 1])
    } else {
      assert.ok(failed.length >= ROUNDS / 2 - 1, `${failed.length}`)
      assert.deepEqual([...new Set(failed)], ['ECONNRESET by server'])
    }
  })
}
