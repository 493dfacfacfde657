// An agent of at most ten sockets: requests beyond that wait in its queue until a socket is free.
// Run:  npx tsx examples/agent-max-sockets.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((_req, res) => {
  res.end('data')
})

let connections = 0
server.on('connection', () => {
  connections++
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const agent = new http.Agent({
  maxSockets: 10, // per host and port
  keepAlive: true,
})

const options = { hostname: '127.0.0.1', port, path: '/api/data', method: 'GET', agent }

const get = async () => {
  const req = http.request(options)
  req.end()
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  res.resume()
  await once(res, 'end')
  return res.statusCode
}

const count = (lists: object) => Object.values(lists).flat().length

const answers = Array.from({ length: 25 }, get)
console.log('with a socket:', count(agent.sockets))
console.log('waiting:', count(agent.requests))

const statuses = await Promise.all(answers)
console.log('answered with 200:', statuses.filter((status) => status === 200).length)
console.log('connections made:', connections)

agent.destroy()
server.close()
