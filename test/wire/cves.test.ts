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

const HERE = 'test/wire/cves.test.ts'
const TLS = 'test/wire/cves-tls.test.ts'
const SLOW = 'test/attacks/slow-peers.test.ts'
const COLLISIONS = "test/attacks/one-message.test.ts: 'numbers as names'"

/** What shows each number, where it is not a case of the tables: a file with the number in a title, or file and title. */
const ELSEWHERE: Record<string, string> = {
  'CVE-2012-2330': HERE,
  'CVE-2013-4450': 'test/attacks/pipelining.test.ts',
  'CVE-2015-7384': HERE,
  'CVE-2015-8027': HERE,
  'CVE-2016-2216': HERE,
  'CVE-2016-5325': HERE,
  'CVE-2017-11499': COLLISIONS,
  'CVE-2018-12116': HERE,
  'CVE-2018-12122': SLOW,
  'CVE-2019-5737': SLOW,
  'CVE-2019-5739': SLOW,
  'CVE-2020-8172': TLS,
  'CVE-2020-8251': SLOW,
  'CVE-2021-22939': TLS,
  'CVE-2025-27209': "test/attacks/hash-collisions.test.ts: '1200 names of one hash'",
  'CVE-2026-21710': HERE,
  'CVE-2026-21717': COLLISIONS,
  'CVE-2026-48615': 'test/client/proxy-config.test.ts',
  'CVE-2026-48931': HERE,
  'CVE-2026-48934': TLS,
  'CVE-2026-56850': HERE,
  'CVE-2026-58040': HERE,
  'CVE-2026-58044': HERE,
}

/** Numbers that `http` and `https` cannot mend, and whose they are. */
const NOT_OURS: Record<string, string> = {
  'CVE-2016-7099': 'wildcards of certificates: node:tls',
  'CVE-2019-15604': 'certificates that cannot be read: node:tls',
  'CVE-2021-22931': 'names that a resolver gives back: node:dns',
  'CVE-2021-44531': 'URIs among the names of a certificate: node:tls',
  'CVE-2021-44532': 'the names of a certificate as text: node:tls',
  'CVE-2021-44533': 'several values in a name of a certificate: node:tls',
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

test('every test that the list names is there, under its title or one with the number', () => {
  for (const [number, place] of Object.entries(ELSEWHERE)) {
    const [file, title] = place.split(': ')
    const text = readFileSync(file, 'utf8')
    if (title !== undefined) assert.ok(text.includes(title), place)
    // A title is the first string of what declares a test, or of a row of a table of tests.
    else assert.match(text, new RegExp(`(?:\\btest\\(|^ *\\[)\\s*['\`][^'\`\\n]*${number}\\b`, 'm'), place)
  }
  for (const number of Object.keys(NOT_OURS)) assert.ok(!(number in ELSEWHERE), number)
})

test('CVE-2012-2330: an empty value is empty wherever the bytes are cut', async () => {
  const bytes = 'GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB: \r\nC:  \t\r\nConnection: close\r\n\r\n'
  const seen: unknown[] = []
  const server = nethttp.createServer((request, response) => {
    const { a, b, c } = request.headers
    seen.push([a, b, c, request.rawHeaders.length])
    response.end()
  })
  const port = await listening(server)
  const cuts = Array.from(bytes.slice(1), (_, i) => i + 1)
  await Promise.all(
    cuts.map(
      (cut) =>
        new Promise((resolve) => {
          const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => {
            socket.write(bytes.slice(0, cut))
            setTimeout(() => socket.write(bytes.slice(cut)), 5)
          })
          socket.resume().on('close', resolve)
        }),
    ),
  )
  server.close()
  assert.deepEqual(seen, Array(cuts.length).fill(['', '', '', 10]))
})

test('CVE-2015-7384, CVE-2015-8027: pipelined requests, pauses and a change of protocol end nothing but themselves', async () => {
  const one = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
  const change = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'
  for (const isTaken of [true, false]) {
    let answers = 0
    const server = nethttp.createServer((request, response) => {
      // More than a socket takes at once: reading pauses while it leaves.
      request.resume()
      setImmediate(() => response.end('x'.repeat(100_000)))
      answers++
    })
    if (isTaken) server.on('upgrade', (_, socket: net.Socket) => socket.end('HTTP/1.1 101 Changed\r\n\r\n'))
    const port = await listening(server)
    await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(one.repeat(30) + change + one.repeat(30)))
      socket.on('error', () => {}).on('close', resolve)
      socket.pause()
      setTimeout(() => socket.resume(), 50)
      setTimeout(() => socket.destroy(), 300)
    })
    assert.ok(answers >= 30, String(answers))
    const after = await new Promise((resolve) => nethttp.get({ port, agent: false }, (got) => resolve(got.statusCode)))
    assert.equal(after, 200)
    server.closeAllConnections()
    server.close()
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
  assert.deepEqual(seen, [
    [
      ['host', ['a']],
      ['__proto__', ['1', '2']],
      ['constructor', ['3']],
    ],
    // An object with a prototype cannot have it, as on the built-in.
    [['constructor', '3']],
    [],
    undefined,
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

test('CVE-2026-58044: fields beyond a set maxHeadersCount are not cut while they decide framing', async () => {
  const framings = ['Content-Length: 3\r\n\r\nabc', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n']
  for (const framing of framings) {
    const bytes = `POST / HTTP/1.1\r\nHost: a\r\nX: 1\r\n${framing}`
    const seen = await answered(bytes, ({ headers }) => Object.keys(headers), 2)
    // Node 20 cuts, and so do we there, but for what the message's end is found by: docs/DIFFERENCES.md.
    const name = framing.split(':')[0].toLowerCase()
    if (process.versions.node.startsWith('20.')) assert.deepEqual(seen, ['host', 'x', name])
    else assert.match(String(seen), /^HTTP\/1\.1 431 /)
  }
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
