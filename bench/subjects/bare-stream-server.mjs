// Variant `net` of the rows with large bodies: counts or sends bytes made beforehand, and heeds when the peer is slow.

import net from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

/** Takes bodies of a length known beforehand; counts MiB. */
export function createBareSink({ bareAnswer, bodyBytes }, counter) {
  return net.createServer({ noDelay: true }, (socket) => {
    let left = 0
    socket.on('data', (chunk) => {
      let bytes = chunk.length
      if (left === 0) {
        left = bodyBytes
        bytes -= chunk.indexOf(headEnd) + headEnd.length
      }
      left -= bytes
      counter.requests += bytes / 2 ** 20
      if (left === 0) socket.write(bareAnswer, 'latin1')
    })
    socket.on('error', () => socket.destroy())
  })
}

/** Sends `frame` as often as an answer has pieces; counts MiB. */
export function createBareSource({ bareHead, frame, frames, bareEnd, pieceBytes }, counter) {
  return net.createServer({ noDelay: true }, (socket) => {
    let left = 0
    const sendMore = () => {
      while (left > 0) {
        left -= 1
        counter.requests += pieceBytes / 2 ** 20
        if (!socket.write(frame)) return
      }
      if (left === 0) socket.write(bareEnd, 'latin1')
      left = -1
    }
    socket.on('data', () => {
      left = frames
      socket.write(bareHead, 'latin1')
      sendMore()
    })
    socket.on('drain', () => left >= 0 && sendMore())
    socket.on('error', () => socket.destroy())
  })
}
