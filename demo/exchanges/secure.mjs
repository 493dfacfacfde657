// HTTPS with a certificate that nobody trusts but who is told to. The pair in certificate/ is for this demo alone.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import https from 'nethttp/https'
import { headOf } from '../report/head-of.mjs'
import { serveRequest } from '../server/serve-request.mjs'
import { LIMIT_MS } from './ask.mjs'

const read = (name) => readFileSync(new URL(`../certificate/localhost-only.${name}.pem`, import.meta.url))

export const secure = {
  title: 'HTTPS, with a certificate signed by itself',
  async run() {
    const [key, cert] = [read('key'), read('cert')]
    const server = https.createServer({ key, cert }, serveRequest)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const options = { host: '127.0.0.1', port: server.address().port, path: '/hello?name=secret', agent: false }
      const trusting = await askSecurely(server, { ...options, ca: cert })
      return [...trusting, { facts: [['without `ca`', await refusalOf(options)]] }]
    } finally {
      server.close()
      server.closeAllConnections()
    }
  },
}

async function askSecurely(server, options) {
  const seen = once(server, 'request')
  const req = https.get({ ...options, signal: AbortSignal.timeout(LIMIT_MS) })
  const [res] = await once(req, 'response')
  const facts = tlsFacts(res.socket)
  const body = (await res.setEncoding('utf8').toArray()).join('')
  const [received] = await seen
  return [{ request: headOf(received) }, { response: headOf(res) }, { facts: [['body', body.trimEnd()], ...facts] }]
}

function tlsFacts(socket) {
  const { subject, valid_from: from, valid_to: to } = socket.getPeerCertificate()
  return [
    ['TLS', `${socket.getProtocol()}, ${socket.getCipher().standardName}`],
    ['authorized', `${socket.authorized}, by the \`ca\` that was given`],
    ['certificate', `${subject.O}; ${from} to ${to}`],
  ]
}

/** What a client hears which was not told to trust the certificate. */
async function refusalOf(options) {
  const req = https.get({ ...options, signal: AbortSignal.timeout(LIMIT_MS) })
  try {
    await once(req, 'response')
  } catch (error) {
    return `refused with ${error.code}`
  }
  req.destroy()
  throw new Error('a certificate that nobody vouches for was accepted')
}
