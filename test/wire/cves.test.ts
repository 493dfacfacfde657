// Vulnerabilities of Node's HTTP/1 that the tables of raw messages cannot show, and the list of all of them: each number
// is either a case of a table, a test in this file, or a test elsewhere that is named.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import test from 'node:test'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { requestTables } from './request-tables.ts'
import { responseTables } from './response-tables.ts'

/** What shows each number, where it is not a case of the tables. */
const ELSEWHERE: Record<string, string> = {
  'CVE-2013-4450': 'test/attacks/pipelining.test.ts',
  'CVE-2018-12122': 'test/attacks/slow-peers.test.ts',
  'CVE-2019-5737': 'test/attacks/slow-peers.test.ts',
  'CVE-2019-5739': 'test/attacks/slow-peers.test.ts',
  'CVE-2019-15604': 'TLS certificates: node:tls',
  'CVE-2020-8251': 'test/attacks/slow-peers.test.ts',
  'CVE-2016-2216': 'this file',
  'CVE-2016-5325': 'this file',
  'CVE-2018-12116': 'this file',
  'CVE-2026-21710': 'this file',
  'CVE-2026-48931': 'this file',
  'CVE-2026-56850': 'this file',
  'CVE-2026-58040': 'this file',
  'CVE-2026-58044': 'this file',
}

const IN_TABLES = [
  ...['2016-2086', '2018-7159', '2018-12121', '2019-15605', '2019-15606', '2020-8201', '2020-8287', '2021-22959'],
  ...['2021-22960', '2022-32213', '2022-32214', '2022-32215', '2022-35256', '2023-30589', '2024-22019', '2024-27982'],
  ...['2025-23167'],
]

test('every number of the list is a case of a table', () => {
  const all = [...Object.values(requestTables), ...Object.values(responseTables)].flat()
  const rules = new Set(all.map(({ rule }: { rule: string }) => rule))
  for (const number of IN_TABLES) assert.ok(rules.has(`CVE-${number}`), number)
})

test('every test that the list names is there and names the number', () => {
  for (const [number, file] of Object.entries(ELSEWHERE)) {
    if (file.startsWith('test/')) assert.match(readFileSync(file, 'utf8'), new RegExp(number), number)
  }
})

test('CVE-2016-2216, CVE-2016-5325: no field, reason or trailer of an answer can hold a line', () => {
  const response = new nethttp.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as never)
  for (const bad of ['a\r\nb', 'a\nb', 'a\rb', 'a\0b', '\u010a', 'a\u010db']) {
    assert.throws(() => response.setHeader('X', bad), { code: 'ERR_INVALID_CHAR' })
    assert.throws(() => response.setHeader('X', ['b', bad]), { code: 'ERR_INVALID_CHAR' })
    assert.throws(() => response.addTrailers({ X: bad }), { code: 'ERR_INVALID_CHAR' })
    assert.throws(() => response.writeHead(200, bad), { code: 'ERR_INVALID_CHAR' })
    assert.throws(() => response.writeHead(200, { X: bad }), { code: 'ERR_INVALID_CHAR' })
    assert.throws(() => response.setHeader(`X${bad}`, '1'), { code: 'ERR_INVALID_HTTP_TOKEN' })
  }
})

test('CVE-2018-12116: no path or method of a request can hold a line', () => {
  for (const bad of ['/a b', '/a\r\n', '/\u{10a}\u{10d}', '/a\tb', '/\u010a', '/a\0']) {
    assert.throws(
      () => nethttp.request({ port: 1, path: bad }),
      { code: 'ERR_UNESCAPED_CHARACTERS' },
      JSON.stringify(bad),
    )
  }
  for (const bad of ['GET /', 'GET\r\n', 'G\u0145T']) {
    assert.throws(() => nethttp.request({ port: 1, method: bad }), { code: 'ERR_INVALID_HTTP_TOKEN' })
  }
})

