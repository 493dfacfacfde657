// Raw requests about a change of protocol: Upgrade (RFC 9110 §7.8) and CONNECT (§9.3.6), listened to and not.

import {
  get,
  HOST,
  line,
  lines,
  NEXT,
  post,
  type RequestCase,
  reading,
  reads,
  refuses,
  refusing,
} from '../request-case.ts'

const U = 'RFC 9110 §7.8'
const C = 'RFC 9110 §9.3.6'
const UPGRADE = ['Connection: Upgrade', 'Upgrade: x']
const switched = { listens: true, statuses: [101], behind: 'switched' } as const
/** Behind unanswered requests the socket is handed over at once, by default. */
const AT_ONCE = {
  statuses: [200, 101],
  anyOrder: true,
  because: 'docs/DIFFERENCES.md: an Upgrade behind unanswered requests is handed over at once',
}
const IN_ORDER = { statuses: [200, 101], behind: 'switched' } as const
const closed = { behind: 'closed' } as const
const ABC = '3\r\nabc\r\n0\r\n\r\n'

/** An Upgrade that nobody listens for: an ordinary request, and what is behind it is read as what it is. */
export const ignoredUpgrades: RequestCase[] = [
  reads('an Upgrade', U, get(...UPGRADE), 'GET /'),
  reads('a request behind it', U, get(...UPGRADE) + NEXT, ['GET /', 'GET /next']),
  reads('its body', U, `${get(...UPGRADE, 'Content-Length: 3')}abc${NEXT}`, ['GET / abc', 'GET /next']),
  reads('its chunks', U, `${get(...UPGRADE, 'Transfer-Encoding: chunked')}${ABC}${NEXT}`, ['GET / abc', 'GET /next']),
  reads(
    'a body that looks like a request',
    U,
    `${get(...UPGRADE, `Content-Length: ${NEXT.length}`)}${NEXT}`,
    `GET / ${NEXT}`,
  ),
  refuses('rubbish behind it', U, `${get(...UPGRADE)}rubbish\r\n\r\n`, { seen: 'GET /' }),
  reads('to h2c', U, get('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk') + NEXT, [
    'GET /',
    'GET /next',
  ]),
  reads('without a Connection', U, get('Upgrade: x'), 'GET /'),
  reads('a Connection without an Upgrade', U, get('Connection: upgrade'), 'GET /'),
  reads('with close', U, get('Connection: upgrade, close', 'Upgrade: x') + NEXT, 'GET /', closed),
  refuses('with an unknown transfer coding', 'RFC 9112 §6.1', get(...UPGRADE, 'Transfer-Encoding: foo'), {
    seen: 'GET /…',
    strict: refusing(),
    insecure: reading('GET /…', { behind: 'waiting' }),
    because: 'docs/DIFFERENCES.md: a request with an unknown transfer coding reaches the handler before it is refused',
  }),
  refuses(
    'with a length and a coding',
    'RFC 9112 §6.3',
    `${get(...UPGRADE, 'Content-Length: 3', 'Transfer-Encoding: chunked')}${ABC}`,
    {
      insecure: reading('GET / abc', closed),
    },
  ),
]

