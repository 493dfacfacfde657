// An application whose framework builds on the prototypes of node:http is served all the same, by either server.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import nodeHttp from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import http from 'nethttp'

interface Framework {
  (request: nodeHttp.IncomingMessage, response: nodeHttp.ServerResponse): void
  request: object
  response: object
}

/** As Express: prototypes of its own over those of node:http, given to each request and response. */
function makeFramework(): Framework {
  const frameworkRequest = Object.create(nodeHttp.IncomingMessage.prototype, {
    path: {
      get(this: nodeHttp.IncomingMessage) {
        return this.url?.split('?')[0]
      },
    },
  })
  const frameworkResponse = Object.create(nodeHttp.ServerResponse.prototype, {
    send: {
      value(this: nodeHttp.ServerResponse, body: string) {
        this.setHeader('X-Sent-By', 'framework')
        this.statusCode = 201
        this.end(body)
      },
    },
  })
  const application = (request: nodeHttp.IncomingMessage, response: nodeHttp.ServerResponse) => {
    Object.setPrototypeOf(request, application.request)
    Object.setPrototypeOf(response, application.response)
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { path } = request as unknown as { path: string }
      const send = (response as unknown as { send: (text: string) => void }).send.bind(response)
      send(`${path} ${request.headers['x-a']} ${body} ${request instanceof nodeHttp.IncomingMessage}`)
    })
  }
  application.request = Object.create(frameworkRequest)
  application.response = Object.create(frameworkResponse)
  return application
}

async function ask(server: nodeHttp.Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/path?query`, {
    method: 'POST',
    headers: { 'x-a': 'field' },
    body: 'sent',
  })
  const text = `${answer.status} ${answer.headers.get('x-sent-by')} ${await answer.text()}`
  server.close()
  server.closeAllConnections()
  return text
}

const EXPECTED = '201 framework /path field sent true'

test('an application is served as on the built-in', async () => {
  assert.equal(await ask(http.createServer(makeFramework())), EXPECTED)
})

test('one application serves both servers, the built-in after nethttp', async () => {
  const application = makeFramework()
  assert.equal(await ask(http.createServer(application)), EXPECTED)
  assert.equal(await ask(nodeHttp.createServer(application)), EXPECTED)
  assert.equal(await ask(http.createServer(application)), EXPECTED)
})

test('an application that is added as a listener later is served too', async () => {
  const server = http.createServer()
  server.on('request', makeFramework())
  assert.equal(await ask(server), EXPECTED)
})

test('a listener without prototypes of its own is left alone', async () => {
  const listener = Object.assign(
    (_request: nodeHttp.IncomingMessage, response: nodeHttp.ServerResponse) => response.end('plain'),
    { request: null, response: {} },
  )
  assert.equal(await ask(http.createServer(listener as never)), '200 null plain')
})
