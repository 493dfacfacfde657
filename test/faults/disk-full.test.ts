// Streams of the program that fail in the middle of an exchange: the disk is full under a body that comes, the file is
// broken under one that goes; with `pipe` and with `pipeline`, on both sides, over http and https. The other side is told,
// the next exchange goes well, and nothing is left.

import assert from 'node:assert/strict'
import { pipeline, Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'
import { cert, key } from '../support/fixtures.ts'
import { countEvents, leftOpen, listening, pause, Remains, resources, resourcesLeft } from '../support/leaving.ts'

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => uncaught.push(error))
after(() => assert.deepEqual(uncaught, [], 'nothing was thrown past everybody'))

const BODY = 'x'.repeat(300_000)
const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

/** Takes some of what it is given, then there is no room any more. */
function fullDisk(): Writable {
  let taken = 0
  return new Writable({
    write(chunk, _encoding, done) {
      taken += chunk.length
      done(taken > 40_000 ? full() : null)
    },
  })
}

/** Gives some bytes, then cannot read on. */
function brokenFile(): Readable {
  let given = 0
  return new Readable({
    read() {
      if (given++ < 4) this.push('x'.repeat(10_000))
      else this.destroy(Object.assign(new Error('input/output error'), { code: 'EIO' }))
    },
  })
}

type Handler = (request: nethttp.IncomingMessage, response: nethttp.ServerResponse) => void

/** What a server does with a body that it cannot store, or an answer that it cannot read. */
const HANDLERS: Record<string, { handler: Handler; status: number | null; isWhole: boolean }> = {
  'a body by pipe, answered with 507': {
    handler(request, response) {
      request.pipe(fullDisk()).on('error', () => {
        response.writeHead(507, { connection: 'close' }).end('full')
      })
    },
    status: 507,
    isWhole: true,
  },
  'a body by pipeline, which destroys the request': {
    handler(request, response) {
      pipeline(request, fullDisk(), (error) => response.destroy(error ?? undefined))
    },
    status: null,
    isWhole: false,
  },
  'an answer by pipe, destroyed by hand': {
    handler(request, response) {
      const file = brokenFile().on('error', (error) => response.destroy(error))
      request.resume()
      file.pipe(response)
    },
    status: 200,
    isWhole: false,
  },
  'an answer by pipeline': {
    handler(request, response) {
      request.resume()
      pipeline(brokenFile(), response, () => {})
    },
    status: 200,
    isWhole: false,
  },
  'an answer that is ended twice and written to after': {
    handler(request, response) {
      request.resume().on('end', () => {
        response.on('error', () => {})
        response.end('one')
        response.end('two', () => {})
        response.write('three', () => {})
      })
    },
    status: 200,
    isWhole: true,
  },
}

const HALF_READ = HANDLERS['a body by pipe, answered with 507']

interface Answer {
  status: number | null
  body: string
  isComplete: boolean
  failures: string[]
}

interface Setting {
  isSecure: boolean
  port: number
  agent: nethttp.Agent
  remains: Remains
}

type Send = (request: nethttp.ClientRequest) => void

function ask({ isSecure, port, agent, remains }: Setting, path: string, send: Send): Promise<Answer> {
  const answer: Answer = { status: null, body: '', isComplete: false, failures: [] }
  const fail = (error: NodeJS.ErrnoException) => answer.failures.push(error.code ?? error.message)
  const make = isSecure ? nethttps.request : nethttp.request
  const options = { host: '127.0.0.1', port, agent, path, method: 'POST', rejectUnauthorized: false }
  const request = make(options as nethttp.RequestOptions)
  remains.note(request)
  const counts = countEvents(request, ['close', 'error', 'response'])
  request.on('error', fail)
  request.on('response', (response) => {
    remains.note(response)
    answer.status = response.statusCode ?? null
    response.on('error', fail)
    if (path === '/sink') {
      pipeline(response, fullDisk(), (error) => answer.failures.push((error as NodeJS.ErrnoException)?.code ?? ''))
      return
    }
    response.on('data', (chunk) => {
      answer.body += chunk
    })
    response.on('end', () => {
      answer.isComplete = response.complete
    })
  })
  return new Promise((resolve) => {
    request.on('close', async () => {
      await pause(5)
      for (const [event, times] of Object.entries(counts)) assert.equal(times, 1, event)
      resolve(answer)
    })
    send(request)
  })
}

