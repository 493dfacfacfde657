// What requests and an error of their socket are told when a connection ends under them. Over real sockets this is
// tried in test/explained-errors.test.ts.
import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import test from 'node:test'
import nethttp from '../../src/http.ts'
import { turns } from '../support/peers.ts'
import { head } from '../support/raw.ts'

interface Told extends Error {
  code?: string
  closedBy?: string
  hasAnswer?: boolean
  requestsOnSocket?: number
}

const POST = (url: string) => head(`POST ${url} HTTP/1.1`, 'Host: a', 'Content-Length: 5')

/** A connection that takes nothing; `/answered` is answered at once, other requests are not. */
function serveNobody() {
  const server = nethttp.createServer()
  const socket = new Duplex({ read() {}, write() {} })
  const told: unknown[][] = []
  const note = (whom: string | undefined, { code, closedBy, hasAnswer, requestsOnSocket }: Told) =>
    told.push([whom, code, closedBy, hasAnswer, requestsOnSocket])
  server.on('request', (request, response) => {
    request.on('error', (error: Told) => note(request.url, error))
    if (request.url === '/answered') response.end('all of it')
  })
  server.emit('connection', socket)
  socket.on('error', (error: Told) => note('socket', error))
  return { socket, told }
}

const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

test('an answer that was handed over whole, and not yet taken, had begun; those behind it had not', async () => {
  const { socket, told } = serveNobody()
  socket.push(`${POST('/answered')}12345${POST('/second')}12345${POST('/third')}ab`)
  await turns()
  socket.destroy(reset())
  await turns()
  assert.deepEqual(told, [
    ['socket', 'ECONNRESET', 'client', true, 3],
    ['/answered', 'ECONNRESET', 'client', true, 1],
    ['/second', 'ECONNRESET', 'client', false, 2],
    ['/third', 'ECONNRESET', 'client', false, 3],
  ])
})

test('a connection that the server ends tells its requests so', async () => {
  const { socket, told } = serveNobody()
  socket.push(`${POST('/first')}ab`)
  await turns()
  socket.destroy()
  await turns()
  assert.deepEqual(told, [['/first', 'ECONNRESET', 'server', false, 1]])
})

test('an error that is no hang-up, or breaks nothing off, is left as it is', async () => {
  for (const [sent, error] of [
    [`${POST('/first')}ab`, Object.assign(new Error('of the program'), { code: 'E_OWN' })],
    ['', reset()],
  ] as const) {
    const { socket, told } = serveNobody()
    if (sent) socket.push(sent)
    await turns()
    socket.destroy(error)
    await turns()
    assert.deepEqual(told[0], ['socket', error.code, undefined, undefined, undefined])
  }
})
