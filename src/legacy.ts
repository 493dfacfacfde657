// The modules under `node:http` that programs reach for though they were never documented: `_http_agent` and its
// kin. Put in place by `nethttp/register`, so that they name the same classes as `node:http` does. `node:http2` takes
// from here what serves HTTP/1 beside HTTP/2. Re-exports and small adapters, nothing else.

import { Agent } from './client/agent.ts'
import { ClientRequest } from './client/client-request.ts'
import { getGlobalAgent, setGlobalAgent } from './client/global-agent.ts'
import { IncomingMessage } from './message/incoming-message.ts'
import { kHighWaterMark } from './message/internals.ts'
import { OutgoingMessage } from './message/outgoing-message.ts'
import { uniqueHeaderNames } from './node/http-options.ts'
import { validateHeaderName, validateHeaderValue } from './node/validators.ts'
import { STATUS_CODES } from './protocol/status-codes.ts'
import {
  applyServerOptions,
  connectionListener,
  type HttpServer,
  prepareClose,
  startChecking,
} from './server/http-server.ts'
import { Server } from './server/server.ts'
import { kCheckTimer, kIncomingMessage, kServerResponse } from './server/server-internals.ts'
import type { ServerOptions } from './server/server-options.ts'
import { ServerResponse } from './server/server-response.ts'

function storeHTTPOptions(this: HttpServer, options: ServerOptions): void {
  applyServerOptions(this, options)
}

export const legacyModules: Record<string, object> = {
  _http_agent: {
    Agent,
    get globalAgent() {
      return getGlobalAgent()
    },
    set globalAgent(agent) {
      setGlobalAgent(agent)
    },
  },
  _http_client: { ClientRequest },
  _http_common: { kIncomingMessage },
  _http_incoming: { IncomingMessage },
  _http_outgoing: {
    OutgoingMessage,
    kHighWaterMark,
    parseUniqueHeadersOption: uniqueHeaderNames,
    validateHeaderName,
    validateHeaderValue,
  },
  _http_server: {
    STATUS_CODES,
    Server,
    ServerResponse,
    setupConnectionsTracking: startChecking,
    storeHTTPOptions,
    _connectionListener: connectionListener,
    kServerResponse,
    httpServerPreClose: prepareClose,
    kConnectionsCheckingInterval: kCheckTimer,
  },
}
