// Socket.IO, both sides: long polling, the upgrade to a web socket, acknowledgements, binary data, rooms, namespaces,
// refused connections, beside an ordinary handler on the same server.

import { once } from 'node:events'
import http from 'node:http'
import { Server } from 'socket.io'
import { io as connectTo } from 'socket.io-client'
import { program } from '../support/program.mjs'
import { askOnce, listen, tell } from '../support/wire.mjs'

function addHandlers(io, say) {
  io.on('connection', (socket) => {
    say('connection', socket.handshake.auth, socket.handshake.query.EIO)
    // The upgrade may come before or behind this event, so what is looked at is the transport of a later message.
    socket.onAny((name) => say(name, 'over', socket.conn.transport.name))
    socket.on('sum', (a, b, done) => done(a + b))
    socket.on('bytes', (bytes, done) => done({ length: bytes.length, back: bytes.subarray(0, 3) }))
    socket.on('join', (room) => {
      socket.join(room)
      io.to(room).emit('joined', room)
    })
    socket.on('disconnect', (reason) => say('disconnect', reason))
  })
  io.of('/private').use((socket, next) => next(socket.handshake.auth.key === 'yes' ? undefined : new Error('no key')))
  io.of('/private').on('connection', (socket) => socket.emit('inside'))
}

async function talk(url, say, options) {
  const socket = connectTo(url, { forceNew: true, reconnection: false, auth: { user: 'Ada' }, ...options })
  socket.on('disconnect', (reason) => say('disconnect', reason))
  socket.io.once('open', () => say('first', socket.io.engine.transport.name))
  await once(socket, 'connect')
  const { engine } = socket.io
  if (options.transports === undefined && engine.transport.name === 'polling') {
    await new Promise((resolve) => engine.once('upgrade', resolve))
  }
  say('now', socket.io.engine.transport.name)
  say(await socket.emitWithAck('sum', 1, 2), await socket.emitWithAck('bytes', Buffer.alloc(200_000, 7)))
  const joined = once(socket, 'joined')
  socket.emit('join', 'a room')
  say(await joined)
  return socket
}

await program('socket.io', async ({ lane }) => {
  const server = http.createServer((req, res) => res.end(`plain ${req.url}`))
  const io = new Server(server, { cors: { origin: 'http://app.test' }, serveClient: false })
  addHandlers(io, lane('server'))
  const url = `http://127.0.0.1:${await listen(server)}`
  const { port } = server.address()
  tell(lane('plain'), await askOnce(port, 'GET', '/page'))
  tell(lane('plain'), await askOnce(port, 'GET', '/socket.io/?EIO=4&transport=none', { Origin: 'http://app.test' }))
  tell(
    lane('plain'),
    await askOnce(port, 'OPTIONS', '/socket.io/?EIO=4&transport=polling', { Origin: 'http://app.test' }),
  )
  for (const options of [{}, { transports: ['polling'] }, { transports: ['websocket'] }]) {
    const name = options.transports?.[0] ?? 'polling, then web socket'
    const socket = await talk(url, lane(name), options)
    socket.disconnect()
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  const say = lane('private')
  const refused = connectTo(`${url}/private`, { forceNew: true, reconnection: false })
  say(...(await once(refused, 'connect_error')))
  refused.disconnect()
  const allowed = connectTo(`${url}/private`, { forceNew: true, reconnection: false, auth: { key: 'yes' } })
  await once(allowed, 'inside')
  say('inside')
  const gone = once(allowed, 'disconnect')
  await io.close()
  await gone
  say('gone', server.listening)
})
