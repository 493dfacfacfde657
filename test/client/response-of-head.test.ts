// The response of a head: what it shows, and which 101 changes the protocol.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { IncomingMessage } from '../../src/message/incoming-message.ts'
import { ask } from '../support/memory.ts'
import { HEAD_END, seen } from '../support/peers.ts'
import { head } from '../support/raw.ts'

/** What a request is told first: `response` or `upgrade`. */
async function answered(answer: string, options: object = {}): Promise<[event: string, response: IncomingMessage]> {
  const { peer, request } = ask(options)
  request.on('error', () => {}).end()
  await peer.expect(HEAD_END)
  const told = Promise.race(
    ['response', 'upgrade'].map(async (name): Promise<[string, IncomingMessage]> => {
      const [response] = await seen<[IncomingMessage]>(request, name)
      return [name, response]
    }),
  )
  peer.send(answer)
  const [event, response] = await told
  request.destroy()
  return [event, response]
}

for (const version of ['1.1', '1.0']) {
  test(`an answer of HTTP/${version} shows its version, status and fields`, async () => {
    const [, response] = await answered(head(`HTTP/${version} 201 Made it`, 'X-A: 1', 'x-a: 2', 'Content-Length: 0'))
    const { headers, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders, statusCode, statusMessage } = response
    assert.deepEqual(
      [httpVersion, `${httpVersionMajor}.${httpVersionMinor}`, statusCode, statusMessage],
      [version, version, 201, 'Made it'],
    )
    assert.deepEqual(rawHeaders, ['X-A', '1', 'x-a', '2', 'Content-Length', '0'])
    assert.deepEqual({ ...headers }, { 'x-a': '1, 2', 'content-length': '0' })
  })
}

test('a field that may come once is joined when the request wants it so', async () => {
  const answer = head('HTTP/1.1 200 OK', 'ETag: a', 'ETag: b', 'Content-Length: 0')
  const [, first] = await answered(answer)
  const [, joined] = await answered(answer, { joinDuplicateHeaders: true })
  assert.deepEqual([first.headers.etag, joined.headers.etag], ['a', 'a, b'])
})

const switches: [name: string, status: string, fields: string[], expected: string][] = [
  ['101 with both fields', '101 Switching Protocols', ['Connection: Upgrade', 'Upgrade: x'], 'upgrade'],
  ['101 without Upgrade', '101 Switching Protocols', ['Connection: Upgrade'], 'response'],
  ['101 without Connection', '101 Switching Protocols', ['Upgrade: x'], 'response'],
  ['200 with both fields', '200 OK', ['Connection: Upgrade', 'Upgrade: x', 'Content-Length: 0'], 'response'],
]
for (const [name, status, fields, expected] of switches) {
  test(`${name} is told as ${expected} (RFC 9110 §7.8)`, async () => {
    const [event, response] = await answered(head(`HTTP/1.1 ${status}`, ...fields))
    assert.deepEqual([event, (response as { upgrade?: boolean }).upgrade], [expected, expected === 'upgrade'])
  })
}
