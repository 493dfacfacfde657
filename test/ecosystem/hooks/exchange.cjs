// A request to a server of its own, as CommonJS.

const http = require('node:http')

const server = http.createServer((req, res) => res.end(`hello ${typeof req.headers.traceparent}`))
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(text))
    response.on('end', () => server.close())
  })
})
