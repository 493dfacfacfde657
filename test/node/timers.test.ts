// Timers of the program's tests in place of Node's: connections, deadlines and the Date field keep the time of the world,
// as they do on the built-in.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import nodeHttp from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { GET } from '../support/raw.ts'

/** What a clock that nobody has replaced says: that of another process. */
async function realDate(): Promise<number> {
  const child = spawn(process.execPath, ['-p', 'Date.now()'])
  const [text] = await once(child.stdout, 'data')
  return Number(String(text))
}

const bytesOf = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0])

for (const [name, http] of [
  ['node:http', nodeHttp],
  ['nethttp', nethttp as unknown as typeof nodeHttp],
] as const) {
  test(`a server under fake timers: ${name}`, { timeout: 20_000 }, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'], now: 1000 })
    const server = http.createServer(
      { keepAliveTimeout: 1000, headersTimeout: 300, connectionsCheckingInterval: 50 },
      (_, response) => void response.end('ok'),
    )
    Object.assign(server, { keepAliveTimeoutBuffer: 0 })
    await once(server.listen(0), 'listening')
    const sockets: Socket[] = []
    t.after(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { port } = server.address() as AddressInfo

    // Asked for first: it takes a process, and the connection does not wait for ever.
    const nowMs = await realDate()
    const kept = connect(port)
    sockets.push(kept)
    kept.write(GET)
    const told = Date.parse(/^Date: (.*)$/m.exec(await bytesOf(kept))?.[1] ?? '')
    const ended = once(kept, 'close').then(() => 'closed')
    t.mock.timers.tick(3_600_000)
    kept.write(GET)
    const heard = await Promise.race([bytesOf(kept), ended])
    assert.match(heard, /^HTTP\/1.1 200 /, 'an hour of the program does not make a connection old')
    assert.ok(Math.abs(told - nowMs) < 60_000, `Date is of the world: ${new Date(told)}`)
    kept.on('data', () => {})
    assert.equal(await ended, 'closed', 'its own time does')

    const slow = connect(port)
    sockets.push(slow)
    slow.write('GET / HT')
    assert.match(await bytesOf(slow), /^HTTP\/1.1 408 /, 'and a slow sender is refused')
  })
}
