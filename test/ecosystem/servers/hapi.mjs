// Hapi: routes, payload parsing, state, streams, files of a form, its graceful stop, injection (by Shot, which calls
// http's constructors on objects of its own).

import { Readable } from 'node:stream'
import Hapi from '@hapi/hapi'
import { program } from '../support/program.mjs'
import { askRoutes } from '../support/route-requests.mjs'
import { askOnce, connect, multipart, tell } from '../support/wire.mjs'

function addRoutes(server) {
  const route = (method, path, handler, options = {}) => server.route({ method, path, handler, options })
  server.state('seen', { isSecure: false, isSameSite: false })
  route('GET', '/users/{id}', (request) => ({ id: request.params.id, query: request.query }))
  route('POST', '/users', (request, h) => h.response(request.payload).code(201))
  route('GET', '/old', (_request, h) => h.redirect('/users/1'))
  route('GET', '/stream', (_request, h) => h.response(Readable.from(['one ', 'two'])).type('text/plain'))
  route('GET', '/cookie', (request, h) => h.response(request.state).state('seen', 'yes'))
  route('GET', '/throws', () => {
    throw new Error('a secret reason')
  })
  route('GET', '/waits', (_request, h) => {
    const stream = new Readable({ read() {} })
    stream.push('wait')
    return h.response(stream)
  })
  const payload = { multipart: { output: 'annotated' }, maxBytes: 1e6 }
  route('POST', '/upload', ({ payload: { file } }) => ({ name: file.filename, size: file.payload.length }), { payload })
}

await program('@hapi/hapi', async ({ lane }) => {
  const say = lane('server')
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false })
  addRoutes(server)
  server.events.on('response', ({ info, path, response }) => say(path, response.statusCode, info.responded > 0))
  server.events.on({ name: 'request', channels: ['error', 'internal'] }, (_request, event) =>
    say(event.tags, event.error ?? ''),
  )
  await server.start()
  const { port } = server.info
  await askRoutes(port, lane('client'))
  const { type, body } = multipart([{ name: 'file', file: 'p.png', type: 'image/png', value: 'p'.repeat(100_000) }])
  tell(lane('upload'), await askOnce(port, 'POST', '/upload', { 'Content-Type': type }, body))
  const leaving = await connect(port)
  leaving.send('GET /waits HTTP/1.1\r\nHost: a\r\n\r\n')
  await leaving.until('wait')
  leaving.destroy()
  const injected = await server.inject({ method: 'POST', url: '/users', payload: { name: 'Eve' } })
  lane('injected')(injected.statusCode, injected.headers['content-type'], injected.payload)
  const idle = await connect(port)
  tell(lane('closing'), await idle.ask('GET', '/users/1'))
  await server.stop({ timeout: 1000 })
  await idle.rest()
  lane('closing')('stopped', idle.isEnded)
})
