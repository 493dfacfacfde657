// Every limit and default of the package: what it guards, its unit, and the option that changes it.
// Knows numbers only. Tests hold the documents and the types to this table.

export interface Limit {
  readonly value: number
  readonly unit: 'bytes' | 'ms' | 'count'
  /** The option or property that changes it, or null where nothing does. */
  readonly option: string | null
  readonly guards: string
}

function limit(value: number, unit: Limit['unit'], option: string | null, guards: string): Limit {
  return { value, unit, option, guards }
}

export const LIMITS = {
  maxHeaderSize: limit(16384, 'bytes', 'maxHeaderSize', 'memory taken by a head or a trailer section'),
  maxHeadersCount: limit(2000, 'count', 'maxHeadersCount', 'fields kept of one message'),
  maxChunkExtensions: limit(16384, 'bytes', null, 'chunk extensions of one chunk, which carry no content'),
  maxChunkSizeDigits: limit(64, 'count', null, 'digits of a chunk size, leading zeros with them'),
  maxLeadingEmptyLines: limit(8, 'count', null, 'empty lines before a request line (RFC 9112 §2.2)'),
  maxInformationalResponses: limit(1000, 'count', null, '1xx responses before one final response'),

  headersTimeoutMs: limit(60_000, 'ms', 'headersTimeout', 'a client that dribbles its head'),
  requestTimeoutMs: limit(300_000, 'ms', 'requestTimeout', 'a client that dribbles its request'),
  connectionsCheckingIntervalMs: limit(30_000, 'ms', 'connectionsCheckingInterval', 'how late the two are noticed'),
  keepAliveTimeoutMs: limit(5000, 'ms', 'keepAliveTimeout', 'idle connections of a server'),
  keepAliveTimeoutBufferMs: limit(1000, 'ms', 'keepAliveTimeoutBuffer', 'a request sent as the announced time ends'),
  refusalGraceMs: limit(1000, 'ms', null, 'an answer that is due before the 4xx to a broken message behind it'),
  lingerMs: limit(2000, 'ms', null, 'a client that still sends when its connection has been ended (RFC 9112 §9.6)'),
  socketTimeoutMs: limit(0, 'ms', 'server.timeout', 'a connection on which nothing moves; 0 is off'),
  maxHeadPieces: limit(
    16,
    'count',
    null,
    'pieces of one head that are read at once; more are read dribbleRestMs apart',
  ),
  dribbleRestMs: limit(1, 'ms', null, 'processor time that a client takes which dribbles its head'),
  maxRequestsPerSocket: limit(0, 'count', 'server.maxRequestsPerSocket', 'requests of one connection; 0 is off'),
  maxPipelinedRequests: limit(1000, 'count', null, 'unanswered requests of one connection, before reading pauses'),

  agentMaxFreeSockets: limit(256, 'count', 'maxFreeSockets', 'idle connections an agent keeps of one origin'),
  agentKeepAliveMs: limit(1000, 'ms', 'keepAliveMsecs', 'delay before TCP keep-alive probes of a pooled socket'),
  agentKeepAliveTimeoutBufferMs: limit(
    1000,
    'ms',
    'agentKeepAliveTimeoutBuffer',
    'a request sent as the server closes: taken off its Keep-Alive hint',
  ),
  globalAgentTimeoutMs: limit(5000, 'ms', 'agent.timeout', 'idle connections of the global agent'),
  maxCachedSessions: limit(100, 'count', 'maxCachedSessions', 'TLS sessions an https agent remembers'),
} as const satisfies Record<string, Limit>
