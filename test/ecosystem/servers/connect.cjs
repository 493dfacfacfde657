// Connect with what it is used with: morgan's log, compression, static files, body-parser, multer. compression and
// morgan (by on-headers and on-finished) replace methods of the response and look at its underscored members.

const { mkdtempSync, rmSync, utimesSync, writeFileSync } = require('node:fs')
const http = require('node:http')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { brotliDecompressSync, gunzipSync } = require('node:zlib')
const bodyParser = require('body-parser')
const compression = require('compression')
const connect = require('connect')
const morgan = require('morgan')
const multer = require('multer')
const serveStatic = require('serve-static')

const LOG =
  ':remote-addr :method :url HTTP/:http-version :status :res[content-length] :res[content-encoding] :user-agent'

function makeApp(folder, say) {
  const app = connect()
  app.use(
    morgan(
      (tokens, req, res) => {
        const isTimed = Number(tokens['response-time'](req, res)) >= 0
        return `${morgan.compile(LOG)(tokens, req, res)} ${isTimed}`
      },
      { stream: { write: (line) => say(line.trim()) } },
    ),
  )
  app.use(compression({ threshold: 100 }))
  app.use(
    '/files',
    serveStatic(folder, { index: ['index.html'], setHeaders: (res) => res.setHeader('X-Static', 'yes') }),
  )
  app.use('/json', bodyParser.json({ limit: 1000 }))
  app.use('/json', (req, res) => res.end(JSON.stringify(req.body)))
  app.use('/text', bodyParser.text({ type: '*/*' }))
  app.use('/text', (req, res) => res.end(req.body))
  app.use('/upload', multer({ dest: folder, limits: { fileSize: 200_000 } }).array('files', 3))
  app.use('/upload', (req, res) => res.end(req.files.map(({ originalname, size }) => `${originalname} ${size}`).join()))
  app.use('/events', (_req, res) => {
    res.setHeader('Content-Type', 'text/event-stream')
    res.write('data: 1\n\n')
    res.flush()
    setTimeout(() => res.end('data: 2\n\n'), 10)
  })
  app.use('/throws', () => {
    throw Object.assign(new Error('no'), { status: 409 })
  })
  app.use('/large', (_req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' })
    for (let count = 0; count < 50; count += 1) res.write('compress me '.repeat(1000))
    res.end()
  })
  app.use('/same', (_req, res) => res.writeHead(200, { 'Cache-Control': 'no-transform' }).end('x'.repeat(500)))
  return app
}

async function exercise({ lane }, { askOnce, close, connect: open, listen, multipart, tell }) {
  const folder = mkdtempSync(join(tmpdir(), 'ecosystem-'))
  for (const name of ['index.html', 'large.js']) {
    writeFileSync(join(folder, name), name === 'index.html' ? '<h1>home</h1>' : 'let a = 1\n'.repeat(20_000))
    utimesSync(join(folder, name), 1e9, 1e9)
  }
  const server = http.createServer(makeApp(folder, lane('morgan')))
  const port = await listen(server)
  const say = lane('client')
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  for (const target of ['/files/', '/files', '/files/none', '/events', '/throws', '/nowhere']) await ask('GET', target)
  await ask('HEAD', '/files/large.js')
  await ask('GET', '/files/large.js', { Range: 'bytes=0-9,20-29' })
  await ask('GET', '/files/large.js', { Range: 'bytes=-20' })
  for (const [target, coding, unpack] of [
    ['/files/large.js', 'gzip', gunzipSync],
    ['/large', 'br', brotliDecompressSync],
    ['/same', 'gzip', (bytes) => bytes],
  ]) {
    const packed = await askOnce(port, 'GET', target, { 'Accept-Encoding': coding })
    tell(say, packed, `${unpack(packed.body).length} bytes unpacked`)
  }
  await ask('POST', '/json', { 'Content-Type': 'application/json' }, '{"a":[1]}')
  await ask('POST', '/json', { 'Content-Type': 'application/json' }, `"${'x'.repeat(2000)}"`)
  const gzipped = require('node:zlib').gzipSync('packed on the way in')
  await ask('POST', '/text', { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }, gzipped)
  for (const size of [150_000, 250_000]) {
    const { type, body } = multipart([
      { name: 'files', file: 'a.bin', value: 'a'.repeat(size) },
      { name: 'files', file: 'b.bin', value: 'b' },
    ])
    const wire = await open(port)
    tell(say, await wire.ask('POST', '/upload', { 'Content-Type': type, Connection: 'close' }, body))
    wire.destroy()
  }
  await close(server)
  rmSync(folder, { recursive: true })
}

Promise.all([import('../support/program.mjs'), import('../support/wire.mjs')]).then(([{ program }, wire]) =>
  program('connect', (tools) => exercise(tools, wire)),
)
