// `nethttp`: what `node:http` exports. Re-exports and nothing else.

import { Agent } from './client/agent.ts'
import { ClientRequest } from './client/client-request.ts'
import { createClient } from './client/create-client.ts'
import { getGlobalAgent, setGlobalAgent } from './client/global-agent.ts'
import { setGlobalProxyFromEnv } from './client/global-proxy.ts'
import { get, request } from './client/requests.ts'
import { IncomingMessage } from './message/incoming-message.ts'
import { OutgoingMessage } from './message/outgoing-message.ts'
import { defaultMaxHeaderSize } from './node/command-line.ts'
import { setMaxIdleHTTPParsers, validateHeaderName, validateHeaderValue } from './node/validators.ts'
import { addWebClasses } from './node/web-classes.ts'
import { METHODS } from './protocol/methods.ts'
import { STATUS_CODES } from './protocol/status-codes.ts'
import { connectionListener } from './server/http-server.ts'
import { createServer, Server } from './server/server.ts'
import { ServerResponse } from './server/server-response.ts'
import { kVersion, VERSION } from './version.ts'

const http = {
  _connectionListener: connectionListener,
  METHODS: [...METHODS],
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  createClient,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
  get maxHeaderSize() {
    return defaultMaxHeaderSize()
  },
  get globalAgent() {
    return getGlobalAgent()
  },
  set globalAgent(agent) {
    setGlobalAgent(agent)
  },
}
// Not enumerable: a program that copies or lists the exports finds what `node:http` has.
Object.defineProperty(http, kVersion, { value: VERSION })
export default addWebClasses(http)
