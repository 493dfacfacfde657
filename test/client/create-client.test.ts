// `http.createClient`, of the first Nodes: its requests are those of `http.request`, and it warns once.
import assert from 'node:assert/strict'
import test from 'node:test'
import { createClient } from '../../src/client/create-client.ts'
import { getGlobalAgent, setGlobalAgent } from '../../src/client/global-agent.ts'
import '../../src/client/requests.ts'
import { seen, turns } from '../support/peers.ts'

/** Runs with a global agent that notes what it is asked for. */
async function asking(action: (asked: Record<string, unknown>[]) => unknown): Promise<void> {
  const before = getGlobalAgent()
  const asked: Record<string, unknown>[] = []
  setGlobalAgent({ protocol: 'http:', defaultPort: 80, addRequest: (_, options) => asked.push(options as never) })
  try {
    await action(asked)
  } finally {
    setGlobalAgent(before)
  }
}

test('the client warns once, of its age', async () => {
  const warned = seen<[Error & { code: string }]>(process, 'warning')
  createClient(81, 'a')
  const [{ code, name }] = await warned
  assert.deepEqual([name, code], ['DeprecationWarning', 'NETHTTP_CREATE_CLIENT'])
  const again: unknown[] = []
  const keep = (warning: unknown) => again.push(warning)
  process.on('warning', keep)
  createClient()
  await turns()
  process.off('warning', keep)
  assert.deepEqual(again, [])
})

const requests: [name: string, args: unknown[], method: string, path: string][] = [
  ['a method and a path', ['PUT', '/b'], 'PUT', '/b'],
  ['a path', ['/b'], 'GET', '/b'],
  ['a path and fields', ['/b', { X: 'y' }], 'GET', '/b'],
  ['a method, a path and fields', ['PUT', '/b', { X: 'y' }], 'PUT', '/b'],
]
for (const [name, args, method, path] of requests) {
  test(`a request of a client can be said by ${name}`, async () => {
    await asking((asked) => {
      const request = Reflect.apply(createClient(81, 'a').request, createClient(81, 'a'), args)
      assert.deepEqual([request.method, request.path], [method, path])
      assert.equal(request.getHeader('x'), name.includes('fields') ? 'y' : undefined)
      assert.equal(request.getHeader('host'), 'a:81')
      assert.deepEqual([asked[0]?.host, asked[0]?.port], ['a', 81])
      request.on('error', () => {}).destroy()
    })
  })
}

test('errors of requests are those of the client, where somebody listens', async () => {
  await asking(() => {
    const client = createClient(81, 'a')
    const messages: string[] = []
    const silent = client.request('/')
    silent.emit('error', new Error('unheard'))
    client.on('error', ({ message }) => messages.push(message))
    client.request('/').emit('error', new Error('why'))
    assert.deepEqual(messages, ['why'])
  })
})
