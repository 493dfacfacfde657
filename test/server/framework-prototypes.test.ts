// The bridge for frameworks that build on the prototypes of `node:http`: on our objects our members answer, on those of
// Node its own, and the framework's in both cases.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import type { RequestListener } from '../../src/server/http-server.ts'
import type { ServerResponse } from '../../src/server/server-response.ts'
import { startRecording } from '../support/log.ts'
import { serve } from '../support/memory.ts'
import { listen } from '../support/peers.ts'
import { exchange, GET, GET_CLOSE, head } from '../support/raw.ts'

interface FrameworkRequest extends IncomingMessage {
  shout(): string
}

interface FrameworkResponse extends ServerResponse {
  send(text: string): void
}

/** A framework of the kind that Express is: two prototypes of its own, each on one of Node's, and one for each app. */
function frameworkOf(handler: (request: FrameworkRequest, response: FrameworkResponse) => void): RequestListener {
  const requestBase = Object.create(http.IncomingMessage.prototype)
  requestBase.shout = function (this: IncomingMessage) {
    return `${this.url}!`.toUpperCase()
  }
  const responseBase = Object.create(http.ServerResponse.prototype)
  responseBase.send = function (this: ServerResponse, text: string) {
    this.setHeader('X-Framework', 'yes')
    this.end(text)
  }
  const app = (request: IncomingMessage, response: ServerResponse) => {
    Object.setPrototypeOf(request, app.request)
    Object.setPrototypeOf(response, app.response)
    handler(request as FrameworkRequest, response as FrameworkResponse)
  }
  app.request = Object.create(requestBase)
  app.response = Object.create(responseBase)
  return app
}

test('an application of a framework answers on our connections', async () => {
  const app = frameworkOf((request, response) => response.send(`${request.shout()} ${request.headers.host}`))
  const { peer, server } = serve(app)
  for (let i = 0; i < 2; i++) {
    peer.send(GET.replace('/', '/path'))
    assert.match(await peer.expect(/! a$/), /^HTTP\/1\.1 200 OK\r\nX-Framework: yes\r\n[\s\S]*\r\n\r\n\/PATH! a$/)
  }
  server.closeAllConnections()
})

test('bodies are read and written through the framework', async () => {
  const app = frameworkOf((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.write('got ')
      response.end(body)
    })
  })
  const { peer, server } = serve(app)
  peer.send(`${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5')}hello`)
  assert.match(await peer.expect(/0\r\n\r\n$/), /got [\s\S]*hello/)
  server.closeAllConnections()
})

test('the same application answers on connections of Node', async () => {
  const recording = startRecording()
  const app = frameworkOf((request, response) => response.send(request.shout()))
  // Ours has come first, and put its bridge in.
  const { peer, server } = serve(app)
  peer.send(GET)
  await peer.expect(/\/!$/)
  server.closeAllConnections()
  const port = await listen(http.createServer(app as unknown as http.RequestListener), recording.log)
  const { text } = await exchange(port, GET_CLOSE)
  assert.match(text, /X-Framework: yes[\s\S]*\/!$/)
  await recording.cleanUp()
})

test('the prototypes of Node are left as they are', () => {
  const before = Object.getOwnPropertyNames(http.IncomingMessage.prototype)
  serve(frameworkOf(() => {})).server.closeAllConnections()
  assert.deepEqual(Object.getOwnPropertyNames(http.IncomingMessage.prototype), before)
})

test('listeners that are no frameworks are let be', () => {
  const odd = Object.assign(() => {}, { request: { a: 1 }, response: null })
  const { server } = serve(odd)
  assert.deepEqual(odd.request, { a: 1 })
  assert.equal(Object.getPrototypeOf(odd.request), Object.prototype)
  server.closeAllConnections()
})
