// ws, both sides: servers on their own port, behind an http server and with noServer; echo, compression, refusal,
// fragments, ping, closing with a reason, a broken handshake.

import { once } from 'node:events'
import http from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { program } from '../support/program.mjs'
import { askOnce, close, listen, tell } from '../support/wire.mjs'

/** A client whose events are on the lane; waits for `open` or for its failure. */
async function open(url, say, options = {}) {
  const client = new WebSocket(url, options.protocols ?? [], options)
  client.on('upgrade', (response) => {
    say(
      'upgrade',
      response.statusCode,
      response.rawHeaders.filter((_, at) => at % 2 === 0),
    )
  })
  client.on('unexpected-response', (_request, response) => {
    say('unexpected', response.statusCode, response.headers['x-why'])
    response.resume()
  })
  client.on('message', (data, isBinary) => say('message', isBinary, data.length, data.toString().slice(0, 40)))
  client.on('ping', (data) => say('ping', data.toString()))
  client.on('pong', (data) => say('pong', data.toString()))
  client.on('error', (error) => say('error', error))
  client.on('close', (code, reason) => say('close', code, reason.toString()))
  await new Promise((resolve) =>
    client.once('open', resolve).once('close', resolve).once('unexpected-response', resolve),
  )
  return client
}

async function behindAServer({ lane }) {
  const say = lane('server')
  const server = http.createServer((req, res) => res.end(`plain ${req.url}`))
  const sockets = new WebSocketServer({
    server,
    path: '/chat',
    perMessageDeflate: { threshold: 100 },
    handleProtocols: (offered) => [...offered][0],
    verifyClient: ({ req }, done) => done(req.headers.authorization !== 'no', 403, 'Not You', { 'X-Why': 'no' }),
  })
  sockets.on('headers', (lines) => say(lines.map((line) => line.split(':')[0])))
  sockets.on('connection', (socket, request) => {
    say('connection', request.url, socket.protocol, socket.extensions)
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('close', (code, reason) => say('close', code, reason.toString()))
    socket.ping('alive?')
  })
  const port = await listen(server)
  const client = lane('client')
  const socket = await open(`ws://127.0.0.1:${port}/chat?room=1`, client, { protocols: ['v2', 'v1'] })
  for (const message of ['hello', 'ü'.repeat(5000), Buffer.alloc(200_000, 7)]) {
    socket.send(message)
    await once(socket, 'message')
  }
  socket.send('in two ', { fin: false })
  socket.send('parts', { fin: true })
  await once(socket, 'message')
  socket.ping('me')
  await once(socket, 'pong')
  tell(lane('plain'), await askOnce(port, 'GET', '/page'))
  socket.close(4001, 'that was all')
  await once(socket, 'close')
  const refused = lane('refused')
  await open(`ws://127.0.0.1:${port}/chat`, refused, { headers: { Authorization: 'no' } })
  await open(`ws://127.0.0.1:${port}/elsewhere`, refused)
  tell(refused, await askOnce(port, 'GET', '/chat', { Connection: 'Upgrade', Upgrade: 'websocket' }))
  await close(server)
}

async function byHand({ lane }) {
  const say = lane('no server')
  const server = http.createServer()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    say('upgrade', request.url, head.length)
    if (request.url === '/no') {
      socket.end('HTTP/1.1 401 Unauthorized\r\nX-Why: closed today\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.send('welcome')
      setTimeout(() => client.terminate(), 30)
    })
  })
  const port = await listen(server)
  const socket = await open(`ws://127.0.0.1:${port}/yes`, say)
  if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close')
  await open(`ws://127.0.0.1:${port}/no`, say)
  await close(server)
}

async function onItsOwn({ lane }) {
  const say = lane('own port')
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(`echo ${text}`)))
  const { port } = sockets.address()
  const agent = new http.Agent({ keepAlive: true })
  const socket = await open(`ws://127.0.0.1:${port}`, say, { agent })
  socket.send('over an agent')
  await once(socket, 'message')
  tell(say, await askOnce(port, 'GET', '/'))
  socket.close()
  await once(socket, 'close')
  say(Object.keys(agent.sockets).length, Object.keys(agent.freeSockets).length)
  await new Promise((resolve) => sockets.close(resolve))
}

await program('ws', async (tools) => {
  await behindAServer(tools)
  await byHand(tools)
  await onItsOwn(tools)
})