/** The same with listeners: the socket is handed over, and the rest is the other protocol’s. */
export const upgrades: RequestCase[] = [
  reads('an Upgrade', U, get(...UPGRADE), '> GET /', switched),
  reads('bytes behind it', U, `${get(...UPGRADE)}\0\x01abc`, '> GET / \0\x01abc', switched),
  reads('a request behind it is not read', U, get(...UPGRADE) + NEXT, `> GET / ${NEXT}`, switched),
  reads('behind another request', U, get() + get(...UPGRADE), ['GET /', '> GET /'], {
    ...switched,
    ...AT_ONCE,
    strict: reading(['GET /', '> GET /'], IN_ORDER),
  }),
  reads('without a Connection', U, get('Upgrade: x') + NEXT, ['GET /', 'GET /next'], { listens: true }),
  reads('a Connection that names another', U, get('Connection: x', 'Upgrade: x') + NEXT, ['GET /', 'GET /next'], {
    listens: true,
  }),
  reads('in HTTP/1.0 it is ignored', U, lines('GET / HTTP/1.0', ...UPGRADE), 'GET /', { ...closed, listens: true }),
  reads(
    'in HTTP/1.0, kept alive, it is ignored',
    U,
    lines('GET / HTTP/1.0', 'Connection: upgrade, keep-alive', 'Upgrade: x'),
    'GET /',
    // An answer without a length to HTTP/1.0 ends with the connection.
    { ...closed, listens: true },
  ),
  refuses('with an unknown transfer coding', 'RFC 9112 §6.1', get(...UPGRADE, 'Transfer-Encoding: foo'), {
    listens: true,
    insecure: reading('> GET /', { statuses: [101], behind: 'switched' }),
  }),
  refuses(
    'with a length and a coding',
    'RFC 9112 §6.3',
    `${get(...UPGRADE, 'Content-Length: 3', 'Transfer-Encoding: chunked')}${ABC}`,
    {
      listens: true,
      insecure: reading(`> GET / ${ABC}`, { statuses: [101], behind: 'switched' }),
    },
  ),
  reads('without a Host', 'RFC 9112 §3.2', lines('GET / HTTP/1.1', ...UPGRADE), '> GET /', {
    ...switched,
    strict: refusing(),
    because: 'docs/DIFFERENCES.md: an Upgrade without a Host, as tests of Node have it; strict refuses',
  }),
]

const authority = (target: string) => line(`CONNECT ${target} HTTP/1.1`)
const tunnel = (name: string, target: string) => reads(name, C, authority(target), `> CONNECT ${target}`, switched)
const noTunnel = (name: string, target: string) =>
  refuses(name, C, authority(target), {
    listens: true,
    insecure: reading(`> CONNECT ${target}`, { statuses: [101], behind: 'switched' }),
  })

export const tunnels: RequestCase[] = [
  tunnel('a name and a port', 'a:443'),
  tunnel('an address and a port', '127.0.0.1:1'),
  tunnel('an address in brackets', '[::1]:443'),
  reads('bytes behind it', C, `${authority('a:1')}\x16\x03`, '> CONNECT a:1 \x16\x03', switched),
  reads(
    'a length counts for nothing',
    C,
    `${lines('CONNECT a:1 HTTP/1.1', HOST, 'Content-Length: 3')}abc`,
    '> CONNECT a:1 abc',
    switched,
  ),
  reads('a path, which programs for tests use', C, authority('/a'), '> CONNECT /a', {
    ...switched,
    strict: refusing(),
    because: 'src/protocol/request-target.ts: CONNECT takes a path too, as tests of Node have it; strict refuses',
  }),
  noTunnel('no port', 'a'),
  noTunnel('an empty port', 'a:'),
  noTunnel('a port of 0', 'a:0'),
  noTunnel('a port that is no number', 'a:b'),
  noTunnel('a port beyond 65535', 'a:65536'),
  noTunnel('an empty host', ':443'),
  noTunnel('a URL', 'http://a:443/'),
  noTunnel('userinfo', 'u@a:443'),
  noTunnel('an asterisk', '*'),
  noTunnel('a fragment', 'a:443#b'),
  noTunnel('a path behind the port', 'a:443/'),
  reads('nobody listens', C, authority('a:1'), [], closed),
  reads('nobody listens, and a request is behind', C, authority('a:1') + NEXT, [], closed),
  reads(
    'behind another request',
    C,
    post(['Content-Length: 1'], 'a') + authority('a:1'),
    ['POST / a', '> CONNECT a:1'],
    {
      ...switched,
      ...AT_ONCE,
      strict: reading(['POST / a', '> CONNECT a:1'], IN_ORDER),
    },
  ),
]
