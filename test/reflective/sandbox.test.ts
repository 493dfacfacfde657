// Loaded as test runners load a package: in a context of its own, whose global classes are not those of Node's buffers,
// and whose timers are the program's (jsdom's and Jest's old fake timers give numbers, which have no `unref`).
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type http from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { compileFunction, createContext } from 'node:vm'
import { text } from '../support/peers.ts'

const entry = createRequire(import.meta.url).resolve('nethttp')
const skip = !existsSync(entry) && 'nethttp is not built'

/** The package's own files in `context`, what they need of Node from outside. */
function loader(context: object): (file: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>()
  return function load(file: string): unknown {
    const present = loaded.get(file)
    if (present !== undefined) return present.exports
    const module = { exports: {} }
    loaded.set(file, module)
    const outside = createRequire(file)
    const requireInside = (id: string) => (id.startsWith('.') ? load(join(dirname(file), id)) : outside(id))
    const options = { filename: file, parsingContext: createContext(context) }
    const names = ['module', 'exports', 'require', '__filename', '__dirname']
    compileFunction(readFileSync(file, 'utf8'), names, options)(
      module,
      module.exports,
      requireInside,
      file,
      dirname(file),
    )
    return module.exports
  }
}

const never = () => 1
const GLOBALS = {
  Buffer,
  process,
  URL,
  setTimeout: never,
  setInterval: never,
  setImmediate: never,
  clearTimeout: never,
  clearInterval: never,
  performance: { now: never },
}

test('a server and a client in a sandbox', { skip }, async (t) => {
  const inside = loader({ ...GLOBALS })(entry) as typeof http
  const server = inside.createServer((request, response) => {
    response.write(Buffer.from('got '))
    response.write(new Uint8Array([58, 32]))
    request.pipe(response)
  })
  await once(server.listen(0), 'listening')
  t.after(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const agent = new inside.Agent({ keepAlive: true })
  for (const body of ['a', Buffer.from('b'), new Uint8Array([99])]) {
    const request = inside.request({ port, agent, method: 'POST', timeout: 5000 })
    request.end(body)
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    assert.equal(await text(response), `got : ${Buffer.from(body)}`)
    assert.ok(Math.abs(Date.parse(String(response.headers.date)) - Date.now()) < 10_000)
  }
  agent.destroy()
})
