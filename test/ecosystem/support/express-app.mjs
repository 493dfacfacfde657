// The application that Express 4 and Express 5 are both tried with, and the requests that it gets.

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { askOnce, close, connect, listen, multipart, tell } from './wire.mjs'

const require = createRequire(import.meta.url)

export async function exerciseExpress(express, { lane, watch }) {
  const folder = mkdtempSync(join(tmpdir(), 'ecosystem-'))
  const file = join(folder, 'notes.txt')
  writeFileSync(file, '0123456789'.repeat(20))
  utimesSync(file, 1e9, 1e9)
  const listener = http.createServer(makeApp(express, folder, { lane, watch }))
  const port = await listen(listener)
  try {
    await ordinaryRequests(port, lane('ordinary'))
    await bodies(port, lane('bodies'))
    await files(port, lane('files'))
    await connections(port, lane('connections'))
  } finally {
    await close(listener)
    rmSync(folder, { recursive: true })
  }
}

function makeApp(express, folder, { lane, watch }) {
  const say = lane('server')
  const app = express()
  const upload = require('multer')()
  app.set('trust proxy', true)
  app.use((req, res, next) => {
    say(`${req.method} ${req.originalUrl} from ${req.ip} by ${req.protocol} keeps ${req.headers.connection ?? 'on'}`)
    // A lane for each target: answers that waited for one before them leave in one write on nethttp, and so finish
    // together (docs/DIFFERENCES.md, events among pipelined requests).
    watch(res, ['finish', 'close'], lane(`answers to ${req.originalUrl}`))
    next()
  })
  app.use('/packed', require('compression')({ threshold: 0 }))
  app.use(require('cookie-parser')('a secret'), express.json(), express.urlencoded({ extended: false }))
  app.use('/files', express.static(folder, { maxAge: 60_000 }))
  app.get('/', (req, res) => res.send(`host ${req.hostname} ${req.xhr} ${req.accepts(['html', 'json'])}`))
  app.get('/users/:id', (req, res) => res.json({ id: req.params.id, query: req.query }))
  app.post('/json', (req, res) => res.status(201).location('/users/8').json(req.body))
  app.post('/form', (req, res) => res.send(JSON.stringify(req.body)))
  app.post('/upload', upload.single('picture'), (req, res) => {
    res.json({ fields: req.body, name: req.file.originalname, type: req.file.mimetype, size: req.file.size })
  })
  app.get('/old', (_req, res) => res.redirect(302, '/users/1'))
  app.get('/cookie', (req, res) => {
    res.cookie('plain', 'a b').cookie('signed', 'yes', { signed: true, httpOnly: true }).json(req.cookies)
  })
  app.get('/packed/text', (_req, res) => res.type('text').send('pack me '.repeat(200)))
  app.get('/stream', (_req, res) => Readable.from(['one ', 'two ', 'three']).pipe(res.type('text/plain')))
  app.get('/download', (_req, res) => res.download(join(folder, 'notes.txt'), 'notes für alle.txt'))
  app.get('/throws', () => {
    throw Object.assign(new Error('a teapot'), { status: 418 })
  })
  app.get('/late', (_req, _res, next) => setTimeout(next, 5, new Error('late')))
  app.get('/half', (_req, res) => {
    res.write('half of')
    setTimeout(() => res.destroy(), 20)
  })
  app.get('/waits', (req, res) => {
    watch(req, ['aborted', 'close'], (what) => say(`request ${what}`))
    res.write('wait')
  })
  app.use((error, _req, res, next) => {
    if (res.headersSent) return next(error)
    res.status(error.status ?? 500).json({ error: error.message, type: error.type })
  })
  return app
}

async function ordinaryRequests(port, say) {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  await ask('GET', '/', {
    'X-Requested-With': 'XMLHttpRequest',
    Accept: 'application/json',
    'X-Forwarded-For': '9.9.9.9',
  })
  await ask('GET', '/users/7%20a?sort=up&page=2')
  await ask('HEAD', '/users/7')
  await ask('OPTIONS', '/users/7')
  await ask('DELETE', '/nowhere')
  await ask('GET', '/old')
  await ask('GET', '/cookie', { Cookie: ['a=1; b=2', 'c=%203'] })
  await ask('GET', '/throws')
  await ask('GET', '/late')
  await ask('GET', '/users/%zz')
  const { field } = await askOnce(port, 'GET', '/users/7')
  await ask('GET', '/users/7', { 'If-None-Match': field('etag') })
}

async function bodies(port, say) {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  await ask('POST', '/json', { 'Content-Type': 'application/json' }, '{"name":"Ada","tags":["ü"]}')
  await ask('POST', '/json', { 'Content-Type': 'application/json' }, '{"broken"')
  await ask('POST', '/json', { 'Content-Type': 'application/json' }, JSON.stringify({ a: 'x'.repeat(200_000) }))
  await ask('POST', '/form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=1&b=two+words')
  const { type, body } = multipart([
    { name: 'title', value: 'a picture' },
    { name: 'picture', file: 'p.png', type: 'image/png', value: 'PNG'.repeat(50_000) },
  ])
  await ask('POST', '/upload', { 'Content-Type': type }, body)
  await ask(
    'POST',
    '/json',
    { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
    '7\r\n{"a":1,\r\n6\r\n"b":2}\r\n0\r\n\r\n',
  )
}

async function files(port, say) {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  await ask('GET', '/files/notes.txt')
  await ask('GET', '/files/notes.txt', { Range: 'bytes=5-14' })
  await ask('GET', '/files/notes.txt', { Range: 'bytes=500-' })
  await ask('GET', '/files/notes.txt', { 'If-Modified-Since': 'Mon, 01 Jan 2024 00:00:00 GMT' })
  await ask('GET', '/files/%2e%2e/secret')
  await ask('GET', '/download')
  const packed = await askOnce(port, 'GET', '/packed/text', { 'Accept-Encoding': 'gzip' })
  const { gunzipSync } = await import('node:zlib')
  tell(say, packed, gunzipSync(packed.body).toString().slice(0, 20))
  await ask('GET', '/stream')
}

async function connections(port, say) {
  const kept = await connect(port)
  for (const target of ['/users/1', '/stream', '/users/2']) tell(say, await kept.ask('GET', target))
  kept.send(
    'GET /users/3 HTTP/1.1\r\nHost: a\r\n\r\nGET /late HTTP/1.1\r\nHost: a\r\n\r\nGET /users/5 HTTP/1.1\r\nHost: a\r\n\r\n',
  )
  for (let count = 0; count < 3; count += 1) tell(say, await kept.answer())
  tell(say, await kept.ask('POST', '/json', { 'Content-Type': 'application/json', Expect: '100-continue' }, '{"a":1}'))
  tell(say, await kept.answer())
  kept.destroy()
  const half = await connect(port)
  await half.ask('GET', '/half').catch((error) => say(error.message.replace(/\\r\\nDate.*$/, '')))
  const leaving = await connect(port)
  leaving.send('GET /waits HTTP/1.1\r\nHost: a\r\n\r\n')
  await leaving.until('wait')
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 150))
  const old = await connect(port)
  old.send('GET /users/1 HTTP/1.0\r\n\r\n')
  tell(say, await old.answer())
}
