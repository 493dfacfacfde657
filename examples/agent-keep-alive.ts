// An agent that keeps its sockets: the second request travels on the connection of the first.
// Run:  npx tsx examples/agent-keep-alive.ts [port]
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http from 'nethttp'

const server = http.createServer((req, res) => {
  res.end(`${req.socket.remotePort}`)
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const agent = new http.Agent({ keepAlive: true })
const clientPorts = new Set<string>()

for (let i = 1; i <= 2; i++) {
  const req = http.request({ hostname: '127.0.0.1', port, agent })
  req.end()
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  for await (const chunk of res) clientPorts.add(chunk.toString())
  console.log(`request ${i} reused a socket:`, req.reusedSocket)
}

console.log('connections made:', clientPorts.size)

// Free sockets do not keep a program alive, but an agent out of use had better close them.
agent.destroy()
server.close()
