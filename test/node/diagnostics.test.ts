// The diagnostics channels: by Node's names, so that who subscribed before hears of nethttp too.
import assert from 'node:assert/strict'
import { channel } from 'node:diagnostics_channel'
import test from 'node:test'
import * as diagnostics from '../../src/node/diagnostics.ts'

const NAMES: Record<keyof typeof diagnostics, string> = {
  clientRequestCreated: 'http.client.request.created',
  clientRequestStart: 'http.client.request.start',
  clientRequestError: 'http.client.request.error',
  clientResponseFinish: 'http.client.response.finish',
  serverRequestStart: 'http.server.request.start',
  serverResponseCreated: 'http.server.response.created',
  serverResponseFinish: 'http.server.response.finish',
}

test('every channel is the one of its name', () => {
  assert.deepEqual(Object.keys(diagnostics).sort(), Object.keys(NAMES).sort())
  for (const [key, found] of Object.entries(diagnostics)) {
    assert.equal(found, channel(NAMES[key as keyof typeof diagnostics]), key)
  }
})
