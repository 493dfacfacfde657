// The names of origins: those of the running Node's agent.
import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { type OriginOptions, originName } from '../../src/client/origin-name.ts'

const origins: OriginOptions[] = [
  { host: '' },
  {},
  { host: 'a' },
  { host: 'a', port: 80 },
  { host: 'a', port: '80' },
  { host: null, port: null },
  { host: '', port: 0 },
  { host: 'a', port: 80, localAddress: '127.0.0.1' },
  { host: 'a', family: 4 },
  { host: 'a', family: 6 },
  { host: 'a', family: 0 },
  { socketPath: '/tmp/x' },
  { host: 'a', port: 80, localAddress: 'b', family: 6, socketPath: '/tmp/x' },
]
for (const origin of origins) {
  test(`the origin ${JSON.stringify(origin)} goes by the name that Node gives it`, () => {
    assert.equal(originName(origin), new http.Agent().getName(origin as never))
  })
}

test('no origin has the name of an empty one', () => {
  assert.equal(originName(), originName({}))
})
