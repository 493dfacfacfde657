// A request to a server of its own, as an ES module with named imports.

import { createServer, get } from 'node:http'

const server = createServer((req, res) => res.end(`hello ${typeof req.headers.traceparent}`))
server.listen(0, '127.0.0.1', () => {
  get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(text))
    response.on('end', () => server.close())
  })
})
