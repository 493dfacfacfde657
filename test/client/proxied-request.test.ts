// Requests on their way to a proxy as tables: the target, Host and the proxy's own fields, and what is refused since
// target and Host would say two things.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import test from 'node:test'
import { absoluteTarget, authorityOf, checkHostFields, checkPort } from '../../src/client/proxied-request.ts'
import http from '../../src/http.ts'

const VALUE = 'ERR_INVALID_ARG_VALUE'

/** A host and a port, and the authority of a URL with them. */
const authorities: [host: string, port: unknown, authority: string][] = [
  ['localhost', 3000, 'localhost:3000'],
  ['LocalHost', '3000', 'localhost:3000'],
  ['localhost', 80, 'localhost'],
  ['localhost', '00080', 'localhost'],
  ['::1', 3000, '[::1]:3000'],
  ['[::1]', 80, '[::1]'],
  ['b\u00fccher.example', 80, 'xn--bcher-kva.example'],
  ['127.1', 80, '127.0.0.1'],
]

for (const [host, port, authority] of authorities) {
  test(`${host} at ${port} is ${authority}`, () => assert.equal(authorityOf(host, port), authority))
}

test('a host that no URL can have is refused', () => {
  for (const host of ['a b', 'foo.127.0.0.1', ':::', 'a:b', 'b%2fx']) {
    assert.throws(() => authorityOf(host, 80), { name: 'TypeError', code: 'ERR_INVALID_URL' }, host)
  }
})

test('a port is a number from 0 to 65535, or one in digits', () => {
  for (const port of [0, 80, 65535, '80', ' 80', '0x50', '1e3']) checkPort(port)
  for (const port of [-1, 65536, 1.5, Number.NaN, '', ' ', '3x', '8\n0', {}, [80], true, null, undefined, 80n]) {
    assert.throws(() => checkPort(port), { name: 'RangeError', code: 'ERR_SOCKET_BAD_PORT' })
  }
})

/** A path, and the target that the proxy is sent for the authority a.example:81. */
const targets: [path: string, target: string][] = [
  ['/', 'http://a.example:81/'],
  ['/b?c=d', 'http://a.example:81/b?c=d'],
  ['//b/c', 'http://a.example:81//b/c'],
  ['/b/../c', 'http://a.example:81/c'],
  ['/@b:c', 'http://a.example:81/@b:c'],
  ['/\u00e9', 'http://a.example:81/%C3%A9'],
  ['http://a.example:81/b', 'http://a.example:81/b'],
  ['HTTP://A.example:81', 'http://a.example:81/'],
]

for (const [path, target] of targets) {
  test(`${path} goes as ${target}`, () => assert.equal(absoluteTarget(path, 'a.example:81'), target))
}

