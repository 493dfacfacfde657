// When the timers of a server end: with the last connection of a closed one, and not before.
import assert from 'node:assert/strict'
import test from 'node:test'
import { kCheckTimer, kIdle } from '../../src/server/server-internals.ts'
import { serve } from '../support/memory.ts'
import { seen, turns } from '../support/peers.ts'
import { GET } from '../support/raw.ts'

for (const order of ['closes and then loses its last connection', 'loses its last connection and then closes']) {
  test(`a server that ${order} has no timer left`, async () => {
    const { peer, server, socket } = serve((_, response) => void response.end('ok'))
    server.listen(0, '127.0.0.1')
    await seen(server as never, 'listening')
    peer.send(GET)
    await peer.expect(/ok$/)
    await turns()
    const idleTimer = () => (server[kIdle] as unknown as { timer: object | null }).timer
    const checkTimer = () => server[kCheckTimer] as unknown as { _destroyed: boolean }
    assert.deepEqual([idleTimer() === null, checkTimer()._destroyed], [false, false])
    if (order.startsWith('loses')) {
      socket.destroy()
      await turns()
      assert.equal(checkTimer()._destroyed, false)
      server.close()
    } else {
      server.close()
      socket.destroy()
      await turns()
    }
    assert.deepEqual([idleTimer(), checkTimer()._destroyed], [null, true])
  })
}
