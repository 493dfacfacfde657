// The socket of an Upgrade or CONNECT: when the application gets it, with which bytes, and that it is the application's then.
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import { pending, serve } from '../support/memory.ts'
import { seen, turns } from '../support/peers.ts'
import { head } from '../support/raw.ts'

const get = (url: string) => head(`GET ${url} HTTP/1.1`, 'Host: a')
const UPGRADE = head('GET /up HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: x')

test('an answer that is on its way when the socket is handed over closes with it', async () => {
  const { answers, listener } = pending()
  const { peer, server, socket } = serve(listener)
  server.on('upgrade', () => {})
  peer.send(`${get('/1')}${UPGRADE}`)
  await turns()
  const closed = seen(answers.get('/1') as never, 'close')
  socket.destroy()
  await closed
})

test('an upgrade waits for the answers before it where the parsing is strict', async () => {
  const { answers, listener } = pending()
  const { peer, server } = serve(listener, { httpValidation: 'strict' })
  let isUp = false
  server.on('upgrade', (_request: unknown, socket: Duplex) => {
    isUp = true
    socket.end('up')
  })
  peer.send(`${get('/1')}${UPGRADE}`)
  await turns()
  assert.equal(isUp, false)
  answers.get('/1')?.end('one')
  assert.match(await peer.expect(/up$/), /\r\n\r\noneup$/)
})

test('bytes of the other protocol that come while a strict upgrade waits are kept for it', async () => {
  const { answers, listener } = pending()
  const { peer, server } = serve(listener, { httpValidation: 'strict' })
  server.on('upgrade', (_request: unknown, socket: Duplex, first: Buffer) => {
    socket.write(`[${first}]`)
    socket.on('data', (chunk) => socket.write(`[${chunk}]`))
  })
  peer.send(`${get('/1')}${UPGRADE}AA`)
  await turns()
  peer.send('BB')
  await turns()
  answers.get('/1')?.end('one')
  await turns()
  peer.send('CC')
  assert.match((await peer.expect(/CC\]$/)).replaceAll('][', ''), /\r\n\r\none\[AABBCC\]$/)
  peer.destroy()
})

test('a socket that was handed over is not touched when the server closes its connections', async () => {
  const { peer, server, socket } = serve()
  server.on('upgrade', () => {})
  peer.send(UPGRADE)
  await turns()
  server.closeAllConnections()
  await turns()
  assert.equal(socket.destroyed, false)
  peer.destroy()
})

for (const [name, bytes] of [
  ['an upgrade', UPGRADE],
  ['a tunnel', head('CONNECT b:81 HTTP/1.1', 'Host: b:81')],
]) {
  test(`${name} goes to the application at once by default, with what came behind it`, async () => {
    const { peer, server } = serve(() => assert.fail('no request'))
    server.on(name === 'an upgrade' ? 'upgrade' : 'connect', (_request: unknown, socket: Duplex, first: Buffer) => {
      socket.write(`[${first}]`)
      socket.on('data', (chunk) => socket.write(`[${chunk}]`))
    })
    server.on('upgrade', () => {})
    peer.send(`${bytes}AA`)
    assert.equal(await peer.expect(/\]$/), '[AA]')
    peer.send('BB')
    assert.equal(await peer.expect(/\]$/), '[BB]')
    peer.destroy()
  })
}