/** A path, and why it is refused for the authority a.example:81. */
const refusedTargets: [path: string, message: RegExp][] = [
  ['b', /'options\.path' must be in absolute-form or start with \/\. Received 'b'$/],
  ['*', /absolute-form/],
  ['?b', /absolute-form/],
  ['@b.example/', /absolute-form/],
  ['http://', /absolute-form/],
  ['https://a.example:81/', /must use http: scheme when specified as an absolute URL\. Received 'https:'$/],
  ['b:c', /must use http: scheme/],
  ['http://a.example/', /must match the request authority \(a\.example:81\)\. Received URL \{/],
  ['http://b.example:81/', /must match the request authority/],
  ['http://u:secret@a.example:81/', /must not contain userinfo.*Received 'http:\/\/a\.example:81\/'$/],
]

for (const [path, message] of refusedTargets) {
  test(`the path ${path} is refused`, () => {
    assert.throws(() => absoluteTarget(path, 'a.example:81'), { name: 'TypeError', code: VALUE, message })
  })
}

test('a Host that names the authority passes, in a list only to the letter', () => {
  const authority = 'a.example:81'
  for (const host of ['a.example:81', 'A.EXAMPLE:81', 'a.example:081', ['a.example:81']]) {
    checkHostFields({ Host: host }, authority)
  }
  checkHostFields(undefined, authority)
  checkHostFields({}, authority)
  checkHostFields({ host: 'b', HOST: authority }, authority)
  checkHostFields(['X', 'b', 'hOST', authority], authority)
  checkHostFields([['Host', authority]], authority)
  checkHostFields(['Host'], authority)
})

/** Fields that say another Host than the authority a.example:81, and why they are refused. */
const refusedHosts: [headers: Parameters<typeof checkHostFields>[0], message: RegExp][] = [
  [{ Host: 'b.example:81' }, /'Host in options\.headers' must match the request authority \(a\.example:81\)/],
  [{ Host: 'a.example' }, /Received 'a\.example'$/],
  [{ Host: '' }, /Received ''$/],
  [{ Host: 'u@a.example:81' }, /must match/],
  [{ Host: 'a.example:81/b' }, /must match/],
  [{ Host: 'a.example:81?b' }, /must match/],
  [{ Host: 'a.example:81#b' }, /must match/],
  [{ Host: ['a.example:81', 'b'] }, /Received \[ 'a\.example:81', 'b' \]$/],
  [{ HOST: 'a.example:81', host: 'b' }, /Received 'b'$/],
  [['Host', 'A.example:81'], /Received 'A\.example:81'$/],
  [['Host', 'b', 'X', 'y'], /Received 'b'$/],
  [['Host', 'a.example:81', 'HOST', 'b'], /must not contain duplicate Host headers\. Received '\(redacted\)'$/],
  [[['Host', 'b']], /Received 'b'$/],
  [[['Host', 'a.example:81'], { 0: 'Host', 1: 'b' } as never], /headers\[1\]' must be an array.*Received 'object'$/],
]

for (const [headers, message] of refusedHosts) {
  test(`the fields ${JSON.stringify(headers)} are refused`, () => {
    assert.throws(() => checkHostFields(headers, 'a.example:81'), { name: 'TypeError', code: VALUE, message })
  })
}

function requestVia(proxy: string, options: object, agentOptions: object = {}) {
  const agent = new http.Agent({ proxyEnv: { http_proxy: proxy }, ...agentOptions })
  const request = http.request({ host: 'a.example', port: 81, agent, ...options } as never)
  request.on('error', () => {})
  request.destroy()
  return request
}

test('a request says the same authority in target and Host, however its own was written', () => {
  for (const options of [{}, { headers: { Host: 'A.example:81' } }, { host: 'A.Example' }, { defaultPort: 81 }]) {
    const request = requestVia('http://127.0.0.1:1', options)
    assert.deepEqual([request.path, request.getHeader('host')], ['http://a.example:81/', 'a.example:81'])
  }
})

test('no Host is added where none was wanted', () => {
  assert.equal(requestVia('http://127.0.0.1:1', { setHost: false }).hasHeader('host'), false)
})

test('the proxy learns who asks and whether the connection may stay', () => {
  const plain = requestVia('http://127.0.0.1:1', {})
  assert.deepEqual({ ...plain.getHeaders() }, { host: 'a.example:81', 'proxy-connection': 'close' })
  const known = requestVia(
    'http://user:pass@127.0.0.1:1',
    { headers: { 'Proxy-Authorization': 'x' } },
    { keepAlive: true },
  )
  assert.equal(known.getHeader('proxy-authorization'), 'Basic dXNlcjpwYXNz')
  assert.equal(known.getHeader('proxy-connection'), 'keep-alive')
})

test('a list of fields is sent as it is, but that the proxy learns who asks', () => {
  const flat = requestVia('http://user:pass@127.0.0.1:1', { headers: ['X', 'y'] })
  assert.match(
    flat._header as string,
    /^GET http:\/\/a\.example:81\/ HTTP\/1\.1\r\nX: y\r\nproxy-authorization: Basic \S+\r\n/,
  )
  const pairs = requestVia('http://user:pass@127.0.0.1:1', { headers: [['X', 'y']] })
  assert.match(pairs._header as string, /\r\nX: y\r\nproxy-authorization: Basic \S+\r\n/)
  const own = requestVia('http://user:pass@127.0.0.1:1', { headers: ['Proxy-Authorization', 'mine'] })
  assert.doesNotMatch(own._header as string, /Basic/)
  assert.doesNotMatch(requestVia('http://127.0.0.1:1', { headers: ['X', 'y'] })._header as string, /proxy/)
})

test('the targets of CONNECT and of OPTIONS * stay what they are', () => {
  const connect = requestVia('http://127.0.0.1:1', { method: 'CONNECT', path: 'b.example:443' })
  assert.deepEqual([connect.path, connect.getHeader('host')], ['b.example:443', 'b.example:443'])
  const options = requestVia('http://127.0.0.1:1', { method: 'OPTIONS', path: '*' })
  assert.deepEqual([options.path, options.getHeader('proxy-connection')], ['*', 'close'])
})

test('what does not go by the proxy is not touched', () => {
  for (const [options, agentOptions] of [
    [{ socketPath: '/nowhere/a.sock' }, {}],
    [{}, { socketPath: '/nowhere/a.sock' }],
    [{}, { proxyEnv: { http_proxy: 'http://127.0.0.1:1', no_proxy: 'a.example:81' }, lookup: () => {} }],
    [{}, { proxyEnv: null, lookup: () => {} }],
  ]) {
    const request = requestVia('http://127.0.0.1:1', { ...options, headers: { Host: 'other' } }, agentOptions)
    assert.deepEqual([request.path, { ...request.getHeaders() }], ['/', { host: 'other' }])
  }
})

test('a performance entry names the URL once', async () => {
  const proxy = net.createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')))
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const entries: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()))
  observer.observe({ type: 'http' } as never)
  const { port } = proxy.address() as AddressInfo
  const agent = new http.Agent({ proxyEnv: { http_proxy: `http://127.0.0.1:${port}` } })
  const [response] = await once(http.get({ host: 'a.example', port: 81, path: '/b', agent } as never), 'response')
  response.resume()
  await once(response, 'end')
  await new Promise((resolve) => setTimeout(resolve, 10))
  observer.disconnect()
  proxy.close()
  const urls = entries.map((entry) => (entry as never as { detail: { req: { url: string } } }).detail.req.url)
  assert.deepEqual(urls, ['http://a.example:81/b'])
})
