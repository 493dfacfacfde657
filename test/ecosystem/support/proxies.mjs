// Two small proxies on bare sockets, which write down what is asked of them: one for HTTP (plain requests and CONNECT),
// one for SOCKS 5.

import net from 'node:net'
import { close, listen } from './wire.mjs'

function join(one, other) {
  one.pipe(other).pipe(one)
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
}

function serve(onConnection) {
  const open = new Set()
  const server = net.createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => {})
    onConnection(socket)
  })
  const end = () => {
    const closed = close(server)
    for (const socket of open) socket.destroy()
    return closed
  }
  return { server, end }
}

/** Forwards each connection's first request to the host that it names; `secret` must be its Proxy-Authorization. */
export async function startHttpProxy(say, { secret } = {}) {
  const { server, end } = serve((socket) => {
    socket.once('data', (bytes) => {
      const text = bytes.toString('latin1')
      say(text.split('\r\n\r\n')[0])
      if (secret !== undefined && !text.includes(`Basic ${Buffer.from(secret).toString('base64')}`)) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwho?')
        return
      }
      const [method, target] = text.split(' ')
      const { hostname, port } = new URL(method === 'CONNECT' ? `http://${target}` : target)
      const through = net.connect(Number(port), hostname, () => {
        if (method === 'CONNECT') socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        else through.write(text.replace(/http:\/\/[^/]+/, ''), 'latin1')
        join(socket, through)
      })
      through.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'))
    })
  })
  return { port: await listen(server), close: end }
}

/** SOCKS 5 without authentication (RFC 1928), for host names and IPv4 addresses. */
export async function startSocksProxy(say) {
  const { server, end } = serve((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]))
      socket.once('data', (request) => {
        const isName = request[3] === 3
        const name = isName ? request.subarray(5, 5 + request[4]).toString() : request.subarray(4, 8).join('.')
        const port = request.readUInt16BE(request.length - 2)
        say(`${isName ? 'name' : 'address'} ${name}:${port}`)
        const through = net.connect(port, name, () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
          join(socket, through)
        })
        through.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])))
      })
    })
  })
  return { port: await listen(server), close: end }
}
