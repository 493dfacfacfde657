// Settings of proxies as tables: which proxy comes of them, for whom, and what is refused.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  hasProxy,
  ProxyConfig,
  type ProxyEnv,
  proxyConfigFrom,
  withoutCredentials,
} from '../../src/client/proxy-config.ts'

const INVALID = { name: 'Error', code: 'ERR_PROXY_INVALID_CONFIG' }

function proxyOf(url: string): ProxyConfig | null {
  return proxyConfigFrom({ http_proxy: url }, 'http:')
}

/** A URL, and where its proxy is. */
const addresses: [url: string, isSecure: boolean, host: string, port: number][] = [
  ['http://proxy.example', false, 'proxy.example', 80],
  ['https://proxy.example', true, 'proxy.example', 443],
  ['http://proxy.example:8080/path?query', false, 'proxy.example', 8080],
  ['https://127.0.0.1:80', true, '127.0.0.1', 80],
  ['http://[::1]:3128', false, '::1', 3128],
  ['http://PROXY.example:80/', false, 'proxy.example', 80],
  ['http://proxy.example\t:1', false, 'proxy.example', 1],
]

for (const [url, isSecure, host, port] of addresses) {
  test(`${JSON.stringify(url)} is a proxy at ${host}, port ${port}`, () => {
    const proxy = proxyOf(url)
    assert.deepEqual([proxy?.isSecure, proxy?.host, proxy?.port], [isSecure, host, port])
    assert.deepEqual([proxy?.authorization, proxy?.href], [null, url])
  })
}

/** Credentials of a URL, and what they are encoded from. */
const credentials: [inUrl: string, decoded: string][] = [
  ['user:pass', 'user:pass'],
  ['user', 'user:'],
  ['user:', 'user:'],
  [':pass', ':pass'],
  ['us%20er:p%3Aa%40ss', 'us er:p:a@ss'],
  ['%E4%BD%A0:x', '你:x'],
]

for (const [inUrl, decoded] of credentials) {
  test(`credentials ${inUrl} are those of ${decoded}, and not in the URL that messages show`, () => {
    const proxy = proxyOf(`http://${inUrl}@proxy.example:1`)
    assert.equal(proxy?.authorization, `Basic ${Buffer.from(decoded).toString('base64')}`)
    assert.equal(proxy?.href, 'http://proxy.example:1/')
  })
}

test('a setting that names no proxy of http or https is none', () => {
  const none = ['', ' ', 'proxy.example:1', 'proxy.example', 'socks5://x:1', 'HTTP://x', ' http://x', 'http:x', '//x:1']
  for (const url of none) assert.equal(proxyOf(url), null, url)
})

test('a URL that is none, or would be another one without its line ends, is refused', () => {
  const broken = ['http://', 'https://', 'http://x:99999', 'http://x y', 'http://x\n:1', 'http://u\r:p@x', 'h\nttp://x']
  for (const url of broken) {
    const shown = url.replace('u\r:p@', '***@')
    assert.throws(() => proxyOf(url), { ...INVALID, message: `Invalid proxy URL: ${shown}` })
  }
})

test('CVE-2026-48615: an error about a proxy does not name its password', () => {
  const broken: [url: string, shown: string][] = [
    ['http://user:s3cret@[::zz]:1', 'http://***@[::zz]:1'],
    ['http://%zz:s3cret@y', 'http://***@y'],
    ['https://user:s3@cret@x:99999', 'https://***@x:99999'],
    ['http://user:s3cret\n@x', 'http://***@x'],
  ]
  for (const [url, shown] of broken)
    assert.throws(() => proxyOf(url), { ...INVALID, message: `Invalid proxy URL: ${shown}` })
  for (const url of ['user:s3cret@x', 'socks5://user:s3cret@x', ' http://user:s3cret@x']) {
    assert.throws(
      () => hasProxy({ http_proxy: url }, 'http:'),
      (error: Error) => /^Invalid proxy URL: \*\*\*@x$/.test(error.message),
      url,
    )
  }
})

