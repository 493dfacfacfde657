// `/echo`: what the server sees of a request.

import { headOf } from '../report/head-of.mjs'
import { sendJson } from './send-json.mjs'

const requestsOf = new WeakMap()

export async function echoRequest(req, res) {
  const count = (requestsOf.get(req.socket) ?? 0) + 1
  requestsOf.set(req.socket, count)
  let bytes = 0
  for await (const piece of req) bytes += piece.length
  const { line, fields } = headOf(req)
  sendJson(res, {
    line,
    fields: fields.map(([name, value]) => `${name}: ${value}`),
    body: `${bytes} bytes`,
    connection: `from port ${req.socket.remotePort}, echo no. ${count} on it`,
  })
}
