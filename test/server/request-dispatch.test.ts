// What a server makes of a head: the members of the request, and which event it becomes or what it is answered with.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { type ServeOptions, serve } from '../support/memory.ts'
import { turns } from '../support/peers.ts'
import { GET, head } from '../support/raw.ts'

interface Dispatched {
  events: string[]
  answer: string
  request: IncomingMessage | undefined
  closed: boolean
}

const EVENTS = ['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect', 'dropRequest']

/** Sends a head to a server that listens for these events; requests are answered with their event. */
async function dispatch(bytes: string, listened: string[], options: ServeOptions = {}): Promise<Dispatched> {
  const { peer, server } = serve(undefined, options)
  const events: string[] = []
  let request: IncomingMessage | undefined
  for (const event of EVENTS) {
    if (!listened.includes(event)) continue
    server.on(event, (its: IncomingMessage, response: { end(text: string): void }) => {
      events.push(event)
      request = its
      if (event !== 'dropRequest') response.end(event)
    })
  }
  peer.send(bytes)
  await turns()
  server.closeAllConnections()
  return { events, answer: peer.received, request, closed: peer.ended }
}

const statusOf = (answer: string) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]

test('a request has the members of its head', async () => {
  const { request } = await dispatch(head('PUT /a?b HTTP/1.0', 'Host: x', 'X-Y: 1', 'x-y: 2'), ['request'])
  const { headers, httpVersion, httpVersionMajor, httpVersionMinor, method, url } = request as IncomingMessage
  assert.deepEqual([method, url, httpVersion, httpVersionMajor, httpVersionMinor], ['PUT', '/a?b', '1.0', 1, 0])
  assert.deepEqual(headers, { host: 'x', 'x-y': '1, 2' })
  assert.equal(request?.upgrade, false)
})

test('a request of a version that only leniency lets through tells it', async () => {
  const { request } = await dispatch(head('GET / HTTP/2.3', 'Host: x'), ['request'], { insecureHTTPParser: true })
  assert.equal(request?.httpVersion, '2.3')
})

const hosts: [name: string, bytes: string, options: ServeOptions, isTaken: boolean][] = [
  ['without Host', head('GET / HTTP/1.1'), {}, false],
  ['with an empty Host', head('GET / HTTP/1.1', 'Host:'), {}, true],
  ['without Host, where none is demanded', head('GET / HTTP/1.1'), { requireHostHeader: false }, true],
  ['of HTTP/1.0 without Host', head('GET / HTTP/1.0'), {}, true],
]
for (const [name, bytes, options, isTaken] of hosts) {
  test(`a request ${name} is ${isTaken ? 'taken' : 'answered with 400'}`, async () => {
    const { answer, events } = await dispatch(bytes, ['request'], options)
    assert.deepEqual(events, isTaken ? ['request'] : [])
    assert.equal(statusOf(answer), isTaken ? '200' : '400')
    if (!isTaken) assert.match(answer, /\r\nConnection: close\r\n/)
  })
}

