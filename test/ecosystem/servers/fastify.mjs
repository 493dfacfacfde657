// Fastify 5: routes with schemas, hooks, streams, errors, injection, its own server factory, closing while in use.

import http from 'node:http'
import { Readable } from 'node:stream'
import Fastify from 'fastify'
import { program } from '../support/program.mjs'
import { askOnce, connect, tell } from '../support/wire.mjs'

const user = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, age: { type: 'integer' } } }

function addRoutes(app, say) {
  app.addHook('onRequest', async (request) => say('onRequest', request.method, request.url, request.ip))
  app.addHook('onSend', async (_request, reply, payload) => {
    say('onSend', reply.statusCode)
    return payload
  })
  app.addHook('onResponse', async (_request, reply) => say('onResponse', reply.statusCode, reply.elapsedTime >= 0))
  app.addHook('onRequestAbort', async (request) => say('onRequestAbort', request.url))
  app.get('/users/:id', async (request) => ({ id: request.params.id, query: request.query }))
  app.post('/users', { schema: { body: user } }, async (request, reply) => reply.code(201).send(request.body))
  app.get('/stream', (_request, reply) => reply.type('text/plain').send(Readable.from(['one ', 'two'])))
  app.get('/old', (_request, reply) => reply.redirect('/users/1', 301))
  app.get('/throws', async () => {
    throw Object.assign(new Error('a teapot'), { statusCode: 418, code: 'TEAPOT' })
  })
  app.get('/trailers', (_request, reply) => {
    reply.trailer('x-sum', (_reply, _payload, done) => done(null, 'abc'))
    reply.send('with a trailer')
  })
  app.get('/raw', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, ['X-One', '1', 'X-Two', '2'])
    reply.raw.end('by hand')
  })
  app.get('/early', async (_request, reply) => {
    await reply.writeEarlyHintsAsync()
    return 'done'
  })
  app.get('/waits', (_request, reply) => {
    reply.raw.write('wait')
  })
  return app
}

async function requests(port, say) {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  await ask('GET', '/users/7?a=1')
  await ask('HEAD', '/users/7')
  await ask('POST', '/users', { 'Content-Type': 'application/json' }, '{"name":"Ada","age":"36"}')
  await ask('POST', '/users', { 'Content-Type': 'application/json' }, '{"age":1}')
  await ask('POST', '/users', { 'Content-Type': 'application/json' }, '{"age":')
  await ask('POST', '/users', { 'Content-Type': 'text/strange' }, 'x')
  for (const target of ['/stream', '/old', '/throws', '/trailers', '/raw', '/nowhere']) await ask('GET', target)
  await ask('BREW', '/users/7')
  const kept = await connect(port)
  for (const target of ['/users/1', '/stream', '/trailers', '/users/2']) tell(say, await kept.ask('GET', target))
  kept.destroy()
  const leaving = await connect(port)
  leaving.send('GET /waits HTTP/1.1\r\nHost: a\r\n\r\n')
  await leaving.until('wait')
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
}

await program('fastify', async ({ lane }) => {
  const app = addRoutes(Fastify({ keepAliveTimeout: 500 }), lane('server'))
  app.decorateReply('writeEarlyHintsAsync', async () => {})
  await app.listen({ port: 0, host: '127.0.0.1' })
  await requests(app.server.address().port, lane('client'))
  const injected = await app.inject({ method: 'POST', url: '/users', payload: { name: 'Eve' } })
  lane('injected')(injected.statusCode, injected.headers['content-type'], injected.body)
  const idle = await connect(app.server.address().port)
  tell(lane('closing'), await idle.ask('GET', '/users/1'))
  await app.close()
  lane('closing')(idle.isEnded, app.server.listening)

  const say = lane('factory')
  const own = Fastify({
    serverFactory: (handler, options) => {
      say(Object.keys(options).includes('serverFactory'))
      return http.createServer((req, res) => {
        res.setHeader('X-Factory', 'own')
        handler(req, res)
      })
    },
  })
  own.get('/', async () => ({ hello: 'factory' }))
  await own.listen({ port: 0, host: '127.0.0.1' })
  tell(say, await askOnce(own.server.address().port, 'GET', '/'))
  await own.close()
})
