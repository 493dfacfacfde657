// Row `fastify`: a route of a Fastify 5 application under `register`, with a schema for its answer.

import { timesLess } from '../harness/goals.mjs'
import { express } from './express.mjs'

const schema = {
  response: {
    200: {
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, price: { type: 'number' } },
    },
  },
}

export const fastify = {
  ...express,
  name: 'fastify',
  title: 'Fastify 5 JSON route, under register',
  goals: [timesLess('node:http', 1.15, 1.25)],
  packages: ['fastify'],

  async createServer(_http, counter) {
    const { default: createApp } = await import('fastify')
    const app = createApp()
    app.get('/items/:id', { schema }, async (request) => {
      counter.requests += 1
      return { id: request.params.id, name: `item ${request.params.id}`, price: 9.5 }
    })
    await app.ready()
    return app.server
  },
}
