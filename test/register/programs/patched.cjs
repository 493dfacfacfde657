// Makes a request that a hook may have wrapped.
// biome-ignore lint/style/useNodejsImportProtocol: the name as many programs have it
const http = require('http')

const server = http
  .createServer((_req, res) => res.end('hello'))
  .listen(0, '127.0.0.1', () => {
    http.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
      response.setEncoding('utf8').on('data', (text) => console.log(text, http.Server === require('nethttp').Server))
      response.on('end', () => server.close())
    })
  })
