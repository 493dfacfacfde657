// The server that the clients are tried with: it writes down what reached it, and answers with whatever a client can
// meet: JSON, a redirect, cookies, packed bodies, slow and broken answers, errors.

import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { gzipSync } from 'node:zlib'
import { close, listen } from './wire.mjs'

const fixture = (name) => readFileSync(new URL(`../../fixtures/localhost-${name}.pem`, import.meta.url))
export const certificate = fixture('cert')

/** What says which run it is, or which versions. */
const SILENT = new Set(['user-agent', 'content-type'])

const routes = {
  '/json': (_req, res) => send(res, 200, { hello: 'world', nested: { list: [1, 2, 3] } }),
  '/old': (_req, res) =>
    res.writeHead(302, { Location: '/json?from=old', 'Set-Cookie': ['a=1; Path=/', 'b=2'] }).end('moved'),
  '/see-other': (_req, res) => res.writeHead(303, { Location: '/json' }).end(),
  '/keep-method': (_req, res) => res.writeHead(307, { Location: '/echo' }).end(),
  '/circle': (_req, res) => res.writeHead(302, { Location: '/circle' }).end(),
  '/packed': (_req, res) =>
    res.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain' }).end(gzipSync('unpacked text')),
  '/broken-packed': (_req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip at all'),
  '/cookie': (req, res) =>
    res.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; HttpOnly']).end(req.headers.cookie ?? 'none'),
  '/missing': (_req, res) => send(res, 404, { error: 'no such thing' }),
  '/fails': (_req, res) => send(res, 500, { error: 'failed' }),
  '/empty': (_req, res) => res.writeHead(204).end(),
  '/stream': (_req, res) => {
    res.write('one ')
    setTimeout(() => res.write('two '), 5)
    setTimeout(() => res.end('three'), 10)
  },
  '/large': (_req, res) => res.end(Buffer.alloc(300_000, 'z')),
  '/slow': (_req, res) => setTimeout(() => res.end('at last'), 2000).unref(),
  '/slow-body': (_req, res) => res.write('begun'),
  '/cut': (_req, res) => {
    res.writeHead(200, { 'Content-Length': 100 })
    res.write('only this')
    setTimeout(() => res.destroy(), 10)
  },
  '/reset': (req) => req.socket.destroy(),
  '/close': (_req, res) => res.writeHead(200, { Connection: 'close' }).end('and that was it'),
  '/auth': (req, res) => {
    if (req.headers.authorization) res.end(req.headers.authorization)
    else res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="here"' }).end('who?')
  },
}

/**
 * @param {(...values: unknown[]) => void} say what reached the server
 * @param {{ secure?: boolean, options?: object }} settings
 */
export async function startOrigin(say, { secure = false, options = {} } = {}) {
  const handler = (req, res) => receive(req, res, say)
  const server = secure
    ? https.createServer({ key: fixture('key'), cert: certificate, ...options }, handler)
    : http.createServer(options, handler)
  const port = await listen(server)
  const flaky = { count: 0, connections: 0 }
  server.on('connection', () => {
    flaky.connections += 1
  })
  routes['/flaky'] = (_req, res) => {
    flaky.count += 1
    if (flaky.count % 3 === 0) res.end('third time lucky')
    else res.writeHead(503, { 'Retry-After': '0' }).end('not now')
  }
  return {
    server,
    port,
    url: `${secure ? 'https' : 'http'}://localhost:${port}`,
    connections: () => flaky.connections,
    close: () => {
      const closed = close(server)
      server.closeAllConnections()
      return closed
    },
  }
}

async function receive(req, res, say) {
  const { pathname } = new URL(req.url, 'http://origin')
  const fields = req.rawHeaders.flatMap((name, at) => {
    if (at % 2 === 1) return []
    return `  ${name}: ${SILENT.has(name.toLowerCase()) ? req.rawHeaders[at + 1].split(/[;/]/)[0] : req.rawHeaders[at + 1]}`
  })
  say([`${req.method} ${req.url} HTTP/${req.httpVersion}`, ...fields].join('\n'))
  const route = routes[pathname]
  if (route !== undefined && req.method !== 'PUT') return route(req, res)
  const chunks = []
  try {
    for await (const chunk of req) chunks.push(chunk)
  } catch (error) {
    return say('  the request broke off', error)
  }
  const body = Buffer.concat(chunks)
  say(`  body of ${body.length < 1000 ? `‹${body}›` : `${body.length} bytes`}`)
  send(res, 200, { method: req.method, url: req.url, length: body.length })
}

function send(res, status, value) {
  const text = JSON.stringify(value)
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text)
}
