// Agents of one's own, and requests with them.
import { Agent, type AgentOptions, type ClientRequestArgs, type IncomingMessage, request } from 'node:http'
import { get, type RequestOptions, Agent as SecureAgent } from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'

export class CountingAgent extends Agent {
  count = 0
  constructor(options?: AgentOptions) {
    super({ keepAlive: true, ...options })
  }
  override createConnection(options: ClientRequestArgs): Duplex {
    this.count += 1
    return net.connect(Number(options.port), options.host ?? 'localhost')
  }
  override keepSocketAlive(socket: Duplex): void {
    super.keepSocketAlive(socket)
  }
}

const agent = new CountingAgent({ maxSockets: 2, scheduling: 'fifo' })
const asked = request({ agent, method: 'POST', headers: { 'X-List': ['a', 'b'] } }, (response: IncomingMessage) => {
  response.setEncoding('utf8').on('data', (text: string) => console.log(text.length, response.statusCode))
})
asked.on('socket', (socket) => socket.setNoDelay(true))
asked.on('information', ({ statusCode }) => console.log(statusCode))
asked.end('body')

const options: RequestOptions = { agent: new SecureAgent({ rejectUnauthorized: false }), servername: 'localhost' }
get('https://localhost/', options, (response) => response.resume())
