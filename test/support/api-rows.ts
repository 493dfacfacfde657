// The rows of the public API as the reference documents have it, and what newer Nodes put on top: every member with
// the document it comes from. A member is written as in the titles of the tests that cover it.
//   000: the notes on Node 8; 002: the manual of io.js, Node 4 and 5; 003: the notes on Node 20;
//   004: the list of Node 8 to 10; now: Node 20 to 26.

export interface ApiRow {
  member: string
  in: string
}

const rows = (documents: string, ...members: string[]): ApiRow[] => members.map((member) => ({ member, in: documents }))

export const apiRows: ApiRow[] = [
  // The module http.
  ...rows('000 002', 'http.METHODS', 'http.STATUS_CODES'),
  ...rows('000 002 003 004', 'http.createServer', 'http.request', 'http.get'),
  ...rows('002', 'http.createClient'),
  ...rows('000 002 004', 'http.globalAgent'),
  ...rows('000 002 003 004', 'http.Agent', 'http.ClientRequest', 'http.Server', 'http.ServerResponse'),
  ...rows('000 002 003 004', 'http.IncomingMessage', 'http.OutgoingMessage'),
  ...rows('000 002 003 004', 'server option ServerResponse and IncomingMessage'),
  ...rows(
    '002 003',
    'request option protocol',
    'request option host',
    'request option hostname',
    'request option family',
  ),
  ...rows('002 003', 'request option port', 'request option localAddress', 'request option socketPath'),
  ...rows('002 003', 'request option method', 'request option path', 'request option headers', 'request option auth'),
  ...rows('002 003', 'request option agent', 'request option timeout'),
  ...rows('now', 'http.validateHeaderName', 'http.validateHeaderValue', 'http.setMaxIdleHTTPParsers'),
  ...rows('now', 'http.setGlobalProxyFromEnv', 'http.maxHeaderSize', 'http.WebSocket', 'http.CloseEvent'),
  ...rows('now', 'http.MessageEvent', 'http._connectionListener'),

  // http.Agent.
  ...rows('000 002 004', 'agent option keepAlive', 'agent.maxSockets', 'agent.maxFreeSockets'),
  ...rows('000 004', 'agent.createConnection'),
  ...rows('004', 'agent.keepSocketAlive', 'agent.reuseSocket'),
  ...rows('000 002 004', 'agent.destroy', 'agent.getName', 'agent.sockets', 'agent.freeSockets', 'agent.requests'),
  ...rows('002', 'agent socket event agentRemove'),
  ...rows('now', 'agent.maxTotalSockets', 'agent.totalSocketCount', 'agent.scheduling', 'agent option timeout'),
  ...rows('now', 'agent.defaultPort', 'agent.protocol', 'agent option proxyEnv', 'agent.agentKeepAliveTimeoutBuffer'),
  ...rows('now', 'agent event free', 'Keep-Alive hint', 'agent.addRequest', 'agent.createSocket', 'agent.removeSocket'),

  // http.ClientRequest.
  ...rows(
    '000 002 004',
    'request event abort',
    'events abort and aborted',
    'request event connect',
    'request event continue',
  ),
  ...rows('000 002 004', 'request event response', 'request events socket', 'request event upgrade'),
  ...rows('000 002 004', 'request event information', 'event timeout', 'finish, response and close', 'drain'),
  ...rows('000 002 004', 'request event error'),
  ...rows(
    '000 002 003 004',
    'request.abort',
    'request.aborted',
    'request.end',
    'request.write',
    'request.flushHeaders',
  ),
  ...rows('000 002 003 004', 'request.setNoDelay', 'request.setSocketKeepAlive', 'request.setTimeout'),
  ...rows('000 002 003 004', 'request.connection', 'request.socket'),
  ...rows('000 002 003', 'request.setHeader', 'request.getHeader', 'request.removeHeader', 'request.hasHeader'),
  ...rows('000 002 003', 'request.getHeaders', 'request.getHeaderNames', 'request.getRawHeaderNames'),
  ...rows('000 002', 'request event response unlistened', 'request event response listened for but not read'),
  ...rows('000 002', 'request event connect unlistened', 'request event upgrade unlistened'),
  ...rows(
    '002',
    'Expect sends the head at once',
    'Content-Length disables chunking',
    'auth is beaten by an Authorization field',
  ),
  ...rows('now', 'request.destroy', 'request.destroyed', 'request.host', 'request.method', 'request.path'),
  ...rows('now', 'request.protocol', 'request.reusedSocket', 'request.maxHeadersCount', 'request.finished'),
  ...rows('now', 'request.writableEnded', 'request.writableFinished', 'request.cork', 'request.uncork'),
  ...rows(
    'now',
    'request.appendHeader',
    'request.setHeaders',
    'request option signal',
    'request option insecureHTTPParser',
  ),
  ...rows(
    'now',
    'request option httpValidation',
    'request option highWaterMark',
    'request option joinDuplicateHeaders',
  ),
  ...rows('now', 'request option maxHeaderSize', 'request option setHost', 'request option setDefaultHeaders'),
  ...rows('now', 'request option uniqueHeaders', 'request option createConnection', 'request option lookup'),
  ...rows('now', 'request option hints', 'request option defaultPort'),

  // http.Server.
  ...rows('000 002 003 004', 'server event request', 'server event connection', 'server event close'),
  ...rows('000 002 003 004', 'server event checkContinue', 'server event checkExpectation', 'server event connect'),
  ...rows('000 002 003 004', 'server event upgrade', 'server event clientError', 'server events listening'),
  ...rows('000 002 003 004', 'server event timeout', 'server event dropRequest'),
  ...rows('000 002', 'server event checkContinue unlistened', 'server event checkExpectation unlistened'),
  ...rows('000 002', 'server event connect unlistened', 'server event clientError unlistened'),
  ...rows('000 002 003 004', 'server.listen(port, hostname, backlog, callback)', 'server.listen(path)'),
  ...rows('000 002 003 004', 'server.listen(handle)', 'server.listen({ fd })', 'server.listening', 'server.close'),
  ...rows('000 002 003 004', 'server.getConnections'),
  ...rows('000 002 004', 'server.maxHeadersCount', 'server.setTimeout', 'server.timeout', 'server.keepAliveTimeout'),
  ...rows('000', 'server event clientError listened'),
  ...rows('now', 'server.closeAllConnections', 'server.closeIdleConnections', 'server.headersTimeout'),
  ...rows('now', 'server.requestTimeout', 'connectionsCheckingInterval', 'server.maxRequestsPerSocket'),
  ...rows('now', 'server.keepAliveTimeoutBuffer', 'server option httpValidation', 'server option requireHostHeader'),
  ...rows(
    'now',
    'server option joinDuplicateHeaders',
    'server option insecureHTTPParser',
    'server option maxHeaderSize',
  ),
  ...rows('now', 'server option highWaterMark', 'server options noDelay', 'keepAliveInitialDelay'),
  ...rows('now', 'server option rejectNonStandardBodyWrites', 'server option uniqueHeaders'),
  ...rows('now', 'server option optimizeEmptyRequests', 'server option shouldUpgradeCallback'),
  ...rows('now', 'server[Symbol.asyncDispose]', 'server.maxConnections'),

  // http.ServerResponse.
  ...rows('000 002 004', 'response event close', 'response event finish'),
  ...rows('000 002 003 004', 'response.writeHead', 'response.statusCode', 'response.statusMessage'),
  ...rows('000 002 003 004', 'response.writeHead wins over response.setHeader', 'response.setHeader'),
  ...rows(
    '000 002 003 004',
    'response.getHeader',
    'response.getHeaderNames',
    'response.getHeaders',
    'response.hasHeader',
  ),
  ...rows('000 002 003 004', 'response.removeHeader', 'response.headersSent', 'response.sendDate', 'response.write'),
  ...rows('000 002 003 004', 'response.end', 'response.addTrailers', 'response.writeContinue', 'response.setTimeout'),
  ...rows('000 002 003 004', 'response.finished', 'response.connection', 'response.socket'),
  ...rows('000 002', 'response.write answers false under back-pressure, and event drain'),
  ...rows(
    '000 002',
    'response.addTrailers to HTTP/1.0 are dropped',
    'response.addTrailers refuses invalid names and values',
  ),
  ...rows('now', 'response.writeEarlyHints', 'response.writeProcessing', 'response.writeInformation'),
  ...rows('now', 'response.strictContentLength', 'response.appendHeader', 'response.setHeaders'),
  ...rows('now', 'response.getRawHeaderNames', 'response.req', 'response.assignSocket', 'response.detachSocket'),
  ...rows('now', 'response.writableCorked', 'response.writableHighWaterMark', 'response.writableLength'),
  ...rows('now', 'response.writableNeedDrain', 'response.errored', 'response.closed', 'response.pipe'),
  ...rows(
    'now',
    'response.cork',
    'response.uncork',
    'response.flushHeaders',
    'response.writableEnded',
    'response.destroy',
  ),

  // http.IncomingMessage.
  ...rows('000 002 004', 'message events aborted', 'message event aborted'),
  ...rows('000 002 003 004', 'message.headers', 'message.rawHeaders', 'message.trailers', 'message.rawTrailers'),
  ...rows('000 002 003 004', 'message.httpVersion', 'message.httpVersionMajor', 'message.httpVersionMinor'),
  ...rows('000 002 003 004', 'message.method', 'message.url', 'message.statusCode', 'message.statusMessage'),
  ...rows('000 002 003 004', 'message.socket', 'message.connection', 'message.setTimeout', 'message.destroy'),
  ...rows('000 002 003 004', 'message.setEncoding'),
  ...rows('002', 'message.headers: repeated fields are joined, listed or dropped'),
  ...rows('now', 'message.complete', 'message.headersDistinct', 'message.trailersDistinct', 'message.signal'),
  ...rows('now', 'message is read by async iteration'),

  // http.OutgoingMessage.
  ...rows('003', 'outgoing.setHeader', 'outgoing.getHeader', 'outgoing.removeHeader', 'outgoing.write', 'outgoing.end'),

  // The module https.
  ...rows(
    '000',
    'https.createServer',
    'https.request',
    'https.get',
    'https.globalAgent',
    'https.Agent',
    'https.Server',
  ),
  ...rows('000', 'https.Server: server.setTimeout, server.timeout and server.keepAliveTimeout', 'https server.close'),
  ...rows('000 002', 'request.socket.getPeerCertificate()', 'the default port is 443'),

  // In the place of the built-in modules.
  ...rows('now', 'nethttp/register', '_http_agent', '_http_client', '_http_common', '_http_incoming'),
  ...rows('now', '_http_outgoing', '_http_server'),

  // What can be watched from outside.
  ...rows('now', 'diagnostics_channel', 'perf_hooks', 'AsyncLocalStorage', 'node:cluster'),
]