test('a setting of another type is refused, and not shown', () => {
  for (const value of [1, true, {}, [], Symbol('x'), new URL('http://user:secret@x')]) {
    const env = { http_proxy: value } as unknown as ProxyEnv
    assert.throws(
      () => proxyConfigFrom(env, 'http:'),
      (error: Error & { code: string }) => {
        assert.doesNotMatch(error.message, /secret/)
        return error.code === INVALID.code
      },
    )
  }
  for (const value of [null, undefined, 0, false, '']) {
    assert.equal(proxyConfigFrom({ http_proxy: value } as unknown as ProxyEnv, 'http:'), null)
  }
})

/** Settings, and the proxies for http and https that come of them. */
const environments: [env: ProxyEnv, http: string | undefined, https: string | undefined][] = [
  [{}, undefined, undefined],
  [{ http_proxy: 'http://a' }, 'http://a', undefined],
  [{ HTTP_PROXY: 'http://a' }, 'http://a', undefined],
  [{ https_proxy: 'http://a' }, undefined, 'http://a'],
  [{ HTTPS_PROXY: 'https://a', HTTP_PROXY: 'http://b' }, 'http://b', 'https://a'],
  [{ http_proxy: 'http://small', HTTP_PROXY: 'http://large' }, 'http://small', undefined],
  [{ http_proxy: '', HTTP_PROXY: 'http://large' }, 'http://large', undefined],
  [{ http_proxy: 'none', HTTP_PROXY: 'http://large' }, undefined, undefined],
  [{ Http_Proxy: 'http://a', ALL_PROXY: 'http://b', proxy: 'http://c' }, undefined, undefined],
  [Object.create({ http_proxy: 'http://inherited' }), 'http://inherited', undefined],
]

for (const [env, http, https] of environments) {
  test(`of ${JSON.stringify(env)} http has ${http}, https ${https}`, () => {
    assert.equal(proxyConfigFrom(env, 'http:')?.href, http)
    assert.equal(proxyConfigFrom(env, 'https:')?.href, https)
    assert.equal(proxyConfigFrom(env, 'other:'), null)
  })
}

test('what is no object has no settings', () => {
  for (const env of [null, undefined, 1, 'http_proxy', true, () => {}])
    assert.equal(proxyConfigFrom(env, 'http:'), null)
})

test('hosts of NO_PROXY are reached without the proxy', () => {
  const env = { http_proxy: 'http://a', NO_PROXY: '*', no_proxy: 'direct.example,localhost:81' }
  const proxy = proxyConfigFrom(env, 'http:')
  assert.equal(proxy?.isFor('direct.example', 80), false)
  assert.equal(proxy?.isFor('far.example', 80), true)
  assert.equal(proxy?.isFor(undefined, 81), false)
  assert.equal(proxy?.isFor(null, null), true)
  assert.equal(proxyConfigFrom({ http_proxy: 'http://a', NO_PROXY: '*' }, 'http:')?.isFor('far.example', 80), false)
  assert.equal(proxyConfigFrom({ http_proxy: 'http://a', no_proxy: '' }, 'http:')?.isFor('far.example', 80), true)
})

test('settings of a whole process must mean something', () => {
  assert.equal(hasProxy({}, 'http:'), false)
  assert.equal(hasProxy({ https_proxy: 'nonsense' }, 'http:'), false)
  assert.equal(hasProxy({ http_proxy: 'http://a' }, 'http:'), true)
  for (const url of ['nonsense', 'proxy.example:3128', 'socks5://a']) {
    assert.throws(() => hasProxy({ http_proxy: url }, 'http:'), { ...INVALID, message: `Invalid proxy URL: ${url}` })
  }
})

test('a URL loses its credentials and nothing else', () => {
  const url = new URL('http://user:pass@a.example:1/b?c#d')
  assert.equal(withoutCredentials(url), 'http://a.example:1/b?c#d')
  assert.equal(url.username, 'user')
})

test('a configuration is made of a URL alone, too', () => {
  assert.equal(new ProxyConfig('http://a', null).isFor('anyone.example', 80), true)
})
