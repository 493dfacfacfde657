// The open connections of a server. Those that were upgraded are no longer the server's to close, so it does not.

export function trackSockets(server) {
  const sockets = new Set()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    destroyAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
