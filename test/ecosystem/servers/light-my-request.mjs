// light-my-request: no server at all; it calls http.ServerResponse on an object of its own and reads its underscored
// members. The listeners are what users give it: plain ones, Express, streams, errors, aborts.

import http from 'node:http'
import { Readable } from 'node:stream'
import express from 'express'
import inject from 'light-my-request'
import { program } from '../support/program.mjs'

function listener(req, res) {
  if (req.url === '/echo') return req.pipe(res)
  if (req.url === '/raw') return res.writeHead(200, 'Fine', ['X-A', '1', 'Set-Cookie', 'a=1']).end()
  if (req.url === '/twice') return res.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2; Path=/']).end()
  if (req.url === '/stream') return Readable.from(['one ', 'two']).pipe(res)
  if (req.url === '/trailers') {
    res.setHeader('Trailer', 'X-Sum')
    res.write('body')
    res.addTrailers({ 'X-Sum': 'abc' })
    return res.end()
  }
  if (req.url === '/destroyed') return res.destroy(new Error('gone'))
  if (req.url === '/empty') return res.writeHead(204).end()
  const { remoteAddress } = req.socket
  res.setHeader('X-Is', [req instanceof http.IncomingMessage, res instanceof http.ServerResponse].join())
  res.end(JSON.stringify([req.method, req.url, req.headers, req.rawHeaders, req.httpVersion, remoteAddress]))
}

await program('light-my-request', async ({ lane, watch, differs }) => {
  const say = lane('client')
  const tell = async (what, handler, options) => {
    try {
      const answer = await inject(handler, options)
      say(
        what,
        answer.statusCode,
        answer.statusMessage,
        answer.headers,
        answer.trailers,
        answer.payload,
        answer.cookies,
      )
      say('  raw', answer.raw.res.headersSent, answer.raw.res.writableEnded, answer.raw.res.statusCode)
    } catch (error) {
      say(what, 'failed:', error)
    }
  }
  await tell('get', listener, {
    url: 'http://app.test/a?b=c',
    query: { d: 'e' },
    cookies: { x: 'y' },
    remoteAddress: '9.9.9.9',
  })
  await tell('json', listener, { method: 'POST', url: '/echo', payload: { name: 'Ada' } })
  await tell('stream in', listener, { method: 'POST', url: '/echo', payload: Readable.from(['a', 'b']) })
  for (const url of ['/raw', '/stream', '/trailers', '/empty', '/destroyed']) await tell(url, listener, { url })
  await tell('head', listener, { method: 'HEAD', url: '/x' })
  await tell('custom', listener, {
    url: '/x',
    Request: class Mine {
      constructor() {
        this.mine = true
      }
    },
  })
  const twice = await inject(listener, { url: '/twice' })
  const both = ['a=1', 'b=2; Path=/']
  const isOlder = Number.parseInt(process.versions.node, 10) < 22
  const meant = {
    reason: 'Node 20 keeps one of two fields in a list',
    builtIn: isOlder ? 'b=2; Path=/' : both,
    nethttp: both,
  }
  differs(meant, twice.headers['set-cookie'], say)
  const watched = lane('events')
  await tell(
    'watched',
    (req, res) => {
      watch(req, ['end', 'close'], (line) => watched('request', line))
      watch(res, ['finish', 'close', 'pipe'], (line) => watched('response', line))
      listener(req, res)
    },
    { method: 'POST', url: '/echo', payload: 'x' },
  )
  const streamed = await inject(listener, { url: '/stream', payloadAsStream: true })
  let text = ''
  for await (const chunk of streamed.stream()) text += chunk
  say('as a stream', text)
  const app = express()
  app.get('/users/:id', (req, res) => res.cookie('a', '1').json({ id: req.params.id }))
  await tell('express', app, { url: '/users/7' })
  await tell('express 404', app, { url: '/none' })
})
