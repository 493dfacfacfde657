// Row `express`: a route of an Express 5 application under `register`, as its users write one.

import { timesLess } from '../harness/goals.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'

export const express = {
  name: 'express',
  title: 'Express 5 JSON route, under register',
  kind: 'server',
  unit: 'CPU µs',
  figure: 'cpuUs',
  goals: [timesLess('node:http', 1.08, 1.15)],
  packages: ['express'],
  isRegistered: true,
  variants: ['node:http', 'nethttp'],
  connections: 64,
  pipelined: 1,
  request: { method: 'GET', path: '/items/7', headers: browserHeaders, body: '' },
  answerBody: JSON.stringify({ id: '7', name: 'item 7', price: 9.5 }),

  async createServer(http, counter) {
    const { default: createApp } = await import('express')
    const app = createApp()
    app.get('/items/:id', (request, response) => {
      counter.requests += 1
      response.json({ id: request.params.id, name: `item ${request.params.id}`, price: 9.5 })
    })
    return http.createServer(app)
  },
}
