// What names a host, and what says where a tunnel leads.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isHostValue, isTunnelAuthority } from '../../src/protocol/host-value.ts'

const values: [value: string, isHost: boolean, isAuthority: boolean][] = [
  ['', true, false],
  ['a', true, false],
  ['a:', true, false],
  ['a:1', true, true],
  ['a.b-c_d~e:65535', true, true],
  ['a:65536', true, false],
  ['a:00080', true, true],
  ['127.0.0.1:80', true, true],
  ['[::ffff:127.0.0.1]:80', true, true],
  ['[v1f.a:b]', true, false],
  ['[fe80::1%eth0]:80', true, false],
  ['[fe80::1%25eth0]', true, false],
  ['[fe80::1%]', false, false],
  ['%41b:80', true, true],
  ['%4', false, false],
  ['a b', false, false],
  ['a@b:80', false, false],
  ['a,b', true, false],
  ['[..]', false, false],
  ['[1]', false, false],
  ['[::1', false, false],
  ['::1', false, false],
  ['a/b', false, false],
  ['\u00e4', false, false],
  ['a\n', false, false],
]
for (const [value, isHost, isAuthority] of values) {
  test(`${JSON.stringify(value)} is ${isHost ? 'a' : 'no'} host, ${isAuthority ? 'and' : 'not'} the end of a tunnel`, () => {
    assert.deepEqual([isHostValue(value, false), isTunnelAuthority(value)], [isHost, isAuthority])
  })
}

test('a second port and white space in a name are leniencies', () => {
  for (const value of ['a:1:2', '[::1]:1:2', 'a b', 'a\tb:80', '- - - -']) {
    assert.deepEqual([isHostValue(value, true), isHostValue(value, false)], [true, false])
  }
  for (const value of ['a:1:b', 'a: 1', '[:: 1]', 'a b/', 'a::', 'fe80::1', '1::2', 'a:1:2:3'])
    assert.equal(isHostValue(value, true), false)
})
