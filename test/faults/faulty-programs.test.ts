// Programs that do it wrong: a handler that throws, never answers, ends twice, or destroys a stream in mid-body. The
// process lives, other requests are answered, and the objects of the exchange can be collected.

import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import nethttp from 'nethttp'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function serving(listener: nethttp.RequestListener): Promise<{ server: nethttp.Server; port: number }> {
  const server = nethttp.createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as net.AddressInfo).port }
}

interface Answer {
  status: number | null
  body: string
  code: string | null
}

function ask(port: number, path: string, options: nethttp.RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const answer: Answer = { status: null, body: '', code: null }
    const request = nethttp.request({ port, host: '127.0.0.1', path, agent: false, ...options }, (response) => {
      answer.status = response.statusCode ?? null
      response.on('data', (chunk) => {
        answer.body += chunk
      })
      response.on('error', (error: NodeJS.ErrnoException) => {
        answer.code ??= error.code ?? error.message
      })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      answer.code ??= error.code ?? error.message
    })
    request.on('close', () => setTimeout(() => resolve(answer), 5))
    request.end(body)
  })
}

function stop(server: nethttp.Server): void {
  server.closeAllConnections()
  server.close()
}

test('end called twice answers once', async () => {
  const { server, port } = await serving((_, response) => {
    response.end('one')
    response.end('two')
    response.write('three', () => {})
    response.on('error', () => {})
  })
  assert.deepEqual(await ask(port, '/'), { status: 200, body: 'one', code: null })
  stop(server)
})

test('a response destroyed in mid-body is an error for the client, and no whole answer', async () => {
  const { server, port } = await serving((_, response) => {
    response.write('half')
    setTimeout(() => response.destroy(), 5)
  })
  assert.deepEqual(await ask(port, '/'), { status: 200, body: 'half', code: 'ECONNRESET' })
  stop(server)
})

test('a request destroyed in mid-body leaves the server as it was', async () => {
  const { server, port } = await serving((request, response) => {
    if (request.url === '/bad') request.once('data', () => request.destroy())
    else response.end('ok')
  })
  assert.equal((await ask(port, '/bad', { method: 'POST' }, 'x'.repeat(100_000))).status, null)
  assert.equal((await ask(port, '/good')).body, 'ok')
  stop(server)
})

test('a handler that never answers keeps nobody else waiting, and goes with its client', async () => {
  let closed = 0
  const { server, port } = await serving((request, response) => {
    if (request.url === '/never') response.on('close', () => closed++)
    else response.end('ok')
  })
  const request = nethttp.get({ port, host: '127.0.0.1', path: '/never', agent: false })
  request.on('error', () => {})
  assert.equal((await ask(port, '/')).body, 'ok')
  request.destroy()
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(closed, 1)
  stop(server)
})

test('a handler that throws is told to the process, and the server answers others', async () => {
  const thrown: string[] = []
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => thrown.push(error.message))
  const { server, port } = await serving((request, response) => {
    if (request.url === '/throw') throw new Error('of the handler')
    response.end('ok')
  })
  const socket = net.connect(port, '127.0.0.1', () => socket.write('GET /throw HTTP/1.1\r\nHost: a\r\n\r\n'))
  socket.on('error', () => {})
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal((await ask(port, '/')).body, 'ok')
  assert.deepEqual(thrown, ['of the handler'])
  socket.destroy()
  process.removeAllListeners('uncaughtException')
  for (const listener of listeners) process.on('uncaughtException', listener)
  stop(server)
})

test('requests and responses of exchanges that are over can be collected', async () => {
  const references: WeakRef<object>[] = []
  const { server, port } = await serving((request, response) => {
    references.push(new WeakRef(request), new WeakRef(response))
    if (request.url === '/reset') response.destroy()
    else response.end('ok')
  })
  for (let i = 0; i < 20; i++) await ask(port, i % 3 === 0 ? '/reset' : '/')
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    collect()
  }
  const left = references.filter((reference) => reference.deref() !== undefined).length
  assert.ok(left <= 4, `${left} of ${references.length} objects are left`)
  stop(server)
})