const expectations: [name: string, value: string, listened: string[], events: string[], statuses: string[]][] = [
  ['100-continue', '100-continue', ['request'], ['request'], ['100', '200']],
  ['100-continue that is listened for', '100-continue', ['request', 'checkContinue'], ['checkContinue'], ['200']],
  ['another', 'meow', ['request'], [], ['417']],
  ['another that is listened for', 'meow', ['request', 'checkExpectation'], ['checkExpectation'], ['200']],
]
for (const [name, value, listened, events, statuses] of expectations) {
  test(`an expectation is met: ${name}`, async () => {
    const found = await dispatch(head('POST / HTTP/1.1', 'Host: a', `Expect: ${value}`, 'Content-Length: 0'), listened)
    assert.deepEqual(found.events, events)
    assert.deepEqual(
      [...found.answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
      statuses,
    )
  })
}

test('an expectation of HTTP/1.0 is none (RFC 9110 §10.1.1)', async () => {
  const { answer, events } = await dispatch(head('POST / HTTP/1.0', 'Expect: 100-continue', 'Content-Length: 0'), [
    'request',
    'checkContinue',
  ])
  assert.deepEqual(events, ['request'])
  assert.equal(statusOf(answer), '200')
})

const UPGRADE = head('GET / HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: x')
const upgrades: [name: string, bytes: string, listened: string[], events: string[], options?: ServeOptions][] = [
  ['Upgrade that is listened for', UPGRADE, ['request', 'upgrade'], ['upgrade']],
  ['Upgrade that nobody listens for', UPGRADE, ['request'], ['request']],
  [
    'Upgrade that the program refuses',
    UPGRADE,
    ['request', 'upgrade'],
    ['request'],
    { shouldUpgradeCallback: () => false },
  ],
  [
    'Upgrade that the program takes',
    UPGRADE,
    ['request', 'upgrade'],
    ['upgrade'],
    { shouldUpgradeCallback: () => true },
  ],
  ['Upgrade without Connection', head('GET / HTTP/1.1', 'Host: a', 'Upgrade: x'), ['request', 'upgrade'], ['request']],
  [
    'Connection without Upgrade',
    head('GET / HTTP/1.1', 'Host: a', 'Connection: upgrade'),
    ['request', 'upgrade'],
    ['request'],
  ],
  ['CONNECT that is listened for', head('CONNECT a:80 HTTP/1.1', 'Host: a'), ['request', 'connect'], ['connect']],
]
for (const [name, bytes, listened, events, options] of upgrades) {
  test(`a change of protocol is decided: ${name}`, async () => {
    const found = await dispatch(bytes, listened, options)
    assert.deepEqual(found.events, events)
    assert.equal(found.request?.upgrade, events[0] !== 'request')
  })
}

test('CONNECT that nobody listens for loses its connection', async () => {
  const { answer, closed, events } = await dispatch(head('CONNECT a:80 HTTP/1.1', 'Host: a'), ['request'])
  assert.deepEqual([events, answer, closed], [[], '', true])
})

test('the last request that a connection may have says close, those behind it are dropped', async () => {
  const { peer, server } = serve((_, response) => void response.end('ok'))
  const dropped: unknown[] = []
  server.maxRequestsPerSocket = 2
  server.on('dropRequest', ({ url }: IncomingMessage) => dropped.push(url))
  peer.send(GET)
  assert.match(await peer.expect(/ok$/), /Connection: keep-alive\r\nKeep-Alive: timeout=5, max=2\r\n/)
  peer.send(GET.replace('/', '/2'))
  assert.match(await peer.expect(/ok$/), /Connection: close\r\n/)
  peer.send(GET.replace('/', '/3'))
  assert.match(await peer.expect(/\r\n\r\n/), /^HTTP\/1\.1 503 /)
  assert.deepEqual(dropped, ['/3'])
  server.closeAllConnections()
})

const cutsFields = process.versions.node.startsWith('20.')
test(`a message with more fields than the server keeps is ${cutsFields ? 'cut' : 'refused'}`, async () => {
  const { peer, server } = serve(({ headers, rawHeaders }, response) => {
    response.end(JSON.stringify([Object.keys(headers), rawHeaders.length]))
  })
  server.maxHeadersCount = 2
  // The number counts for connections that come later.
  peer.destroy()
  const { peer: second } = await import('../support/memory.ts').then(({ connectTo }) => connectTo(server))
  second.send(head('GET / HTTP/1.1', 'Host: a', 'B: 1', 'C: 2'))
  assert.match(
    await second.expect(/\]$|\r\n\r\n$/),
    cutsFields ? /\[\["host","b"\],\d+\]$/ : /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/,
  )
  server.closeAllConnections()
})

test('an empty request is over from the first where the server is asked for that', async () => {
  const ended: boolean[] = []
  const { peer, server } = serve(
    (request, response) => {
      ended.push(request.readableEnded)
      response.end('ok')
    },
    { optimizeEmptyRequests: true },
  )
  peer.send(GET)
  await peer.expect(/ok$/)
  peer.send(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 0'))
  await peer.expect(/ok$/)
  assert.deepEqual(ended, [true, false])
  server.closeAllConnections()
})

test('requests behind an answer that says close do not reach the handler (RFC 9112 §9.6)', async () => {
  const urls: string[] = []
  const { peer } = serve((request, response) => {
    urls.push(String(request.url))
    response.setHeader('Connection', 'close')
    response.end(request.url)
  })
  peer.send(head('GET /1 HTTP/1.1', 'Host: a') + head('GET /2 HTTP/1.1', 'Host: a'))
  const { ending, text } = await peer.collect()
  assert.deepEqual([ending, urls], ['closed', ['/1']])
  assert.match(text, /\r\n\r\n\/1$/)
})

test('a request without Host is refused, and what lies behind it is not read', async () => {
  const { answer, events } = await dispatch(head('GET /1 HTTP/1.1') + head('GET /2 HTTP/1.1', 'Host: a'), ['request'])
  assert.deepEqual([statusOf(answer), events], ['400', []])
})

const hostlessUpgrades: [version: string, options: ServeOptions, events: string[]][] = [
  ['1.1', {}, ['upgrade']],
  ['1.1', { httpValidation: 'strict' }, []],
  ['1.0', {}, ['request']],
]
for (const [version, options, told] of hostlessUpgrades) {
  test(`an Upgrade without Host in HTTP/${version}, ${JSON.stringify(options)}: ${told[0] ?? 'refused'}`, async () => {
    const bytes = head(`GET / HTTP/${version}`, 'Connection: Upgrade', 'Upgrade: x')
    const { answer, events } = await dispatch(bytes, ['request', 'upgrade'], options)
    assert.deepEqual(events, told)
    if (told.length === 0) assert.equal(statusOf(answer), '400')
  })
}
