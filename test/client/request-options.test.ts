// The many ways to say what to request: brought into one shape, and checked.
import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import url from 'node:url'
import {
  bracketed,
  checkPath,
  hostField,
  requestArguments,
  resolveHost,
  resolveMethod,
  serverName,
} from '../../src/client/request-options.ts'

const listener = () => {}
const ADDRESS = 'http://u:p@a:81/b?c#d'

const ways: [name: string, args: unknown[], options: Record<string, unknown>, hasListener: boolean][] = [
  ['a string', [ADDRESS], { hostname: 'a', port: 81, path: '/b?c', auth: 'u:p', protocol: 'http:' }, false],
  ['a URL', [new URL(ADDRESS)], { hostname: 'a', port: 81, path: '/b?c', auth: 'u:p' }, false],
  ['a URL and a listener', [new URL(ADDRESS), listener], { hostname: 'a' }, true],
  [
    'a string, options and a listener',
    [ADDRESS, { method: 'PUT', path: '/x' }, listener],
    { hostname: 'a', method: 'PUT', path: '/x' },
    true,
  ],
  ['a string, nothing and a listener', [ADDRESS, undefined, listener], { hostname: 'a' }, true],
  ['options', [{ host: 'a', path: '/x' }], { host: 'a', path: '/x' }, false],
  ['options and a listener', [{ host: 'a' }, listener], { host: 'a' }, true],
  [
    'the result of the older parser',
    [url.parse(ADDRESS)],
    { hostname: 'a', port: '81', path: '/b?c', auth: 'u:p' },
    false,
  ],
  ['an address of IPv6', [new URL('http://[::1]:81/')], { hostname: '::1', port: 81 }, false],
  ['nothing', [undefined], {}, false],
  ['a listener alone', [listener], {}, true],
]
for (const [name, args, expected, hasListener] of ways) {
  test(`a request can be said by ${name}`, () => {
    const { callback, options } = requestArguments(args[0], args[1], args[2])
    for (const [key, value] of Object.entries(expected))
      assert.equal((options as Record<string, unknown>)[key], value, key)
    assert.equal(callback, hasListener ? listener : undefined)
  })
}

test('a URL of another realm is a URL', () => {
  const foreign = Object.create(null, {
    href: { value: ADDRESS, enumerable: true },
    protocol: { value: 'http:', enumerable: true },
    hostname: { value: 'a', enumerable: true },
    pathname: { value: '/b', enumerable: true },
    search: { value: '', enumerable: true },
  })
  assert.equal(requestArguments(foreign, undefined, undefined).options.path, '/b')
})

test('what is given is not changed', () => {
  const given = Object.freeze({ host: 'a' })
  requestArguments(ADDRESS, given, listener)
  requestArguments(given, listener, undefined)
  assert.deepEqual(given, { host: 'a' })
})

test('what is no URL is refused', () => {
  assert.throws(() => requestArguments('nowhere', undefined, undefined), { code: 'ERR_INVALID_URL' })
})

test('a path has no characters that a request line cannot have', () => {
  for (const path of ['/', '/a?b', '', undefined, null, '/\xff']) checkPath(path)
  for (const path of ['/a b', '/\n', '/ā', ' '])
    assert.throws(() => checkPath(path), { code: 'ERR_UNESCAPED_CHARACTERS' })
})

test('a method is a token, in capitals', () => {
  for (const [given, method] of [
    ['get', 'GET'],
    ['Patch', 'PATCH'],
    ['X-Y', 'X-Y'],
    ['', 'GET'],
    [undefined, 'GET'],
    [null, 'GET'],
  ]) {
    assert.equal(resolveMethod(given), method)
  }
  for (const method of ['a b', 'GET ', 'GÉT', '\n']) {
    assert.throws(() => resolveMethod(method), { code: 'ERR_INVALID_HTTP_TOKEN' })
  }
  for (const method of [5, {}, true]) assert.throws(() => resolveMethod(method), { code: 'ERR_INVALID_ARG_TYPE' })
})

test('the host is hostname, or host, or localhost', () => {
  assert.equal(resolveHost({ hostname: 'a', host: 'b' }), 'a')
  assert.equal(resolveHost({ hostname: '', host: 'b' }), 'b')
  assert.equal(resolveHost({ hostname: null, host: null }), 'localhost')
  assert.throws(() => resolveHost({ hostname: 5 as never }), {
    code: 'ERR_INVALID_ARG_TYPE',
    message: /options\.hostname/,
  })
  assert.throws(() => resolveHost({ host: true as never }), { code: 'ERR_INVALID_ARG_TYPE', message: /options\.host/ })
})

const hosts: [host: string, port: number | string | null | undefined, defaultPort: number, field: string][] = [
  ['a', 80, 80, 'a'],
  ['a', '80', 80, 'a'],
  ['a', 81, 80, 'a:81'],
  ['a', 80, 443, 'a:80'],
  ['a', undefined, 80, 'a'],
  ['a', null, 80, 'a'],
  ['::1', 80, 80, '[::1]'],
  ['::1', 81, 80, '[::1]:81'],
  ['[::1]', 81, 80, '[::1]:81'],
  ['127.0.0.1', 81, 80, '127.0.0.1:81'],
]
for (const [host, port, defaultPort, field] of hosts) {
  test(`Host for ${host} at port ${port}, when ${defaultPort} is implied, is ${field}`, () => {
    assert.equal(hostField(host, port, defaultPort), field)
  })
}

test('only addresses of IPv6 are put in brackets, once', () => {
  assert.deepEqual(['a', '::1', '[::1]', 'a:1', '::'].map(bracketed), ['a', '[::1]', '[::1]', 'a:1', '[::]'])
})

const names: [host: string | null | undefined, header: unknown, name: string][] = [
  ['a', undefined, 'a'],
  ['a', 'b', 'b'],
  ['a', 'b:81', 'b'],
  ['127.0.0.1', undefined, ''],
  ['::1', undefined, ''],
  ['a', '127.0.0.1:81', ''],
  ['a', '[::1]:81', ''],
  ['127.0.0.1', 'b', 'b'],
  [null, undefined, ''],
  [undefined, undefined, ''],
  ['a', '[broken', '[broken'],
]
for (const [host, header, name] of names) {
  test(`the name for a handshake with ${host} and Host ${header} is “${name}”`, () => {
    assert.equal(serverName(host, header, net.isIP), name)
  })
}

test('a Host that is no text gives no name for a handshake', () => {
  assert.throws(() => serverName('a', ['b'], net.isIP), { code: 'ERR_INVALID_ARG_TYPE' })
})
