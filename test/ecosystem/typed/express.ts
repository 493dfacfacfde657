// An Express application on a server of one's own, with typed routes and the server's options.
import http from 'node:http'
import https from 'node:https'
import express, { type NextFunction, type Request, type Response } from 'express'

const app = express()
app.get('/users/:id', (req: Request<{ id: string }>, res: Response) => {
  res.setHeader('X-Length', req.headers['content-length'] ?? '0')
  res.json({ id: req.params.id, from: req.socket.remoteAddress })
})
app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
  res.status(500).send(error.message)
})

export const server: http.Server = http.createServer({ keepAliveTimeout: 1000, requestTimeout: 5000 }, app)
export const secure: https.Server = https.createServer({ key: '', cert: '' }, app)
server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
  if (error.code !== 'ECONNRESET' && socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
})
server.listen(0, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(address.port)
})
