// Fastify with a server factory.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify'

let made: Server | undefined
const serverFactory: FastifyServerFactory = (handler) => {
  made = createServer((req: IncomingMessage, res: ServerResponse) => {
    res.setHeader('X-Factory', 'own')
    handler(req, res)
  })
  return made
}

export const app: FastifyInstance<Server> = Fastify({ serverFactory })
app.get<{ Params: { id: string } }>('/users/:id', async (request, reply) => {
  reply.raw.once('finish', () => console.log(request.raw.httpVersion))
  return { id: request.params.id }
})
