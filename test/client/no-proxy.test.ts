// The NO_PROXY list as a table: for each list, which of a few hosts are reached without the proxy.
import assert from 'node:assert/strict'
import test from 'node:test'
import { NoProxyList } from '../../src/client/no-proxy.ts'

const HOSTS = [
  'example.com',
  'www.example.com',
  'a.b.example.com',
  'notexample.com',
  'EXAMPLE.com',
  'example.com.',
  'localhost',
  '127.0.0.1',
  '192.168.1.50',
  '192.168.2.1',
  '::1',
  '[::1]',
  'fe80::5',
]

const NONE: string[] = []
const LOOPBACK = ['::1', '[::1]']

/** A list, the hosts it has at port 80, and at port 81 where these are others. */
const lists: [list: string, at80: string[], at81?: string[]][] = [
  ['', NONE],
  [' , ,', NONE],
  ['*', HOSTS],
  [' * ', HOSTS],
  ['a,*', HOSTS],
  ['**', NONE],
  ['*:80', NONE],

  ['example.com', ['example.com', 'EXAMPLE.com']],
  ['EXAMPLE.COM', ['example.com', 'EXAMPLE.com']],
  [' a.example , example.com ', ['example.com', 'EXAMPLE.com']],
  ['a.example example.com', NONE],
  ['example.com.', ['example.com.']],
  ['.example.com', ['example.com', 'www.example.com', 'a.b.example.com', 'EXAMPLE.com']],
  ['*.example.com', ['www.example.com', 'a.b.example.com']],
  ['*example.com', NONE],
  ['example.*', NONE],
  ['com', NONE],
  ['http://example.com', NONE],
  ['example.com/', NONE],

  ['example.com:80', ['example.com', 'EXAMPLE.com'], NONE],
  ['example.com:81', NONE, ['example.com', 'EXAMPLE.com']],
  ['example.com:', NONE],
  ['example.com:080', NONE],
  ['.example.com:80', NONE],

  ['127.0.0.1', ['127.0.0.1']],
  ['127.0.0.1:80', ['127.0.0.1'], NONE],
  ['0.1', NONE],
  ['127.0.0.0/8', NONE],
  ['192.168.1.*', NONE],
  ['192.168.1.1-192.168.1.100', ['192.168.1.50']],
  ['192.168.1.1 - 192.168.1.100', ['192.168.1.50']],
  ['192.168.1.50-192.168.1.50', ['192.168.1.50']],
  ['192.168.1.100-192.168.1.1', NONE],
  ['192.168.1.1-100', NONE],
  ['192.168.1.1-192.168.1.100:80', NONE],
  ['192.168.1.1-::1', NONE],
  ['0.0.0.0-255.255.255.255', ['127.0.0.1', '192.168.1.50', '192.168.2.1']],

  ['::1', LOOPBACK],
  ['[::1]', LOOPBACK],
  ['[::1]:80', LOOPBACK, NONE],
  ['[::1', NONE],
  ['fe80::1-fe80::ff', ['fe80::5']],
  ['[fe80::1]-[fe80::ff]', ['fe80::5']],
  ['fe80::6-fe80::ff', NONE],
  ['fe80::/10', NONE],

  ['-', NONE],
  ['a-b', NONE],
  ['127.0.0.1-', NONE],
]

for (const [text, at80, at81 = at80] of lists) {
  test(`${JSON.stringify(text)} is ${at80.join(', ') || 'nobody'}`, () => {
    const list = new NoProxyList(text)
    assert.deepEqual(
      HOSTS.filter((host) => list.has(host, 80)),
      at80,
    )
    assert.deepEqual(
      HOSTS.filter((host) => list.has(host, '81')),
      at81,
    )
  })
}

test('a name with a dash in it is a name', () => {
  assert.equal(new NoProxyList('my-host').has('my-host', 80), true)
})