/** Runs `work` against a server with this handler for `/bad`; then an honest exchange, then the counting. */
async function around(isSecure: boolean, handler: Handler, work: (setting: Setting) => Promise<void>): Promise<void> {
  const before = resources()
  const remains = new Remains()
  const counts: Record<string, number>[] = []
  const listener: Handler = (request, response) => {
    remains.note(request, response)
    counts.push(countEvents(response, ['close', 'finish']))
    // A request that is answered half read has no close: see the test at the end.
    if (handler !== HALF_READ.handler || request.url !== '/bad')
      counts.push(countEvents(request, ['close', 'error', 'aborted']))
    request.on('error', () => {})
    if (request.url === '/bad') handler(request, response)
    else if (request.url === '/sink') request.resume().on('end', () => response.end(BODY))
    else request.pipe(response)
  }
  const server = isSecure ? nethttps.createServer({ key, cert }, listener) : nethttp.createServer(listener)
  const port = await listening(server)
  const agent = isSecure ? new nethttps.Agent({ keepAlive: true }) : new nethttp.Agent({ keepAlive: true })
  const setting: Setting = { isSecure, port, agent: agent as nethttp.Agent, remains }
  try {
    for (let i = 0; i < 5; i++) {
      await work(setting)
      const honest = await ask(setting, '/good', (request) => request.end(`honest ${i}`))
      assert.deepEqual(honest, { status: 200, body: `honest ${i}`, isComplete: true, failures: [] })
    }
  } catch (error) {
    // What is left open would keep the process.
    server.closeAllConnections()
    server.close()
    throw error
  } finally {
    agent.destroy()
  }
  assert.equal(await leftOpen(server), 0, 'no socket is left')
  server.close()
  await pause(10)
  for (const each of counts) {
    assert.equal(each.close, 1, JSON.stringify(each))
    for (const [event, times] of Object.entries(each)) assert.equal(times, 1, event)
  }
  const left = await remains.left(2)
  assert.ok(left <= 2, `${left} of ${remains.noted} objects are left`)
  assert.deepEqual(await resourcesLeft(before), {})
}

const nothing: Handler = (_, response) => response.end()

for (const isSecure of [false, true]) {
  const over = isSecure ? 'over https' : 'over http'
  for (const [name, { handler, status, isWhole }] of Object.entries(HANDLERS)) {
    test(`a server whose stream fails ${over}: ${name}`, { timeout: 20_000 }, () =>
      around(isSecure, handler, async (setting) => {
        const answer = await ask(setting, '/bad', (request) => request.end(BODY))
        // A client that still sends may see the reset before the answer (RFC 9112 §9.6): then it has none.
        if (answer.status !== null) assert.equal(answer.status, status)
        assert.equal(answer.isComplete, isWhole && answer.status !== null)
        // A cut answer is an error of the response, and of the request too while that is still being sent.
        const { length } = answer.failures
        assert.ok(isWhole ? length <= 1 : length === 1 || length === 2, String(answer.failures))
      }),
    )
  }

  test(`a client whose own body fails ${over}: pipeline destroys the request`, { timeout: 20_000 }, () =>
    around(isSecure, nothing, async (setting) => {
      let told: string | undefined
      const answer = await ask(setting, '/echo', (request) =>
        pipeline(brokenFile(), request, (error) => {
          told = (error as NodeJS.ErrnoException | null)?.code
        }),
      )
      assert.equal(told, 'EIO')
      assert.equal(answer.isComplete, false)
      assert.equal(answer.failures.length, answer.status === null ? 1 : 2, String(answer.failures))
    }),
  )

  test(`a client that cannot store the answer ${over}`, { timeout: 20_000 }, () =>
    around(isSecure, nothing, async (setting) => {
      const answer = await ask(setting, '/sink', (request) => request.end())
      assert.ok(answer.failures.includes('ENOSPC'), String(answer.failures))
    }),
  )

  test(`a client that ends its request twice ${over}`, { timeout: 20_000 }, () =>
    around(isSecure, nothing, async (setting) => {
      const answer = await ask(setting, '/echo', (request) => {
        request.end('one')
        request.end('two', () => {})
      })
      assert.deepEqual([answer.body, answer.isComplete], ['one', true])
    }),
  )
}

// The built-in does not tell the end of such a request either.
test('the request that was answered half read has its close', { todo: 'as in Node, it has none' }, async () => {
  let closed = 0
  const server = nethttp.createServer((request, response) => {
    request.on('error', () => {}).on('close', () => closed++)
    HALF_READ.handler(request, response)
  })
  const setting = { isSecure: false, port: await listening(server), agent: new nethttp.Agent(), remains: new Remains() }
  await ask(setting, '/bad', (request) => request.end(BODY))
  await leftOpen(server)
  server.close()
  assert.equal(closed, 1)
})
