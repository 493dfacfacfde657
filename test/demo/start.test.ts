// `npm start` as a person has it: what it prints of each exchange, the page it serves, and how it ends.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A demo that takes longer than this is stuck, even if it has to build first. */
const LIMIT_MS = 60_000
const limits = { timeout: LIMIT_MS + 5000 }
const READY = /^(http:\/\/127\.0\.0\.1:\d+\/) is yours to try; Ctrl-C ends it\.$/m
// Windows knows no signals that a program could answer: its processes are just ended.
const hasSignals = process.platform !== 'win32'

/** Runs `scripts/start.mjs`; the process does not outlive the test. */
function startDemo(t: TestContext, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', PORT: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  t.after(() => child.kill('SIGKILL'))
  const printed = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  return { child, printed, ended }
}

type Demo = ReturnType<typeof startDemo>

/** The address of the page, once the demo has printed it. */
async function addressOf({ child, printed, ended }: Demo): Promise<string> {
  for (;;) {
    const address = READY.exec(printed.out)?.[1]
    if (address !== undefined) return address
    const event = await Promise.race([once(child.stdout, 'data'), ended])
    if ('code' in event) assert.fail(`ended without serving\n${printed.out}\n${printed.err}`)
  }
}

/** What is printed of the exchange with this title. */
function exchangeIn({ printed }: Demo, title: string): string {
  const [, text] = printed.out.split(new RegExp(`^\\d  ${title}.*\n`, 'm'))
  assert.ok(text !== undefined, `no “${title}” in:\n${printed.out}`)
  return text.split('\n\n', 1)[0]
}

async function endWith(demo: Demo, signal: NodeJS.Signals): Promise<void> {
  demo.child.kill(signal)
  const { code, signal: killedBy } = await demo.ended
  assert.deepEqual({ code, killedBy, err: demo.printed.err }, { code: 0, killedBy: null, err: '' })
  assert.match(demo.printed.out, new RegExp(`^ended by ${signal}: the server is closed, no connection is open$`, 'm'))
}

/** A server on a port of its own, or none when the port is taken already. */
async function occupy(t: TestContext, port: number): Promise<number> {
  const server = net.createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return port
  }
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

test('the demo shows its exchanges, serves the page and ends cleanly on SIGINT', limits, async (t) => {
  const demo = startDemo(t, { PORT: '0' })
  const address = await addressOf(demo)

  const get = exchangeIn(demo, 'A GET')
  assert.match(get, /→ GET \/hello\?name=reader HTTP\/1\.1\n/)
  assert.match(get, /← HTTP\/1\.1 200 OK\n/)
  assert.match(get, /· body +Hello, reader!\n/)
  assert.match(get, /· connection +new, from port \d+\n/)

  const post = exchangeIn(demo, 'A streamed POST')
  assert.match(post, /→ POST \/upload HTTP\/1\.1\n[\s\S]*Transfer-Encoding +chunked\n[\s\S]*← HTTP\/1\.1 200 OK\n/)
  assert.match(post, /· received +4\.0 MiB in \d+ pieces, the SHA-256 of both is [0-9a-f]{16}…\n/)

  const streamed = exchangeIn(demo, 'A streamed answer')
  assert.match(streamed, /← HTTP\/1\.1 200 OK\n[\s\S]*Transfer-Encoding +chunked\n/)
  assert.match(streamed, /· body +line 1 of 3 \| line 2 of 3 \| line 3 of 3\n/)
  assert.match(streamed, /· trailer +x-sha-256: [0-9a-f]{16}…\n/)

  const kept = exchangeIn(demo, 'Keep-alive')
  const ports = [...kept.matchAll(/· connection +(new|reused), from port (\d+)\n/g)]
  assert.deepEqual(
    ports.map(([, use]) => use),
    ['new', 'reused', 'reused'],
  )
  assert.equal(new Set(ports.map(([, , port]) => port)).size, 1)
  assert.match(kept, /· connections +1 for 3 requests$/)

  const secure = exchangeIn(demo, 'HTTPS')
  assert.match(secure, /← HTTP\/1\.1 200 OK\n[\s\S]*· body +Hello, secret!\n[\s\S]*· authorized +true/)
  assert.match(secure, /· without `ca` +refused with DEPTH_ZERO_SELF_SIGNED_CERT$/)

  const upgrade = exchangeIn(demo, 'An upgrade')
  assert.match(upgrade, /← HTTP\/1\.1 101 Switching Protocols\n[\s\S]*← IS ANYBODY THERE\?$/)

  const refusal = exchangeIn(demo, 'A request that breaks the rules')
  assert.match(refusal, /← HTTP\/1\.1 400 Bad Request\n[\s\S]*· error\.section +RFC 9112 §6\.3\n/)

  for (const unwanted of ['✗', '\x1b']) assert.ok(!demo.printed.out.includes(unwanted), demo.printed.out)
  const page = await fetch(address)
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  const html = await page.text()
  assert.match(html, new RegExp(`on Node ${process.versions.node.replaceAll('.', '\\.')}<`))
  assert.doesNotMatch(html, /\{\{|(?:src|href)="(?!data:)/)

  if (hasSignals) await endWith(demo, 'SIGINT')
})

test('the page’s own requests are answered', limits, async (t) => {
  const demo = startDemo(t, { PORT: '0' })
  const address = await addressOf(demo)

  const echo = await fetch(new URL('/echo', address), { method: 'PUT', headers: { 'X-Mine': 'yes' }, body: 'four' })
  const { line, fields, body } = (await echo.json()) as { line: string; fields: string[]; body: string }
  assert.deepEqual({ line, body }, { line: 'PUT /echo HTTP/1.1', body: '4 bytes' })
  assert.ok(fields.some((field) => field.toLowerCase() === 'x-mine: yes'))

  const streamed = await fetch(new URL('/stream?lines=2&pause=0', address))
  assert.equal(await streamed.text(), 'line 1 of 2\nline 2 of 2\n')

  const upload = await fetch(new URL('/upload?rate=100', address), { method: 'POST', body: Buffer.alloc(3_000_000) })
  assert.equal(((await upload.json()) as { bytes: number }).bytes, 3_000_000)

  assert.equal((await fetch(new URL('/nowhere', address))).status, 404)
  const wrongMethod = await fetch(new URL('/upload', address))
  assert.deepEqual([wrongMethod.status, wrongMethod.headers.get('allow')], [405, 'POST, PUT'])

  // Neither an answer under way nor an idle connection keeps the demo from ending.
  const endless = await fetch(new URL('/stream?lines=100&pause=2000', address))
  if (hasSignals) await endWith(demo, 'SIGTERM')
  await assert.rejects(endless.text())
})

test('a PORT that is taken, or none, is said in one line', limits, async (t) => {
  const port = await occupy(t, 0)
  const busy = startDemo(t, { PORT: String(port) })
  assert.equal((await busy.ended).code, 1)
  assert.equal(busy.printed.err, `npm start: port ${port} is in use: choose another with PORT=…, or leave PORT out\n`)
  const wrong = startDemo(t, { PORT: 'eighty' })
  assert.equal((await wrong.ended).code, 1)
  assert.equal(wrong.printed.err, 'npm start: PORT is "eighty"; it must be a number from 0 to 65535\n')
})

test('without PORT the first free port from 8080 upwards is taken', limits, async (t) => {
  await occupy(t, 8080)
  const demo = startDemo(t, {})
  const port = Number(new URL(await addressOf(demo)).port)
  assert.ok(port > 8080 && port < 8180, String(port))
})
