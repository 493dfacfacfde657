// A request to a server of its own, by the names as most import them; prints the answer and what served it.

import * as namespace from 'node:http'
// biome-ignore lint/style/useNodejsImportProtocol: the name as many programs have it
import http, { createServer } from 'http'
import nethttp from 'nethttp'

const server = createServer((_req, res) => res.end('hello')).listen(0, '127.0.0.1', async () => {
  const name = 'http'
  const { default: dynamic } = await import(name)
  const isOne = [http, namespace, dynamic].every(({ Server }) => Server === nethttp.Server && server instanceof Server)
  namespace.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(text, isOne ? 'nethttp' : 'built-in'))
    response.on('end', () => server.close())
  })
})
