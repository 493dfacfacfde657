// supertest: an application tested as most are: without a port, with an agent and its cookies, uploads, expectations.

import http from 'node:http'
import express from 'express'
import multer from 'multer'
import request from 'supertest'
import { program } from '../support/program.mjs'

function makeApp() {
  const app = express()
  app.get('/users/:id', (req, res) => res.json({ id: req.params.id }))
  app.post('/users', express.json(), (req, res) => res.status(201).json(req.body))
  app.get('/login', (_req, res) => res.cookie('session', 'abc', { httpOnly: true }).send('in'))
  app.get('/me', (req, res) => res.status(req.headers.cookie ? 200 : 401).send(req.headers.cookie))
  app.get('/old', (_req, res) => res.redirect('/users/1'))
  app.post('/upload', multer().single('file'), (req, res) => res.json({ size: req.file.size, title: req.body.title }))
  app.get('/stream', (_req, res) => {
    res.write('one ')
    setTimeout(() => res.end('two'), 5)
  })
  app.get('/cut', (_req, res) => {
    res.write('half')
    setTimeout(() => res.destroy(), 5)
  })
  return app
}

await program('supertest', async ({ lane }) => {
  const say = lane('client')
  const tell = async (what, test) => {
    try {
      const { status, headers, text, redirects } = await test
      say(what, status, headers, text, redirects)
    } catch (error) {
      say(what, 'failed:', error)
    }
  }
  const app = makeApp()
  await tell('get', request(app).get('/users/7').expect(200, { id: '7' }).expect('Content-Type', /json/))
  await tell('wrong', request(app).get('/users/7').expect(404))
  await tell('post', request(app).post('/users').send({ name: 'Ada' }).expect(201))
  await tell('old', request(app).get('/old').expect('Location', '/users/1'))
  await tell('followed', request(app).get('/old').redirects(1))
  await tell('upload', request(app).post('/upload').field('title', 't').attach('file', Buffer.alloc(70_000), 'f.bin'))
  await tell('stream', request(app).get('/stream'))
  await tell('cut', request(app).get('/cut'))
  await tell('head', request(app).head('/users/1'))
  const agent = request.agent(app)
  await tell('before', agent.get('/me'))
  await tell('login', agent.get('/login'))
  await tell('after', agent.get('/me'))
  const server = http.createServer(app).listen(0)
  const answers = await Promise.all(Array.from({ length: 10 }, (_, id) => request(server).get(`/users/${id}`)))
  say('at once', answers.map(({ body }) => body.id).join())
  await new Promise((resolve) => server.close(resolve))
  await new Promise((resolve) =>
    request(app)
      .get('/users/1')
      .end((error, response) => {
        say('by callback', error, response.body)
        resolve()
      }),
  )
})
