// Variant `net` of a server row: the floor. It finds where requests end and nothing else, and answers all requests of a
// read with one write.

import net from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

export function createBareServer(row, counter) {
  const bodyBytes = Buffer.byteLength(row.request.body)
  return net.createServer({ noDelay: true }, (socket) => {
    let unread = null
    socket.on('data', (chunk) => {
      const bytes = unread === null ? chunk : Buffer.concat([unread, chunk])
      let requests = 0
      let start = 0
      for (;;) {
        const at = bytes.indexOf(headEnd, start)
        if (at === -1) break
        const end = at + headEnd.length + bodyBytes
        if (end > bytes.length) break
        requests += 1
        start = end
      }
      unread = start === bytes.length ? null : bytes.subarray(start)
      if (requests === 0) return
      counter.requests += requests
      socket.write(requests === 1 ? row.bareAnswer : row.bareAnswer.repeat(requests), 'latin1')
    })
    // A load generator that is stopped resets its connections.
    socket.on('error', () => socket.destroy())
  })
}