test('CVE-2026-21710: a field named __proto__ is a field like others in every view of the fields', async () => {
  const seen = await answered(
    'GET / HTTP/1.1\r\nHost: a\r\n__proto__: 1\r\n__proto__: 2\r\nconstructor: 3\r\n\r\n',
    (request) => [
      Object.entries(request.headersDistinct),
      Object.entries(request.headers).filter(([name]) => name !== 'host'),
      Object.entries(request.trailersDistinct),
      ({} as { polluted?: unknown }).polluted,
    ],
  )
  assert.deepEqual((seen as [unknown][])[0], [
    ['host', ['a']],
    ['__proto__', ['1', '2']],
    ['constructor', ['3']],
  ])
})

test('CVE-2026-48931: an answer that comes while the socket is idle is not the answer to the next request', async () => {
  const sockets: net.Socket[] = []
  const server = net.createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  })
  const port = await listening(server)
  const agent = new nethttp.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const request = nethttp.get({ port, agent }, (response) =>
        response.resume().on('end', () => resolve(response.statusCode ?? 0)),
      )
      request.on('error', reject)
    })
  assert.equal(await ask(), 200)
  await new Promise((resolve) => setTimeout(resolve, 10))
  sockets[0].write('HTTP/1.1 201 Poison\r\nContent-Length: 0\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(await ask(), 200)
  assert.equal(sockets.length, 2, 'the socket that spoke unasked is not used again')
  agent.destroy()
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('CVE-2026-56850: identities given as objects do not share connections', () => {
  const agent = new nethttps.Agent()
  const name = (options: object) => agent.getName({ host: 'a', port: 1, ...options } as never)
  assert.notEqual(name({ pfx: [{ buf: Buffer.from('a') }] }), name({ pfx: [{ buf: Buffer.from('b') }] }))
  assert.notEqual(name({ key: [{ pem: 'a' }] }), name({ key: [{ pem: 'b' }] }))
})

test('CVE-2026-58040: a session made under a request’s own check of identity is not resumed by others', async () => {
  const [key, cert] = ['key', 'cert'].map((part) => readFileSync(`demo/certificate/localhost-only.${part}.pem`))
  const server = nethttps.createServer({ key, cert }, (_, response) => response.end())
  const port = await listening(server)
  const agent = new nethttps.Agent({ keepAlive: false, maxVersion: 'TLSv1.2' })
  const ask = (options: object) =>
    new Promise<string>((resolve) => {
      const given = { port, host: '127.0.0.1', servername: 'wrong.example', agent, ca: cert, ...options }
      const request = nethttps.get(given, (response) => response.resume().on('close', () => resolve('answered')))
      request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    })
  assert.equal(await ask({ checkServerIdentity: () => undefined }), 'answered')
  assert.equal(await ask({}), 'ERR_TLS_CERT_ALTNAME_INVALID')
  server.closeAllConnections()
  server.close()
})

// Node 20 cuts, and so do we there: docs/DIFFERENCES.md, `server.maxHeadersCount` set to a number.
const cuts = process.versions.node.startsWith('20.')
test('CVE-2026-58044: fields beyond a set maxHeadersCount are not cut while they decide framing', {
  skip: cuts,
}, async () => {
  const bytes = 'POST / HTTP/1.1\r\nHost: a\r\nX: 1\r\nContent-Length: 3\r\n\r\nabc'
  const text = await answered(bytes, () => 'seen', 2)
  assert.match(String(text), /^HTTP\/1\.1 431 /)
})

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

/** What a handler makes of one raw request; or, where it is not called, what came back. */
async function answered(bytes: string, look: (request: nethttp.IncomingMessage) => unknown, maxHeadersCount?: number) {
  let seen: unknown
  const server = nethttp.createServer((request, response) => {
    seen = look(request)
    response.end()
  })
  if (maxHeadersCount !== undefined) server.maxHeadersCount = maxHeadersCount
  const port = await listening(server)
  const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
  const text = await new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString('latin1'))))
  socket.destroy()
  server.closeAllConnections()
  server.close()
  return seen ?? text
}
