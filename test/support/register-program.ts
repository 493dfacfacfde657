// A program of its own, run with nethttp/register loaded before it: it prints, as JSON, which of the built-in
// modules are nethttp's now, however they are asked for.
import defaultHttp, { createServer, Server } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { createRequire } from 'node:module'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'

const require = createRequire(import.meta.url)

type Exports = Record<string, unknown>

/** Names without `node:` are asked for, too; a variable keeps the linter from mending them. */
const load = (name: string) => require(name) as Exports
const short = 'http'

const legacy = (name: string, member: string): boolean => {
  const { [member]: found } = load(name)
  return found !== undefined && found === Reflect.get(nethttp, member)
}

const agent = new nethttp.Agent()
nethttp.globalAgent = agent

console.log(
  JSON.stringify({
    'require http': load('http').Server === nethttp.Server,
    'require node:http': load('node:http').request === nethttp.request,
    'require https': load('https').Agent === nethttps.Agent,
    'import default': defaultHttp.Server === nethttp.Server,
    'import names': Server === nethttp.Server && createServer === nethttp.createServer,
    'import https': SecureAgent === nethttps.Agent,
    'dynamic import': (await import(short)).Agent === nethttp.Agent,
    getBuiltinModule: (process.getBuiltinModule(short) as typeof nethttp).Server === nethttp.Server,
    'globalAgent is one': load('http').globalAgent === agent,
    _http_agent: legacy('_http_agent', 'Agent') && legacy('_http_agent', 'globalAgent'),
    _http_client: legacy('_http_client', 'ClientRequest'),
    _http_common: Array.isArray(load('_http_common').methods),
    _http_incoming: legacy('_http_incoming', 'IncomingMessage'),
    _http_outgoing: legacy('_http_outgoing', 'OutgoingMessage'),
    _http_server: legacy('_http_server', 'Server') && legacy('_http_server', 'ServerResponse'),
  }),
)
